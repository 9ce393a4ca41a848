"""An experiment as a page: set it up, run it, watch the chart grow, read what it says."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.lab.experiment import Experiment
from core.lab.plan import Key, Trial, left_to_do
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from pages._ui.lab.draft import LabDraft, draft_of
from pages._ui.lab.results import going_on, results
from pages._ui.lab.runs import runs_of, start_missing
from pages._ui.lab.settings import settings_panel
from pages._ui.language import _, language, translator

SECONDS_BETWEEN_LOOKS = 2
MOST_SAID = 5


def experiment_page(experiment: Experiment) -> None:
    """Draw the page of one experiment."""
    st.title(_(experiment.title))
    st.markdown(_(experiment.question))
    draft, unreadable = draft_of(experiment)
    if unreadable is not None:
        _say(unreadable, ":material/link_off:")
    left, right = st.columns([1.3, 2.6], gap="large")
    with left:
        above = st.container()
        settings_panel(draft)
    trials, wrong = _planned(draft)
    found = runs_of(trials)
    with above:  # after what it depends on
        _run_button(draft, trials, left_to_do(trials, found))
        if wrong is not None:
            _say(wrong, ":material/build:")
    with right:
        if trials:
            # Looked at again and again only while something goes on.
            every = SECONDS_BETWEEN_LOOKS if going_on(found) else None
            st.fragment(results, run_every=every)(
                experiment, draft.factor, trials, every is not None
            )
        else:
            st.info(_("Mend the settings first; then the results appear here."))
    draft.remember()


def _planned(draft: LabDraft) -> tuple[list[Trial], SpecError | None]:
    """Return the runs to make, or else what keeps the settings from being an experiment."""
    try:
        return draft.trials(), None
    except SpecError as error:
        return [], error


def _run_button(draft: LabDraft, trials: list[Trial], left: Mapping[Key, RunSpec]) -> None:
    """Draw the button that runs what is left to do, and say how much that is."""
    total = len({trial.key for trial in trials})
    st.button(
        _("Run the experiment"),
        type="primary",
        icon=":material/science:",
        width="stretch",
        disabled=not left,
        on_click=start_missing,
        args=(draft.experiment, trials),
        key=f"{draft.page}.run",
        help=_("Mend what is named below first.")
        if not trials
        else _(
            "Puts every run that this takes, and that is not there yet, into the queue. They are "
            "ordinary runs, which are on the Runs page as well."
        )
        if left
        else _("Every run that this takes is there already, or in the queue."),
    )
    if trials:
        text = _("This takes {total} runs; {missing} of them have yet to be started.")
        done = _("This takes {total} runs, which all are there or on their way.")
        st.caption((text if left else done).format(total=total, missing=len(left)))


def _say(error: SpecError, icon: str) -> None:
    for problem in error.problems[:MOST_SAID]:
        st.error(problem.message.worded(translator(language())), icon=icon)

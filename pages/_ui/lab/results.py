"""What an experiment has found so far: progress, charts, sentences, numbers, costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from core.catalog.build import facts_of
from core.catalog.descriptions import Task
from core.catalog.find import source as find_source
from core.lab.curves import curves_of
from core.lab.experiment import Experiment, Factor
from core.lab.iterations import LOSSES
from core.lab.plan import Key, Trial
from core.lab.result import Result, measure
from core.metrics.metric import Metric
from core.metrics.scoring import metrics_of
from core.spec.message import Message
from core.store import runs
from core.store.runs import STATUS_TITLES, Run
from pages._ui.lab.chart import Unit, curves_chart, score_axis, scores_chart
from pages._ui.lab.runs import events_of, runs_of
from pages._ui.lab.tables import cost_table, numbers
from pages._ui.language import _, language, translator
from pages._ui.mishaps import spoken
from pages._ui.visitor import may_control

MOST_NAMED = 5


def going_on(found: Mapping[Key, Run]) -> list[Run]:
    """Return the runs that train or wait."""
    return [run for run in found.values() if run.status in runs.ACTIVE]


def results(
    experiment: Experiment, factor: Factor | None, trials: Sequence[Trial], watched: bool
) -> None:
    """Draw everything that is known; a fragment, so that it can be drawn again by itself.

    Args:
        experiment: What is asked.
        factor: What is varied.
        trials: Its runs; at least one.
        watched: Whether this is drawn again every few seconds.
    """
    found = runs_of(trials)
    going = going_on(found)
    if watched and not going:
        st.rerun()  # the whole page: nothing needs watching any more
    progress_of(trials, found, going, experiment.name)
    if not any(run.status == "finished" for run in found.values()):
        st.info(
            _("Nothing has been measured yet. Press **Run the experiment**: the chart grows here.")
            if not going
            else _("The first results are on their way.")
        )
        return
    metric = _choose_metric(experiment, trials)
    titles = experiment.choices(_task(trials))
    result = measure(
        trials,
        found,
        metric,
        titles=titles,
        axis=factor.title if factor else "",
        logarithmic=factor is not None and factor.logarithmic,
        events=events_of(experiment, found),
    )
    choices = list(titles)
    if experiment.curves:
        _draw_curves(result, choices, _task(trials))
    else:
        scores_chart(result, factor.unit if factor else "", choices, f"lab.{experiment.name}.chart")
    st.caption(
        _("Lines are means over the repetitions, bands reach from the lowest to the highest.")
    )
    _conclusion(experiment.conclude(result))
    if experiment.costs:
        cost_table(result, facts_of(trials[0].spec).sizes["test"])
    numbers(experiment, result)


def _task(trials: Sequence[Trial]) -> Task:
    return find_source(trials[0].spec.dataset).task


def progress_of(
    trials: Sequence[Trial], found: Mapping[Key, Run], going: Sequence[Run], name: str
) -> None:
    """Say how many runs have ended and which went wrong; offer to stop the others.

    Args:
        trials: The runs that an experiment takes.
        found: Those that there are.
        going: Those that train or wait.
        name: Of the experiment.
    """
    total = len({trial.key for trial in trials})
    finished = sum(run.status == "finished" for run in found.values())
    if going:
        text = _("{finished} of {total} runs finished, {going} in the queue or training")
        worded = text.format(finished=finished, total=total, going=len(going))
        st.progress(finished / total, text=worded)
        st.button(
            _("Stop the rest"),
            icon=":material/stop:",
            on_click=_stop,
            args=(going,),
            key=f"lab.stop.{name}",
            help=_("End what trains or waits. Finished runs stay; Run goes on from here later."),
        )
    elif 0 < finished < total:
        text = _("{finished} of {total} runs finished; the chart is not complete.")
        st.warning(text.format(finished=finished, total=total), icon=":material/hourglass_empty:")
    wrong = [run for run in found.values() if run.status in ("failed", "diverged")]
    for run in wrong[:MOST_NAMED]:
        reason = (
            Message.from_json(run.message).worded(translator(language())) if run.message else ""
        )
        st.error(f"{run.name} – {_(STATUS_TITLES[run.status])}. {reason}", icon=":material/error:")
    if len(wrong) > MOST_NAMED:
        st.caption(_("and {count} more").format(count=len(wrong) - MOST_NAMED))


@spoken
def _stop(going: Iterable[Run]) -> None:
    for run in going:
        if may_control(run):
            runs.ask(run.id, "stop")


def _choose_metric(experiment: Experiment, trials: Sequence[Trial]) -> Metric:
    """Let the visitor choose what is measured, which takes no further run."""
    metrics = {
        metric.name: metric
        for metric in metrics_of(_task(trials))
        if metric.live or not experiment.curves
    }
    name = st.selectbox(
        _("Score"),
        list(metrics),
        format_func=lambda each: _(metrics[each].title),
        key=f"lab.{experiment.name}.metric.{_task(trials)}",
        width=280,
        help=_("What is drawn and concluded from. All of them have been measured already."),
    )
    return metrics[name]


def _draw_curves(result: Result, choices: Sequence[str], task: Task) -> None:
    """Draw the validation score, and the loss where it is another, by steps or seconds."""
    titles: dict[Unit, str] = {"steps": _("Steps"), "seconds": _("Seconds")}
    unit = st.segmented_control(
        _("Horizontal axis"),
        list(titles),
        default="steps",
        required=True,
        format_func=titles.__getitem__,
        key="lab.iterations.unit",
        help=_(
            "Count gradient steps, of which each model makes its own kind, or the seconds that "
            "learning took (spread evenly over a run's steps)."
        ),
    )
    names = dict.fromkeys((result.metric.name, LOSSES.get(result.metric.name, "")))
    for metric in metrics_of(task):
        if metric.name in names:
            score = _("{metric} on the validation examples").format(metric=_(metric.title))
            curves_chart(
                result,
                curves_of(result, f"valid/{metric.name}"),
                choices,
                unit or "steps",
                score,
                score_axis(score, metric),
                f"lab.iterations.{metric.name}",
            )


def _conclusion(sentences: Sequence[Message]) -> None:
    """Say what the numbers say."""
    with st.container(border=True, key="lab-conclusion"):
        st.markdown(f"**{_('What these numbers say')}**")
        if not sentences:
            st.write(_("Compare two or more, or vary more, and something can be concluded."))
        st.markdown("\n".join(f"- {each.worded(translator(language()))}" for each in sentences))
        st.caption(
            _(
                "Computed from the runs above. A difference is called more than luck if equally "
                "good models would show one as large in fewer than 5 % of such experiments "
                "(Student's t test for pairs, over the repetitions; where they split the same rows "
                "anew, corrected for what the splits share, after Nadeau and Bengio). Where all "
                "have the same data, only the luck of the training's start is judged."
            )
        )

"""The scoreboard: setups scored on the same data and split, deep and classical in one table."""

from __future__ import annotations

import streamlit as st

from core.catalog.build import build_spec, facts_of, task_of
from core.metrics.generation import SCORED
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.store.runs import Run
from pages._ui.agent_scores import agent_scores
from pages._ui.comparison import comparison
from pages._ui.cost_chart import cost_chart
from pages._ui.language import _
from pages._ui.score_entries import Entry, entries_of, metrics_of_entries
from pages._ui.score_table import score_table
from pages._ui.verdict import verdict
from pages._ui.visitor import visitor


def scoreboard(spec: RunSpec | None, run: Run | None) -> None:
    """Draw the scores of everything trained on the data of `spec`, else of `run`."""
    # Whoever watches somebody else's run wants to see it among its like.
    of_run = run is not None and (spec is None or run.owner not in ("", visitor()))
    data_hash = run.data_hash if run and of_run else (spec.data_hash() if spec else "")
    known = _known_spec(None if of_run else spec, run)
    task, test_size = _task_and_size(known)
    entries = entries_of(data_hash, run, task)
    here = spec is not None and spec.data_hash() == data_hash
    comparison(spec if here else None, data_hash, entries)
    if not entries:
        text = _(
            "Nothing to compare yet. Train a network and some classical models on the same "
            "examples: all are scored here on the same held-back test examples."
        )
        if task == "control":
            text = _(
                "Nothing to compare yet. Train an agent, or play yourself: all are scored here in "
                "the same environment, by what they earn in 100 episodes."
            )
        st.caption(text)
        return
    if task == "control":
        agent_scores(entries, run)
        return
    metrics = metrics_of_entries(entries)
    if metrics:
        verdict(entries, metrics[0])
    answered = SCORED if task == "generation" else test_size
    score_table(entries, metrics, run, answered)
    costs = st.expander(_("Score against cost"), key="scoreboard-costs", on_change="rerun")
    if costs.open:
        with costs:
            cost_chart(entries, answered, "scoreboard-cost")
    if task == "generation":
        _explain_samples(entries, test_size)
        return
    _explain(metrics[0].name if metrics else "", entries[0].in_time, test_size)


def _explain(ranking: str, in_time: bool, test_size: int) -> None:
    """Say below the table what its scores were measured on, and what chance has in them."""
    if ranking == "bits_per_character":
        text = _(
            "Scores on the {count} characters of the test text, which no model saw while learning; "
            "the same text for every model, each character judged by all before it. ± is the "
            "standard deviation over seeds; the interval says how far chance in the choice of the "
            "text reaches (95 %, bootstrap of blocks of neighbouring characters, first seed)."
        )
    elif in_time:
        text = _(
            "Scores on the {count} latest values, which no model saw while learning; the same ones "
            "for every model. ± is the standard deviation over seeds; the interval says how far "
            "chance in those values reaches (95 %, bootstrap of blocks of neighbours, which err "
            "alike, first seed). What comes later may be of another kind than all that was seen."
        )
    else:
        text = _(
            "Scores on the {count} test examples that no model saw while learning; the same ones "
            "for every model. ± is the standard deviation over seeds; the interval says how far "
            "chance in the choice of test examples reaches (95 %, bootstrap, first seed)."
        )
    st.caption(text.format(count=test_size))
    steps = {
        "accuracy": _("One test example more or less right changes the accuracy by {step:.2%}."),
        "exact_match": _("One string more or less right changes the exact match by {step:.2%}."),
    }
    if ranking in steps:
        st.caption(steps[ranking].format(step=1 / max(test_size, 1)))


def _explain_samples(entries: list[Entry], test_size: int) -> None:
    """Say below the table what samples were judged beside, and what real examples reach."""
    st.caption(
        _(
            "Scores of {made} samples of each model beside the {count} test examples. One judge "
            "sees both: of pictures a classifier that was trained on the same data, of points the "
            "places where they gather. ± is the standard deviation over seeds."
        ).format(made=SCORED, count=test_size)
    )
    floor = entries[0].mean("frechet_floor")
    if floor is not None:
        st.caption(
            _(
                "Real examples of the training are at a Fréchet distance of {floor} from those of "
                "the test: that much is chance, and a model at about it is as good as can be told."
            ).format(floor=f"{floor:.3g}")
        )


def _known_spec(spec: RunSpec | None, run: Run | None) -> RunSpec | None:
    """Return a setup, or else that of a run if it can be read."""
    try:
        return spec or (build_spec(run.spec) if run else None)
    except SpecError:  # of a run that an older playground made
        return None


def _task_and_size(spec: RunSpec | None) -> tuple[str, int]:
    """Return what a setup does with its data, and how many test examples these have."""
    try:
        return (task_of(spec), int(facts_of(spec).sizes.get("test", 0))) if spec else ("", 0)
    except SpecError:  # a file is gone
        return "", 0

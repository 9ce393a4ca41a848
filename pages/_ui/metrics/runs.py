"""The same steps on a run of one's own: its kept test predictions, and its scores beside them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import streamlit as st

from core.catalog.build import build_spec, facts_of
from core.metrics.kept import NEEDED, Kept
from core.metrics.scoring import metrics_scored, score
from core.metrics.worked import worked_classification, worked_regression
from core.metrics.worked_probabilities import worked_log_loss, worked_ranking
from core.spec.message import N_, SpecError
from core.store import arrays, runs
from core.store.runs import Run
from pages._ui.forms import choose
from pages._ui.language import _
from pages._ui.metrics.chances import loss_card, ranking_card, roc_chart
from pages._ui.metrics.classes import class_steps
from pages._ui.metrics.errors import error_cards, error_table, names_matter
from pages._ui.metrics.formulas import figure
from pages._ui.metrics.squares import squares_chart
from pages._ui.metrics.strings import said_of_strings, said_of_text, string_cards, text_cards
from pages._ui.metrics.table import pick
from pages._ui.run_table import distinct_names, open_button
from pages._ui.visitor import visitor

KEY = "metrics.runs"
MOST_RUNS = 200
VIEWS = {"matrix": N_("Confusion matrix"), "chances": N_("Probabilities")}


def runs_tab() -> None:
    """Draw the choice of a run, its scores worked out again, and the steps to them."""
    found = [
        run
        for run in runs.find(owners=["", visitor()], limit=MOST_RUNS)
        if metrics_scored(run.scores.get("test") or {})
    ]
    if not found:
        st.info(
            _(
                "None of your runs has been scored yet. Train a model on another page: when it has "
                "ended, its metrics can be followed here step by step."
            )
        )
        return
    run = _chosen(found)
    kept = _kept(run.id, run.finished)
    if kept is None:
        st.info(
            _(
                "What this run said of the test examples was not kept, as of runs of an older "
                "playground. Choose another run, or train this one again."
            )
        )
        return
    scores_beside(run, kept)
    if "test.values" in kept:
        _numbers(kept)
    elif "test.log_likelihoods" in kept:
        text_cards(kept)
    elif "test.outputs" in kept:
        string_cards(kept)
    else:
        _classes(run, kept)


def _chosen(found: list[Run]) -> Run:
    """Draw the choice of a run and the way to its page; return it."""
    by_id = {run.id: run for run in found}
    names = dict(zip(by_id, distinct_names(found), strict=True))
    remembered = f"{KEY}.remembered"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = choose(
            _("Run"),
            list(by_id),
            f"{KEY}.run",
            st.session_state.get(remembered, found[0].id),
            format_func=names.__getitem__,
            help=_("One of your scored runs; the newest come first."),
        )
        st.session_state[remembered] = chosen
        run = by_id.get(chosen, found[0])
        open_button(run)
    return run


@st.cache_data(show_spinner=False, max_entries=64)
def _kept(run: str, finished: float | None) -> Kept | None:
    """Return what a run said of the test examples; `finished` tells when it was trained further."""
    kept = arrays.load(run, "predictions")
    if kept is None or not len(kept.get("test.targets", ())):
        return None
    wanted = (*(f"test.{name}" for name in NEEDED), "test.scores", "probabilistic")
    return {name: kept[name] for name in wanted if name in kept}


def matrix_of(kept: Kept) -> Any:
    """Return the confusion matrix of kept test predictions: (true class, class said), int64."""
    size = kept["test.scores"].shape[1]
    cells = kept["test.targets"].astype(np.int64) * size + kept["test.labels"]
    return np.bincount(cells, minlength=size**2).reshape(size, size)


def worked_scores(kept: Kept) -> dict[str, float]:
    """Return every metric of kept test predictions, by the steps that the page shows."""
    if "test.values" in kept:
        errors = worked_regression(kept["test.targets"], kept["test.values"])
        return {name: getattr(errors, name) for name in ("mae", "mse", "rmse", "r2", "mape")}
    if "test.log_likelihoods" in kept:
        return score(said_of_text(kept))
    if "test.outputs" in kept:
        return score(said_of_strings(kept))
    worked = worked_classification(matrix_of(kept))
    found = {"accuracy": worked.accuracy.value}
    for name in ("precision", "recall", "f1"):
        found[f"{name}_macro"] = worked.macro[name].value
        found[f"{name}_weighted"] = worked.weighted[name].value
    targets, scores = kept["test.targets"], kept["test.scores"].astype(np.float64)
    rows = np.arange(len(targets))
    found["log_loss"] = (
        worked_log_loss(scores[rows, targets]).value if kept["probabilistic"] else math.nan
    )
    first = 1 if scores.shape[1] == 2 else 0  # of two classes, one area says both
    areas = [worked_ranking(targets == k, scores[:, k]).value for k in range(scores.shape[1])]
    return found | {"roc_auc": float(np.mean(areas[first:]))}


def scores_beside(run: Run, kept: Kept) -> None:
    """Draw the metrics worked out from the predictions beside those that the run was given."""
    stored, here = run.scores["test"], worked_scores(kept)
    rows = []
    # A playground that did not know a metric yet stored nothing for it.
    for metric in (each for each in metrics_scored(stored) if each.name in stored):
        score = stored.get(metric.name)
        kept_score = math.nan if score is None else score
        rows.append(
            {
                "metric": _(metric.title),
                "here": figure_of(here[metric.name]),
                "stored": figure_of(kept_score),
                "same": agreement(here[metric.name], kept_score),
            }
        )
    text = st.column_config.TextColumn
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        width="stretch",
        alt=_("Table of the run's metrics, worked out here and as on the scoreboard"),
        column_config={
            "metric": text(_("Metric"), help=_("As on the scoreboard.")),
            "here": text(
                _("Worked out here"),
                help=_("From the run's answers on the test examples, by the steps below."),
            ),
            "stored": text(_("On the scoreboard"), help=_("As the run was scored when it ended.")),
            "same": text(_("Are they equal?"), help=_("Whether both are the same number.")),
        },
    )
    if "test.scores" in kept:
        st.caption(
            _(
                "Probabilities are kept with seven digits, so log loss and ROC AUC may differ in "
                "the last ones; what is counted is equal to the last digit."
            )
        )


def figure_of(value: float) -> str:
    """Return a score with the digits of the scoreboard; a dash where it is undefined."""
    return "–" if math.isnan(value) else f"{value:.4f}"


def agreement(here: float, stored: float) -> str:
    """Say whether two scores are the same."""
    if math.isnan(here) and math.isnan(stored):
        return _("undefined in both")
    if math.isclose(here, stored, rel_tol=1e-9, abs_tol=1e-12):
        return _("✓ equal")
    if math.isclose(here, stored, rel_tol=1e-3, abs_tol=1e-4):
        return _("✓ equal but for rounding")
    return _("✗ they differ: the predictions kept are not those that were scored")


def _numbers(kept: Kept) -> None:
    """Draw the steps of a regressor."""
    targets, values = kept["test.targets"], kept["test.values"]
    worked = worked_regression(targets, values)
    squares_chart(targets, values, worked, "", f"{KEY}.squares")
    error_table(targets, values, worked, "")
    error_cards(worked, "")
    names_matter(worked, "")


def _classes(run: Run, kept: Kept) -> None:
    """Draw the steps of a classifier: its matrix, or its probabilities."""
    names = _names(run, kept["test.scores"].shape[1])
    view = pick(
        _("What to look at"),
        list(VIEWS),
        f"{KEY}.view",
        lambda name: _(VIEWS[name]),
        _("What was counted, or how sure the model was."),
    )
    if view == "matrix":
        class_steps(names, matrix_of(kept), KEY)
    else:
        _chances(names, kept)


def _names(run: Run, count: int) -> list[str]:
    """Return the names of the classes; their numbers if the data cannot be asked any more."""
    try:
        names = list(facts_of(build_spec(run.spec)).classes)
    except SpecError:
        names = []
    # Files can name a class twice, and may have changed.
    if len(set(names)) != count:
        return [str(number) for number in range(count)]
    return names


def _chances(names: list[str], kept: Kept) -> None:
    targets, scores = kept["test.targets"], kept["test.scores"].astype(np.float64)
    k = names.index(
        choose(
            _("Class looked for"),
            names,
            f"{KEY}.positive",
            names[min(1, len(names) - 1)],
            help=_("Its examples are the positive ones; all others are negative."),
        )
    )
    ranking = worked_ranking(targets == k, scores[:, k])
    left, right = st.columns(2)
    with left:
        roc_chart(targets == k, scores[:, k], ranking, f"{KEY}.roc")
    with right:
        mean = worked_scores(kept)["roc_auc"]
        note = _("This is one class against the rest; the mean over all classes is {mean}.")
        ranking_card(ranking, note.format(mean=figure(mean)) if len(names) > 2 else "")
    if kept["probabilistic"]:
        loss_card(worked_log_loss(scores[np.arange(len(targets)), targets]))
    else:
        st.info(
            _(
                "This model gives no probabilities, only how far an example lies from its border: "
                "that is enough for an order, so for ROC AUC, but log loss is undefined."
            )
        )

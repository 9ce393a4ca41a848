"""What matters to a model: its columns shuffled one by one, and what it says as one changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.store.runs import ACTIVE, Run
from pages._ui.forms import choose
from pages._ui.language import _
from pages._ui.looking.dependence import dependence_panel
from pages._ui.looking.insight_chart import GREY, insight_chart, named, newest_moment, rounded
from pages._ui.probe import Arrays, when_answered

MOST_COLUMNS = 30


@st.fragment
def importance_panel(run: Run) -> None:
    """Draw permutation importance and partial dependence of a scored run on a table."""
    tick = newest_moment(run)
    if run.status in ACTIVE or not run.scores.get("valid") or tick is None:
        st.info(
            _(
                "What matters is measured once the run has been scored, which happens when its "
                "training ends or is stopped."
            )
        )
        return
    key = f"importance.{run.id}"
    request: dict[str, Any] = {"run": run.id, "tick": tick}
    if st.session_state.get(f"{key}.block"):
        first = int(st.session_state[f"{key}.block"]) * MOST_COLUMNS
        last = min(first + MOST_COLUMNS, int(st.session_state[f"{key}.count"]))
        request["columns"] = list(range(first, last))
    when_answered(
        "importance",
        request,
        partial(_importances, run, tick, key),
        _("Shuffling each column and asking the model again …"),
    )


def _choose_block(key: str, count: int) -> None:
    """Let the visitor choose which columns are measured, where they are too many at once."""
    st.session_state[f"{key}.count"] = count
    if count > MOST_COLUMNS:
        choose(
            _("Columns"),
            range(-(-count // MOST_COLUMNS)),
            f"{key}.block",
            0,
            format_func=lambda block: _("{first} to {last}").format(
                first=block * MOST_COLUMNS + 1, last=min((block + 1) * MOST_COLUMNS, count)
            ),
            help=_("At most 30 columns are measured at once, in the order of the table."),
        )


def _importances(run: Run, tick: int, key: str, said: Arrays) -> None:
    _choose_block(key, int(said["columns_in_all"]))
    means = said["importances"].mean(axis=1)
    order = np.argsort(-means, kind="stable")
    ranked = [int(said["columns"][place]) for place in order]
    st.session_state[key] = ranked  # for whoever fills in a row
    names = [named(run, str(said["names"][place])) for place in order]
    _importance_chart(run, said, names, order)
    classifies = "accuracy" in run.scores["valid"]
    text = _(
        "Each column is shuffled among {rows} validation examples, {repeats} times, and the model "
        "asked again; the bar is by how much its accuracy falls on average, and the line one "
        "standard deviation to either side. With all columns as they are, it is {score}. All "
        "features of a category or a date are shuffled together."
    )
    if not classifies:
        text = _(
            "Each column is shuffled among {rows} validation examples, {repeats} times, and the "
            "model asked again; the bar is by how much its RMSE rises on average, and the line one "
            "standard deviation to either side. With all columns as they are, it is {score}. All "
            "features of a category or a date are shuffled together."
        )
    repeats, score = said["importances"].shape[1], float(said["score"])
    st.caption(text.format(rows=int(said["rows"]), repeats=repeats, score=rounded(score)))
    _sampled(said)
    st.caption(
        _(
            "A bar near 0 means that the model does as well without the column; what lies below 0 "
            "is chance. Where two columns tell nearly the same, shuffling one hurts little: the "
            "model reads it off the other, and both seem to matter less than they do. What matters "
            "to a model need not be a cause of anything."
        )
    )
    dependence_panel(run, tick, ranked, names)


def _importance_chart(run: Run, said: Arrays, names: Sequence[str], order: np.ndarray) -> None:
    """Draw a bar for each column, the one that matters most on top."""
    means, spread = (
        one[order] for one in (said["importances"].mean(1), said["importances"].std(1))
    )
    classifies = "accuracy" in run.scores["valid"]
    top = ", ".join(f"{name} {mean:.3g}" for name, mean in zip(names[:5], means[:5], strict=True))
    insight_chart(
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": means[::-1],
                "y": [_short(name) for name in names[::-1]],
                "error_x": {"type": "data", "array": spread[::-1], "color": GREY},
                "customdata": names[::-1],
                "hovertemplate": "%{customdata}: %{x:.4g} ± %{error_x.array:.2g}<extra></extra>",
            }
        ],
        title=_("What the model leans on"),
        x=_("Accuracy lost (fraction)") if classifies else _("RMSE gained (in its unit)"),
        y=_("Column"),
        alt=_("Bar chart of how much each column matters; most: {top}").format(top=top),
        key=f"importance.{run.id}.chart",
        height=140 + 24 * len(names),
        xaxis={"zeroline": True},
        yaxis={"type": "category", "tickmode": "linear"},
    )


def _short(name: str) -> str:
    return name if len(name) <= 28 else f"{name[:27]}…"


def _sampled(said: Arrays) -> None:
    if said["rows"] < said["among"]:
        text = _("Looked at {rows} of {among} validation examples, evenly chosen.")
        st.caption(text.format(rows=int(said["rows"]), among=int(said["among"])))

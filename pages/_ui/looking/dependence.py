"""What a model says as one column changes and all others stay."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.store.runs import Run
from pages._ui.forms import choose
from pages._ui.language import _
from pages._ui.looking.insight_chart import FAINT, insight_chart, named, rounded
from pages._ui.probe import Arrays, when_answered


@st.fragment
def dependence_panel(run: Run, tick: int, columns: Sequence[int], names: Sequence[str]) -> None:
    """Draw the partial dependence on one column, with a line for each of some examples.

    Args:
        run: A scored run on a table.
        tick: Which of its moments.
        columns: Numbers of the columns that can be chosen, with the `names` of them.
    """
    titles = dict(zip(columns, names, strict=True))
    column = choose(
        _("Column to change"),
        list(columns),
        f"dependence.{run.id}.column",
        columns[0],
        format_func=titles.__getitem__,
        help=_("The column that is given one value after the other; the others stay as they are."),
    )
    request = {"run": run.id, "tick": tick, "column": column}
    when_answered(
        "dependence",
        request,
        partial(_dependence, run, titles[column]),
        _("Asking the model for each value …"),
    )


def _dependence(run: Run, name: str, said: Arrays) -> None:
    classes = [named(run, str(one)) for one in said["classes"]]
    output = 0
    if classes:
        output = int(
            choose(
                _("Class"),
                range(len(classes)),
                f"dependence.{run.id}.class",
                len(classes) - 1,
                format_func=classes.__getitem__,
                help=_("Whose probability, or decision value, is drawn."),
            )
        )
    y = _what(run, classes, output, said)
    _chart(run, name, y, output, said)
    st.caption(
        _(
            "The thick line is the mean over {rows} validation examples, each given every value of "
            "{name} in turn; thin lines are {count} of the examples. Lines that are not parallel "
            "show that the effect depends on other columns. It misleads where columns go together: "
            "some of the examples made up like this could not exist."
        ).format(rows=int(said["rows"]), name=name, count=said["lines"].shape[1])
    )


def _what(run: Run, classes: Sequence[str], output: int, said: Arrays) -> str:
    """Return what the vertical axis shows."""
    if not classes:
        target, unit = (named(run, str(said[part])) for part in ("target", "unit"))
        return f"{target} ({unit})" if unit else target
    if said["probabilistic"]:
        return _("Probability of {name}").format(name=classes[output])
    return _("Decision value of {name}").format(name=classes[output])


def _chart(run: Run, name: str, y: str, output: int, said: Arrays) -> None:
    average, lines = said["average"][output], said["lines"][output]
    category = str(said["kind"]) == "category"
    grid: Any = said["grid"]
    if category:
        grid = [str(label) or _("(no value)") for label in said["labels"]]
    elif str(said["kind"]) == "date":
        grid = grid.astype("datetime64[D]").astype(str)
    mode = "lines+markers" if category or len(grid) < 2 else "lines"
    alt = _("Line chart of {y} against {x}: on average from {first} at {low} to {last} at {high}")
    insight_chart(
        [
            _thin(grid, lines),
            *([] if category else [_rug(said, float(lines.min()))]),
            {
                "type": "scatter",
                "mode": mode,
                "x": list(grid),
                "y": average,
                "name": _("mean"),
                "line": {"width": 4},
                "marker": {"size": 11},
                "hovertemplate": "%{x}: %{y:.4g}<extra></extra>",
            },
        ],
        title=_("Partial dependence on {name}").format(name=name),
        x=name,
        y=y,
        alt=alt.format(
            y=y,
            x=name,
            first=rounded(float(average[0])),
            low=_told(grid[0]),
            last=rounded(float(average[-1])),
            high=_told(grid[-1]),
        ),
        key=f"dependence.{run.id}.chart",
        height=380,
        xaxis={"type": "category"} if category else {},
    )


def _told(value: Any) -> str:
    return value if isinstance(value, str) else rounded(float(value))


def _thin(grid: Any, lines: np.ndarray) -> dict[str, Any]:
    """Return the lines of single examples as one trace, with gaps between them."""
    x = [place for _line in lines for place in (*grid, None)]
    y = [value for line in lines for value in (*line, None)]
    line = {"color": FAINT, "width": 1}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _rug(said: Arrays, height: float) -> dict[str, Any]:
    """Return a stroke below the lines for each example's own value."""
    known = said["values"][~np.isnan(said["values"])]
    where = known.astype("datetime64[D]").astype(str) if str(said["kind"]) == "date" else known
    marker = {"symbol": "line-ns-open", "size": 9, "color": FAINT}
    place = {"x": where, "y": np.full(len(known), height), "marker": marker}
    return {"type": "scatter", "mode": "markers", **place, "hoverinfo": "skip"}

"""The squared errors as squares, between what was estimated and what was true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.metrics.worked import WorkedRegression
from pages._ui.language import _
from pages._ui.metrics.formulas import figure

MOST_SQUARES = 300
Numbers = NDArray[np.float64]
Outline = tuple[list[float | None], list[float | None]]


def squares_chart(
    targets: Numbers, values: Numbers, worked: WorkedRegression, unit: str, key: str
) -> None:
    """Draw each estimate against its true value, with the square of its error.

    Both axes have the same scale and unit, so the areas are the squared errors. Of very many
    examples the first are drawn.
    """
    if len(targets) > MOST_SQUARES:
        st.caption(
            _("The first {shown} of {count} examples are drawn.").format(
                shown=MOST_SQUARES, count=len(targets)
            )
        )
    targets, values = targets[:MOST_SQUARES], values[:MOST_SQUARES]
    lowest = float(min(targets.min(), values.min()))
    highest = float(max(targets.max(), values.max()))
    margin = 0.06 * (highest - lowest) or 1.0
    low, high = lowest - margin, highest + margin
    squares = outline(zip(targets, values, strict=True))
    around = outline((target, worked.target_mean) for target in targets)
    side = worked.rmse
    average: Outline = (  # in the corner that no square along the diagonal reaches
        [high - side, high, high, high - side, high - side],
        [low, low, low + side, low + side, low],
    )
    traces: list[dict[str, Any]] = [
        _area(around, _("Squares around the mean (what R² divides by)"), "#94a3b8", hidden=True),
        _area(squares, _("Squared errors"), "#d97706"),
        _area(average, _("Their average: MSE, its side the RMSE"), "#7c3aed"),
        {
            "x": [low, high],
            "y": [low, high],
            "mode": "lines",
            "name": _("Estimate equals true value"),
            "line": {"dash": "dot", "color": "#64748b", "width": 1.5},
            "hoverinfo": "skip",
        },
        {
            "x": targets.tolist(),
            "y": values.tolist(),
            "mode": "markers",
            "name": _("Examples"),
            "marker": {"size": 9, "color": "#2563eb"},
            "customdata": [[figure(error)] for error in worked.errors[:MOST_SQUARES]],
            "hovertemplate": "%{x} → %{y}<br>"
            + _("error {error}").format(error="%{customdata[0]}")
            + "<extra></extra>",
        },
    ]
    heading = f" ({unit})" if unit else ""
    st.plotly_chart(
        {"data": traces, "layout": _layout(_("True value") + heading, _("Estimate") + heading)},
        alt=_(
            "Chart of {count} estimates against true values, with the square of each error"
        ).format(count=len(targets)),
        key=key,
        config={"displayModeBar": False},
    )
    st.caption(
        _(
            "The size of an error is a length, its square an area: twice the error, four times the "
            "area. Press a name below the chart to show or hide it."
        )
    )


def outline(pairs: Iterable[tuple[float, float]]) -> Outline:
    """Return squares along the diagonal, from (a, a) to (b, b) for each pair, with gaps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for one, other in pairs:
        a, b = float(one), float(other)
        x += [a, b, b, a, a, None]
        y += [a, a, b, b, a, None]
    return x, y


def _area(corners: Outline, name: str, colour: str, hidden: bool = False) -> dict[str, Any]:
    return {
        "x": corners[0],
        "y": corners[1],
        "mode": "lines",
        "fill": "toself",
        "name": name,
        "line": {"color": colour, "width": 1.5},
        "opacity": 0.6,
        "hoverinfo": "skip",
        "visible": "legendonly" if hidden else True,
    }


def _layout(x_title: str, y_title: str) -> dict[str, Any]:
    return {
        "title": {"text": _("Each error, squared"), "font": {"size": 16}},
        "height": 520,
        "margin": {"l": 10, "r": 10, "t": 40, "b": 10},
        "xaxis": {
            "title": {"text": x_title},
            "automargin": True,
            "zeroline": False,
            "constrain": "domain",
        },
        "yaxis": {
            "title": {"text": y_title},
            "automargin": True,
            "zeroline": False,
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "legend": {"orientation": "h", "y": -0.18, "x": 0, "yanchor": "top"},
    }

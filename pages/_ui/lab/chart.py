"""Charts of an experiment: a line and a band for each of what is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st

from core.lab.curves import Curve
from core.lab.result import Result
from core.metrics.metric import Metric
from pages._ui.language import _

PALETTES = {
    # As in .streamlit/config.toml; first the network, the same on every page.
    "light": (
        *("#4f46e5", "#d9580b", "#0d9488", "#be185d", "#0284c7"),
        *("#a16207", "#7e22ce", "#64748b", "#4d7c0f", "#b91c1c"),
    ),
    "dark": (
        *("#818cf8", "#fdba74", "#2dd4bf", "#f472b6", "#7dd3fc"),
        *("#fde047", "#c084fc", "#94a3b8", "#a3e635", "#fca5a5"),
    ),
}
SYMBOLS = ("circle", "diamond", "square", "cross", "triangle-up", "star", "x", "hexagon")
DASHES = ("solid", "dash")
"""With more lines than colours, the colours come again with the next of these."""
Unit = Literal["steps", "seconds"]


@dataclass(frozen=True)
class Line:
    """One line with its band.

    Attributes:
        name: What the legend says.
        place: Of what it shows among all that could be compared, which gives it its colour.
        x: (point,).
        values: (repetition, point); NaN where one is missing.
        single: Whether it is a single measurement, to be drawn as a level.
    """

    name: str
    place: int
    x: np.ndarray
    values: np.ndarray
    single: bool = False


def scores_chart(result: Result, unit: str, choices: Sequence[str], key: str) -> None:
    """Draw test scores against what was varied, of this unit; nothing for what is not there."""
    lines = [
        Line(_(result.titles[name]), choices.index(name), result.x, result.values[index].T)
        for index, name in enumerate(result.series)
    ]
    axis = _(result.axis)
    worded = f"{axis}<br>({_(unit)})" if unit else axis
    x_axis: dict[str, Any] = {"title": {"text": worded}, "tickvals": result.x.tolist()}
    if result.logarithmic:
        ticks = [f"{value:g}" for value in result.x]
        x_axis |= {
            "type": "log",
            "ticktext": ticks,
            "title": {"text": _("{axis}, logarithmic").format(axis=worded)},
        }
    score = _("{metric} on the test examples").format(metric=_(result.metric.title))
    title = _("{score} against {axis}").format(score=score, axis=axis)
    _draw(title, lines, x_axis, score_axis(score, result.metric), key)


def score_axis(title: str, metric: Metric) -> str:
    """Return what the axis of a metric says: its name, unit and which way is better."""
    better = _("higher is better") if metric.higher_is_better else _("lower is better")
    return f"{title}<br>({_(metric.unit)}, {better})"


def curves_chart(
    result: Result,
    curves: Sequence[Curve],
    choices: Sequence[str],
    unit: Unit,
    title: str,
    y_title: str,
    key: str,
) -> None:
    """Draw what models recorded while they learned, by steps or seconds, both logarithmic."""
    lines = [
        Line(
            _(result.titles[result.series[curve.series]]),
            choices.index(result.series[curve.series]),
            np.maximum(curve.steps if unit == "steps" else curve.seconds, 1e-4),
            curve.values,
            curve.single,
        )
        for curve in curves
    ]
    words = {
        "steps": _("Gradient steps or rounds"),
        "seconds": _("Training time (s)"),
    }
    x_axis = {
        "title": {"text": _("{axis}, logarithmic").format(axis=words[unit])},
        "type": "log",
        "dtick": 1,
    }
    _draw(title, lines, x_axis, y_title, key)


def lines_chart(title: str, lines: Sequence[Line], x_title: str, y_title: str, key: str) -> None:
    """Draw lines with their bands over one axis, of which the texts are told."""
    _draw(title, lines, {"title": {"text": x_title}}, y_title, key)


def _draw(
    title: str, lines: Sequence[Line], x_axis: dict[str, Any], y_title: str, key: str
) -> None:
    dark = st.context.theme.type == "dark"
    palette = PALETTES["dark" if dark else "light"]
    ends = [float(line.x.max()) for line in lines if len(line.x)]
    traces = [trace for line in lines for trace in _traces(line, palette, max(ends, default=1.0))]
    if not traces:
        return
    st.markdown(f"**{title}**")
    layout = {
        "height": 400 + 22 * len(lines),  # the legend's lines are taken from it
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "xaxis": x_axis | {"automargin": True},
        "yaxis": {"title": {"text": y_title}, "automargin": True},
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.2, "x": 0, "yanchor": "top"},
        "hovermode": "closest",
    }
    st.plotly_chart(
        {"data": traces, "layout": layout},
        alt=_("Line chart: {title}, one line for each of what is compared").format(title=title),
        key=key,
        config={"displayModeBar": False},
    )


def _traces(line: Line, palette: Sequence[str], end: float) -> list[dict[str, Any]]:
    """Return the line of the means, and below it the band from the lowest to the highest value."""
    there = np.isfinite(line.values).any(axis=0)
    if not there.any():
        return []
    x, values = line.x[there], line.values[:, there]
    means, low, high = (f(values, axis=0) for f in (np.nanmean, np.nanmin, np.nanmax))
    counts = np.isfinite(values).sum(axis=0)
    color, dash = stroke(line.place, palette)
    symbol = SYMBOLS[line.place % len(SYMBOLS)]
    shared = {"name": line.name, "legendgroup": line.name, "type": "scatter"}
    band = {
        **shared,
        "x": [*x, *x[::-1]],
        "y": [*high, *low[::-1]],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": _translucent(color),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    middle = {
        **shared,
        "x": x.tolist(),
        "y": means.tolist(),
        "mode": "lines+markers" if len(x) < 30 else "lines",
        "line": {"color": color, "width": 2.5, "dash": dash},
        "marker": {"symbol": symbol, "size": 9, "color": color},
        "customdata": np.stack([low, high, counts], axis=1).tolist(),
        "hovertemplate": f"<b>{line.name}</b><br>%{{x:.4~g}}: %{{y:.4f}}<br>"
        + _("{low} to {high} in {count} repetitions").format(
            low="%{customdata[0]:.4f}", high="%{customdata[1]:.4f}", count="%{customdata[2]}"
        )
        + "<extra></extra>",
    }
    if len(x) == 1:
        bars = {"array": (high - means).tolist(), "arrayminus": (means - low).tolist()}
        middle["error_y"] = {"type": "data", "symmetric": False, "color": color, **bars}
        level = {
            **shared,
            "x": [float(x[0]), end],
            "y": [float(means[0])] * 2,
            "mode": "lines",
            "line": {"color": color, "width": 2, "dash": "dot"},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        return [middle, level] if line.single else [middle]
    return [band, middle]


def stroke(place: int, palette: Sequence[str]) -> tuple[str, str]:
    """Return colour and dashes of the line in this place; the first colour is the first line's."""
    if place == 0:
        return palette[0], DASHES[0]
    again, number = divmod(place - 1, len(palette) - 1)
    return palette[1 + number], DASHES[again % len(DASHES)]


def _translucent(color: str) -> str:
    """Return `#rrggbb` as the colour of an area through which others show."""
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"

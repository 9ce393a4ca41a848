"""The form that the charts about a scored run share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import streamlit as st

from core.catalog.find import sources
from core.store import recording
from core.store.runs import Run
from pages._ui.language import _

MOST_POINTS = 1000
"""How many points a curve is drawn by; more would only be slower."""
FAINT = "rgba(128, 128, 128, 0.35)"
"""Of lines of which there are many."""
_LONGEST_LINE = 40  # characters, on a telephone
GREY = "rgba(128, 128, 128, 0.85)"
"""Of a line to compare with."""
SIGNAL = "#d1495b"
"""Of a threshold and what lies on it, in light and dark alike."""


def insight_chart(
    traces: Sequence[dict[str, Any]],
    *,
    title: str,
    x: str,
    y: str,
    alt: str,
    key: str,
    height: int = 320,
    **layout: Any,
) -> None:
    """Draw traces under a title, between axes that say what they show.

    Args:
        traces: As Plotly takes them.
        title: Of the chart.
        x: What the horizontal axis shows, with its unit.
        y: What the vertical axis shows.
        alt: The chart in words.
        key: Identity of the chart.
        height: In pixels.
        layout: What else Plotly's layout is to hold; parts of an axis are added to it.
    """
    axes = {"xaxis": x, "yaxis": y}
    for axis, text in axes.items():
        own = {"title": {"text": _lines(text)}, "automargin": True, "zeroline": False}
        layout[axis] = own | layout.get(axis, {})
    heading = _lines(title)
    legend = {"orientation": "h", "y": -0.3, "x": 0, "yanchor": "top"}
    st.plotly_chart(
        {
            "data": list(traces),
            "layout": {
                "title": {"text": heading, "font": {"size": 15}},
                "height": height,
                "margin": {"l": 10, "r": 10, "t": 40 + 20 * heading.count("<br>"), "b": 10},
                "legend": legend,
                "showlegend": any(trace.get("showlegend", False) for trace in traces),
                **layout,
            },
        },
        alt=alt,
        key=key,
        theme="streamlit",
        config={"displayModeBar": False},
    )


def _lines(text: str) -> str:
    """Return a text that Plotly, which crops what is too long, is to break into lines."""
    return "<br>".join(wrap(text, _LONGEST_LINE))


def rounded(value: float) -> str:
    """Return a number by about four digits, without an exponent as far as one reads it well."""
    size = abs(value)
    if not 1e-4 <= size < 1e9:
        return f"{value:.4g}"
    return f"{value:,.{max(0, 3 - math.floor(math.log10(size)))}f}"


def named(run: Run, text: str) -> str:
    """Return what a column or a class is called: a word of ours translated, of a file as it is."""
    entry = sources().get(run.dataset)
    return text if entry is None or entry.needs else _(text)


def newest_moment(run: Run) -> int | None:
    """Return the tick of a run's last checkpoint; None if there is none yet."""
    kept = recording.checkpoints_of(run.id)
    return int(kept[-1]["tick"]) if kept else None

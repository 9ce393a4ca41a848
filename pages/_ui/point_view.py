"""Points of a plane as they lie there, by the place or class that each belongs to."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered


def point_view(dataset: str, data: dict[str, Any]) -> None:
    """Draw the training points of a cloud."""
    request = {"dataset": dataset, "data": data}
    when_answered("points", request, _draw, _("Points appear here in a moment."))


def _draw(arrays: Arrays) -> None:
    x, y = (str(arrays["features"][axis]) for axis in arrays["axes"])
    title = _("The training points")
    st.plotly_chart(
        {
            "data": [
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": arrays["x.train"].tolist(),
                    "y": arrays["y.train"].tolist(),
                    "marker": {"size": 4, "opacity": 0.7},
                    "hovertemplate": "%{x:.3f}, %{y:.3f}<extra></extra>",
                }
            ],
            "layout": {
                "height": 420,
                "width": 440,
                "margin": {"l": 10, "r": 10, "t": 40, "b": 10},
                "title": {"text": title, "font": {"size": 15}},
                "xaxis": {"title": {"text": x}, "automargin": True, "zeroline": False},
                "yaxis": {
                    "title": {"text": y},
                    "automargin": True,
                    "zeroline": False,
                    "scaleanchor": "x",
                },
            },
        },
        alt=_("{title}: {x} across, {y} up").format(title=title, x=x, y=y),
        key="point-view",
        width="content",
        config={"displayModeBar": False},
    )

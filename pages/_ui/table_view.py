"""A table as it stands there: its first rows, and how the number to predict is spread."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.data.sheets.kinds import KINDS
from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered


def table_view(dataset: str, data: dict[str, Any]) -> None:
    """Draw the first rows of a table; of somebody's file also while it cannot be learned from."""
    request = {"dataset": dataset, "data": data}
    when_answered("table", request, _draw, _("The first rows appear here in a moment."))


def _draw(arrays: Arrays) -> None:
    if "edges" in arrays:
        _spread(arrays)
    target = str(arrays["target"]) if "target" in arrays else None
    names = [str(name) for name in arrays["names"]]
    kinds = [_(KINDS[str(kind)]) for kind in arrays["kinds"]]  # type: ignore[index]
    rows = pd.DataFrame(
        {name: list(first) for name, first in zip(names, arrays["first"], strict=True)}
    )
    st.dataframe(
        rows,
        hide_index=True,
        width="stretch",
        alt=_("The first rows of the table"),
        column_config={
            name: st.column_config.TextColumn(
                _("{name} (to predict)").format(name=name) if name == target else name,
                help=_("{kind}; {distinct} different values, {missing} missing").format(
                    kind=kind, distinct=int(distinct), missing=int(missing)
                ),
            )
            for name, kind, distinct, missing in zip(
                names, kinds, arrays["distinct"], arrays["missing"], strict=True
            )
        },
    )
    told = _("The first rows. Point at a name to see what kind of column it is.")
    if int(arrays["columns"]) > len(names):
        told += " " + _("{shown} of {count} columns are shown.").format(
            shown=len(names), count=int(arrays["columns"])
        )
    st.caption(told)


def _spread(arrays: Arrays) -> None:
    """Draw how common each size of the number to predict is."""
    edges, counts = arrays["edges"], arrays["counts"]
    title = _("How the number to predict is spread")
    st.plotly_chart(
        {
            "data": [
                {
                    "type": "bar",
                    "x": ((edges[1:] + edges[:-1]) / 2).tolist(),
                    "y": counts.tolist(),
                    "width": (edges[1:] - edges[:-1]).tolist(),
                    "hovertemplate": "%{x:.4g}: %{y}<extra></extra>",
                }
            ],
            "layout": {
                "height": 240,
                "margin": {"l": 10, "r": 10, "t": 40, "b": 10},
                "title": {"text": title, "font": {"size": 14}},
                "xaxis": {"title": {"text": str(arrays["target"])}},
                "yaxis": {"title": {"text": _("Examples")}},
            },
        },
        alt=_("Bar chart: {title}").format(title=title),
        key="table-spread",
        config={"displayModeBar": False},
    )

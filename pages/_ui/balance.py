"""How many examples of each class there are, in each split."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.data.dataset import SPLITS, SplitName
from core.spec.message import N_
from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered

SPLIT_TITLES: dict[SplitName, str] = {
    "train": N_("Training"),
    "valid": N_("Validation"),
    "test": N_("Test"),
}
MOST_CLASSES = 40


def balance(dataset: str, data: dict[str, Any], classes: tuple[str, ...]) -> None:
    """Draw how common each class is; the commonest ones where there are very many."""

    def draw(arrays: Arrays) -> None:
        totals = np.sum([arrays[split] for split in SPLITS], axis=0)
        common = sorted(range(len(classes)), key=lambda k: -int(totals[k]))[:MOST_CLASSES]
        shown = sorted(common)
        names = [_(classes[k]) for k in shown]
        title = _("Examples of each class, by split")
        st.plotly_chart(
            {
                "data": [
                    {
                        "type": "bar",
                        "name": _(SPLIT_TITLES[split]),
                        "x": names,
                        "y": [int(arrays[split][k]) for k in shown],
                        "hovertemplate": "%{x}: %{y}",
                    }
                    for split in SPLITS
                ],
                "layout": {
                    "barmode": "stack",
                    "height": 260,
                    "margin": {"l": 10, "r": 10, "t": 40, "b": 10},
                    "title": {"text": title, "font": {"size": 14}},
                    "xaxis": {"type": "category", "title": {"text": _("Class")}},
                    "yaxis": {"title": {"text": _("Examples")}},
                    "legend": {
                        "orientation": "h",
                        "y": 1.02,
                        "yanchor": "bottom",
                        "x": 1,
                        "xanchor": "right",
                    },
                },
            },
            alt=_("Bar chart: {title}").format(title=title),
            key=f"balance-{dataset}",
            config={"displayModeBar": False},
        )
        if len(classes) > MOST_CLASSES:
            st.caption(
                _("The {shown} commonest of {count} classes.").format(
                    shown=MOST_CLASSES, count=len(classes)
                )
            )

    request = {"dataset": dataset, "data": data}
    when_answered("balance", request, draw, _("Counting the examples of each class …"))

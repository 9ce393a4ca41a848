"""Strings and what is to be made of them, as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered

SHOWN = 50


def pair_table(dataset: str, data: dict[str, Any]) -> None:
    """Draw some training pairs; a sentence while the probe is starting."""
    request = {"dataset": dataset, "data": data, "split": "train", "count": SHOWN}
    when_answered("pairs", request, _draw, _("The first pairs appear here in a moment."))


def _draw(arrays: Arrays) -> None:
    sides = {
        "source": (_("To read"), _("What the network is given, symbol by symbol.")),
        "target": (_("To write"), _("The right answer, which the network has to find.")),
    }
    st.dataframe(
        pd.DataFrame({name: [str(text) for text in arrays[name]] for name in sides}),
        hide_index=True,
        width="stretch",
        key="pairs",
        alt=_("Table of strings and the right answers to them"),
        column_config={
            name: st.column_config.TextColumn(title, help=help)
            for name, (title, help) in sides.items()
        },
    )
    st.caption(_("The first {count} training pairs.").format(count=len(arrays["source"])))

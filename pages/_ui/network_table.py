"""A network as a table: each layer with its output shape, parameters and multiply-adds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.spec.layers import LayerBase, Row
from core.spec.parameters import settings_of
from pages._ui.language import _


def network_table(rows: list[Row]) -> None:
    """Draw the layers of a network, computed without building it."""
    total = sum(row.measured.parameters for row in rows)
    with st.expander(
        _("Layers of this network ({count} parameters)").format(count=f"{total:,}"),
        icon=":material/layers:",
    ):
        st.dataframe(
            pd.DataFrame(
                {
                    _("Layer"): [_(row.layer.title) for row in rows],
                    _("Settings"): [_settings(row.layer) for row in rows],
                    _("Output shape"): [" × ".join(map(str, row.measured.output)) for row in rows],
                    _("Parameters"): [row.measured.parameters for row in rows],
                    _("Multiply-adds"): [row.measured.multiply_adds for row in rows],
                }
            ),
            hide_index=True,
            width="stretch",
            height="content",
            alt=_("Table of the network's layers"),
        )
        st.caption(
            _(
                "Output shape: channels × height × width of one picture after the layer, or "
                "the length of a vector."
            )
        )


def _settings(layer: LayerBase) -> str:
    return ", ".join(
        f"{_(item.label)} {getattr(layer, item.name)}"
        for item in settings_of(type(layer))
        if getattr(layer, item.name) is not None
    )

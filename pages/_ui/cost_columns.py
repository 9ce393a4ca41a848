"""Columns of what models take, the same in every table of runs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages._ui.language import _


def cost_columns() -> dict[str, Any]:
    """Return how `train`, `predict`, `memory`, `size` and `parameters` are shown."""
    number = st.column_config.NumberColumn
    return {
        "train": number(
            _("Training (s)"),
            format="%.2f",
            help=_("Seconds spent on learning steps alone, without scoring."),
        ),
        "predict": number(
            _("Prediction (µs)"),
            format="%.1f",
            help=_("Microseconds for each test example, predicted together."),
        ),
        "memory": number(
            _("Memory (MB)"),
            format="%.0f",
            help=_(
                "The most memory the run's whole process held, libraries included. Empty where "
                "several seeds were trained together in one process."
            ),
        ),
        "size": number(
            _("Size (kB)"), format="localized", help=_("How much room the trained model takes.")
        ),
        "parameters": number(
            _("Parameters"),
            format="localized",
            help=_("How many numbers the model learned: weights of a network, nodes of the trees."),
        ),
    }

"""Metrics: what each number says, when it misleads, and every step to it with the numbers."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._ui.language import _
from pages._ui.metrics.classes import classes_tab
from pages._ui.metrics.exercises import exercises_tab
from pages._ui.metrics.numbers import numbers_tab
from pages._ui.metrics.probabilities import probabilities_tab
from pages._ui.metrics.runs import runs_tab
from pages._ui.tabs import draw_tabs

st.html(Path(__file__).parents[1] / "assets" / "metrics.css")
st.title(_("Metrics"))
st.markdown(
    _(
        "Is a model any good? Change a number on the left and follow, step by step, what becomes "
        "of each metric; then try the exercises."
    )
)
TABS = {
    _("Classes"): classes_tab,
    _("Numbers"): numbers_tab,
    _("Probabilities"): probabilities_tab,
    _("Your runs"): runs_tab,
    _("Exercises"): exercises_tab,
}
for tab, draw in zip(draw_tabs(list(TABS), "metrics.tabs"), TABS.values(), strict=True):
    if tab.open:
        with tab:
            draw()

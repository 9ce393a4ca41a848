"""Tables: rows of numbers and categories, to tell classes apart or to predict a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.store.runs import Run
from pages._ui.language import _
from pages._ui.looking.importance import importance_panel
from pages._ui.looking.plane import plane_view
from pages._ui.looking.residuals import residual_panel
from pages._ui.looking.row_answer import row_answer
from pages._ui.looking.threshold import threshold_panel
from pages._ui.studio_page import Scene, Studio, studio_page


def tabs(scene: Scene) -> Mapping[str, Callable[[], None]]:
    """Return how one looks into a model of a table."""
    run = scene.run
    seeds = scene.shown if len(scene.shown) > 1 else ()
    judge = {_("Errors"): of_run(run, residual_panel)}
    if scene.task == "classification":
        judge = {_("Thresholds"): of_run(run, threshold_panel)}
    return {
        _("The plane"): lambda: plane_view(run, scene.spec, seeds),
        _("Try a row"): of_run(run, row_answer),
        **judge,
        _("What matters"): of_run(run, importance_panel),
    }


def of_run(run: Run | None, panel: Callable[[Run], None]) -> Callable[[], None]:
    """Return what draws a panel about a run; before there is one, it says what to do."""

    def draw() -> None:
        if run:
            panel(run)
        else:
            st.info(_("Press Train first: this looks into a model, and there is none yet."))

    return draw


studio_page(
    Studio(
        page="tables",
        title=_("Tables"),
        welcome=_(
            "Which model tells these points apart? Press **Train** and watch the network draw its "
            "border, then compare it with classical models on the same rows."
        ),
        recipe="mlp",
        dataset="spiral",
        tabs=tabs,
    )
)

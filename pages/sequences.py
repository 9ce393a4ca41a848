"""Sequences: networks that read step by step, and what they remember."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pages._ui.language import _
from pages._ui.looking.forecast import forecast_view
from pages._ui.looking.sequence import inside_view, memory_view
from pages._ui.looking.writing import writing_view
from pages._ui.studio_page import Scene, Studio, studio_page


def tabs(scene: Scene) -> Mapping[str, Callable[[], None]]:
    """Return how one looks into a recurrent network, by what is asked of it."""
    run = scene.run
    of_task: dict[str, Callable[[], None]] = {}
    if scene.task == "forecasting":
        seeds = scene.shown if len(scene.shown) > 1 else ()
        of_task = {_("Forecast"): lambda: forecast_view(run, seeds)}
    elif scene.task == "language_modelling":
        of_task = {_("Writing"): lambda: writing_view(run)}
    return {
        **of_task,
        _("Inside"): lambda: inside_view(run),
        _("Memory"): lambda: memory_view(run),
    }


studio_page(
    Studio(
        page="sequences",
        title=_("Sequences"),
        welcome=_(
            "Can a network read? It sees one row of a digit after the other, and must remember. "
            "Press **Train**, then step through time and watch its state change."
        ),
        recipe="rnn",
        dataset="digit_rows",
        tabs=tabs,
    )
)

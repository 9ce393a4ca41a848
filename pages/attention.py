"""Attention: models that choose what to look at, and where they look."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pages._ui.language import _
from pages._ui.looking.attention import attention_view
from pages._ui.looking.forecast import forecast_view
from pages._ui.looking.writing import writing_view
from pages._ui.studio_page import Scene, Studio, studio_page


def tabs(scene: Scene) -> Mapping[str, Callable[[], None]]:
    """Return how one looks into a model with attention, by what is asked of it."""
    run = scene.run
    of_task: dict[str, Callable[[], None]] = {}
    if scene.task == "forecasting":
        seeds = scene.shown if len(scene.shown) > 1 else ()
        of_task = {_("Forecast"): lambda: forecast_view(run, seeds)}
    elif scene.task == "language_modelling":
        of_task = {_("Writing"): lambda: writing_view(run)}
    return {_("Where it looks"): lambda: attention_view(run), **of_task}


studio_page(
    Studio(
        page="attention",
        title=_("Attention"),
        welcome=_(
            "Can a network choose what to look at? Press **Train**: in seconds it learns to write "
            "words backwards, and below you see which letter it looks at each time. Then type "
            "letters of your own."
        ),
        recipe="seq2seq",
        dataset="reverse",
        tabs=tabs,
    )
)

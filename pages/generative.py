"""Generative: models that make new examples, and how they come to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pages._ui.language import _
from pages._ui.looking.generative import generative_view
from pages._ui.studio_page import Scene, Studio, studio_page


def tabs(scene: Scene) -> Mapping[str, Callable[[], None]]:
    """Return how one looks into a model that makes examples."""
    return {_("What it makes"): lambda: generative_view(scene.run, scene.spec)}


studio_page(
    Studio(
        page="generative",
        title=_("Generative"),
        welcome=_(
            "Can a model make things up? Press **Train**. Of a GAN's two networks one makes "
            "examples, the other tries to tell them from real ones, and each gets better by what "
            "the other does; watch them argue, step by step. Other models take examples apart and "
            "put them together again, or remember them."
        ),
        recipe="gan",
        dataset="ring",
        tabs=tabs,
    )
)

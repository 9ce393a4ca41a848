"""Images: assemble a model, train it on pictures, look into it, compare it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pages._ui.language import _
from pages._ui.looking.explorer import explorer
from pages._ui.studio_page import Scene, Studio, studio_page


def tabs(scene: Scene) -> Mapping[str, Callable[[], None]]:
    """Return how one looks into a network for pictures."""
    return {_("Look inside"): lambda: explorer(scene.run, scene.spec)}


studio_page(
    Studio(
        page="images",
        title=_("Images"),
        welcome=_(
            "Can a machine learn to see? Press **Train**, watch it try, then draw something for it."
        ),
        recipe="cnn",
        dataset="digits",
        tabs=tabs,
    )
)

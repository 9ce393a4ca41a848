"""Agents: reinforcement learning that one can watch, step and beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pages._ui.language import _
from pages._ui.looking.agents import agents_view
from pages._ui.looking.own_play import own_play
from pages._ui.studio_page import Scene, Studio, studio_page


def tabs(scene: Scene) -> Mapping[str, Callable[[], None]]:
    """Return how one looks into an agent, and where one plays oneself."""
    return {
        _("The agent"): lambda: agents_view(scene.run),
        _("Play yourself"): lambda: own_play(scene.spec),
    }


studio_page(
    Studio(
        page="agents",
        title=_("Agents"),
        welcome=_(
            "Can a program learn from nothing but reward? Press **Train**: it tries something, "
            "sees what that earns, and gets better. Watch it play at any moment, look into what it "
            "expects, and try to beat it."
        ),
        recipe="ppo",
        dataset="CartPole-v1",
        tabs=tabs,
    )
)

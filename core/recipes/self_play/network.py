"""The table of `self_play`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.agents import GameAgent
from core.recipes.self_play import SelfPlayParams


def build(params: SelfPlayParams, facts: Facts) -> GameAgent:
    """Return players that know nothing, for a game that `facts` describe."""
    if facts.states is None:
        raise TypeError("a game has a number of situations")
    return GameAgent(facts.states, len(facts.actions), averages=params.policy == "average")

"""The network of `dqn`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.agents import Entrance, QAgent
from core.networks.stack import build_stack
from core.recipes.dqn import DQNParams, whole_network
from core.spec.layers import follow


def build(params: DQNParams, facts: Facts) -> QAgent:
    """Return the untrained network, of layers that fit each other."""
    rows = follow(whole_network(params, facts), facts.entering).rows
    network = build_stack(rows, facts.entering)
    entrance = Entrance(facts, standardises=params.standardise)
    return QAgent(entrance, network, duelling=params.duelling)

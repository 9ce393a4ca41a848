"""Networks of agents, as their settings describe them."""

from __future__ import annotations

import math

from torch import nn

from core.catalog.descriptions import Facts
from core.networks.agents import ActorCritic, Entrance
from core.networks.stack import build_stack
from core.spec.layers import Activation, Dense, LayerBase, Shape, follow
from core.spec.policies import PolicyParams

FIRST_POLICY, FIRST_VALUE = 0.01, 1.0
"""Gain of the output layers at first: the policy prefers nothing yet."""


def actor_critic(params: PolicyParams, facts: Facts, *, critic: bool = True) -> ActorCritic:
    """Return the untrained policy network and, if wanted, its critic.

    Weights begin orthogonal and biases 0, as policy gradients like it (Engstrom et al. 2020).
    """
    continuous = None if facts.actions else math.prod(facts.answer)
    outputs = len(facts.actions) if continuous is None else continuous
    return ActorCritic(
        Entrance(facts, standardises=params.standardise),
        _network(params, facts.entering, outputs, FIRST_POLICY),
        _network(params, facts.entering, 1, FIRST_VALUE) if critic else None,
        continuous=continuous,
    )


def _network(params: PolicyParams, shape: Shape, outputs: int, gain: float) -> nn.Module:
    """Return hidden layers and an output layer, from (batch, *shape) to (batch, outputs)."""
    layers: list[LayerBase] = []
    for _ in range(params.depth):
        layers += [Dense(units=params.width), Activation(function=params.activation)]
    followed = follow([*layers, Dense(units=outputs)], shape)
    network = build_stack(followed.rows, shape)
    dense = [module for module in network if isinstance(module, nn.Linear)]
    for module in dense:
        nn.init.orthogonal_(module.weight, gain if module is dense[-1] else math.sqrt(2))
        nn.init.zeros_(module.bias)
    return network

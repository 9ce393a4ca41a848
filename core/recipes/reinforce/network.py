"""The networks of `reinforce`."""

from __future__ import annotations

from core.catalog.descriptions import Facts
from core.networks.agents import ActorCritic
from core.networks.policies import actor_critic
from core.recipes.reinforce import REINFORCEParams


def build(params: REINFORCEParams, facts: Facts) -> ActorCritic:
    """Return the untrained policy and, if there is a baseline, the network that learns it."""
    return actor_critic(params, facts, critic=params.baseline)

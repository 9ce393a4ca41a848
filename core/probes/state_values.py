"""Probe `values`: what an agent expects and does in each state, where there are finitely many."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.networks.agents import Table
from core.probes.requests import MomentRequest, refused
from core.probes.worlds import acting, opinions
from core.spec.message import N_
from core.spec.parameters import parse


def values(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return an agent's opinion of each state.

    Args:
        request: See `MomentRequest`.

    Returns:
        As far as the agent has an opinion: `chances` and `action_values`, (state, action);
        `state_values`, (state,). Always: `best`, (state,). Of tables also `visits`,
        (state, action). Where it is known: `terminal`, (state,), bool; and the moment.
    """
    known = acting(parse(MomentRequest, request, ""))
    world = known.world
    if world.states is None:
        raise refused("run", N_("there are too many states here to list; look at the plane"))
    answer: dict[str, NDArray[Any]] = {**opinions(known.agent, np.arange(world.states))}
    if isinstance(known.agent, Table):
        answer["visits"] = known.agent.visits.numpy()
    if world.model is not None:
        answer["terminal"] = world.model.terminal
    return answer | known.moment()

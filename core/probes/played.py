"""Probe `played`: an episode that somebody plays, from the seed and all that was done so far."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.find import source
from core.environments.replay import replay
from core.probes.acting_requests import PlayedRequest
from core.probes.worlds import world_of
from core.spec.parameters import parse


def played(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return how an episode went.

    Nothing is remembered from one request to the next: each says all that was done.

    Args:
        request: See `PlayedRequest`.

    Returns:
        `pictures` and `physics` (the state, exactly), (moment, number); `observations`,
        (moment, ...); `rewards`, (step,); `terminated`, `truncated`: whether and how it ended;
        `limit`: its time limit.
    """
    asked = parse(PlayedRequest, request, "")
    described = source(asked.dataset)
    world = world_of(described.name, parse(described.params, asked.data, "data"))
    done = replay(world, asked.seed, asked.actions, asked.start, asked.elapsed)
    return {
        "pictures": done.pictures,
        "physics": done.states.reshape(len(done.states), -1).astype(np.float64),
        "observations": done.observations.astype(np.float64),
        "rewards": done.rewards,
        "terminated": np.array(done.terminated),
        "truncated": np.array(done.truncated),
        "limit": np.array(world.time_limit),
    }

"""Probe `played`: an episode that somebody plays, from the seed and all that was done so far."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.find import source
from core.environments.replay import Playing
from core.probes.acting_requests import PlayedRequest
from core.probes.datasets import key_of
from core.probes.recent import Recent
from core.probes.worlds import world_of
from core.spec.parameters import parse

_MOST_EPISODES = 32
_playing = Recent[Playing](_MOST_EPISODES)


def played(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return how an episode went.

    Each request says all that was done; what was done before it is remembered only to save time.

    Args:
        request: See `PlayedRequest`.

    Returns:
        `pictures` and, where one may enter it, `physics` (the state, exactly), (moment, number);
        `observations`, (moment, ...), of the moments wanted; `rewards`, (step,) of all;
        `terminated`, `truncated`: whether and how it ended; `limit`: its time limit.
    """
    asked = parse(PlayedRequest, request, "")
    described = source(asked.dataset)
    params = parse(described.params, asked.data, "data")
    world = world_of(described.name, params)
    begun = (asked.seed, asked.start, asked.elapsed)
    playing = _playing.get((key_of(described.name, params), *begun), lambda: Playing(world, *begun))
    done = playing.after(asked.actions)
    first = min(asked.since, len(done.rewards))
    states = done.states[first:]
    answer = {
        "pictures": done.pictures[first:],
        "observations": done.observations[first:].astype(np.float64),
        "rewards": done.rewards,
        "terminated": np.array(done.terminated),
        "truncated": np.array(done.truncated),
        "limit": np.array(world.time_limit),
    }
    if world.enterable:
        answer["physics"] = states.reshape(len(states), -1).astype(np.float64)
    return answer

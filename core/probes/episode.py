"""Probe `episode`: some episodes are played, and one of them is told step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.probes.acting_requests import EpisodeRequest
from core.probes.worlds import acting, opinions
from core.spec.parameters import parse
from core.training.episodes import Played, play


def episode(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Play episodes with an agent as it is at one moment, and return one of them.

    Args:
        request: See `EpisodeRequest`.

    Returns:
        `returns`, `lengths`: (episode,) of all that were played; `successes`, (episode,), where
        success means something; `chosen`: the number of the one that is told; `solved_at`: the
        mean return that counts as solved, if one is agreed on.
        Of the one that is told: `pictures`, (moment, number); `physics`, (moment, number): the
        state, from which one can go on, exactly, where one may enter it; `observations`,
        (moment, number); `actions`, (step, number); `rewards`, (step,); `terminated`: whether the
        rules ended it; and what the agent thought before each step: see `opinions`. The moment of
        its training, too.
    """
    asked = parse(EpisodeRequest, request, "")
    known = acting(asked)
    agent, world = known.agent, known.world
    done = play(agent, world, asked.count, asked.seed, greedy=asked.greedy, record=True)
    chosen = _chosen(done.returns, asked.which)
    answer: dict[str, NDArray[Any]] = {
        "returns": done.returns,
        "lengths": done.lengths,
        "chosen": np.array(chosen),
        "terminated": done.terminated[chosen],
        **_told(done, chosen),
    }
    if done.successes is not None:
        answer["successes"] = done.successes
    if world.solved_at is not None:
        answer["solved_at"] = np.array(world.solved_at)
    if not world.enterable:
        del answer["physics"]
    assert done.record is not None
    seen = done.record.observations[: done.lengths[chosen], chosen]
    return answer | opinions(agent, seen) | known.moment()


def _told(done: Played, chosen: int) -> dict[str, NDArray[Any]]:
    """Return each moment and each step of one episode."""
    assert done.record is not None
    record, steps = done.record, int(done.lengths[chosen])
    moments = {
        "pictures": record.pictures,
        "physics": record.states,
        "observations": record.observations,
    }
    return {
        **{
            name: rows[: steps + 1, chosen].reshape(steps + 1, -1).astype(np.float64)
            for name, rows in moments.items()
        },
        "actions": record.actions[:steps, chosen].reshape(steps, -1).astype(np.float64),
        "rewards": record.rewards[:steps, chosen],
    }


def _chosen(returns: NDArray[np.float64], which: str) -> int:
    """Return the number of the best or the worst episode, or of one in the middle."""
    order = np.argsort(returns, kind="stable")
    place = {"worst": 0, "typical": (len(order) - 1) // 2, "best": len(order) - 1}[which]
    return int(order[place])

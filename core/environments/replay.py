"""One episode again, from its seed and what was done: how it went is not taken on trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.environments.world import World
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import shown


@dataclass(frozen=True)
class Replay:
    """An episode, or its beginning; moments are one more than steps.

    Attributes:
        states: (moment, ...) as the rules count.
        observations: (moment, *shape).
        pictures: (moment, number) what draws each moment.
        rewards: (step,) float64.
        terminated: Whether the rules have ended it.
        truncated: Whether the time limit has.
    """

    states: NDArray[Any]
    observations: NDArray[Any]
    pictures: NDArray[np.float64]
    rewards: NDArray[np.float64]
    terminated: bool
    truncated: bool

    @property
    def over(self) -> bool:
        """Whether the episode has ended."""
        return self.terminated or self.truncated


def replay(
    world: World,
    seed: int,
    actions: Sequence[float],
    start: Sequence[float] | None = None,
    elapsed: int = 0,
) -> Replay:
    """Act in a world; what comes after the end of the episode is left out.

    Args:
        world: Where.
        seed: Of where the episode begins, and of what chance does in it.
        actions: Numbers of actions; where these are continuous, one number after the other.
        start: A state to begin in, instead of one that the seed draws.
        elapsed: How many steps had been made there.

    Raises:
        SpecError: If an action or the state is none of this world.
    """
    todo = checked_actions(world, actions)
    copies = world.copies(1)
    seen = copies.reset(seed)
    if start is not None:
        seen = copies.start_from(_checked_state(world, copies.state, start), elapsed)
    states, observations, pictures = [copies.state[0]], [seen[0]], [copies.picture()[0]]
    rewards, terminated, truncated = [], False, False
    for action in todo:
        if terminated or truncated:
            break
        outcome = copies.step(action[None])
        rewards.append(float(outcome.rewards[0]))
        terminated, truncated = bool(outcome.terminated[0]), bool(outcome.truncated[0])
        states.append(copies.reached[0])
        observations.append(outcome.final[0])
        pictures.append(copies.picture(reached=True)[0])
    return Replay(
        np.array(states),
        np.array(observations),
        np.array(pictures),
        np.array(rewards, dtype=np.float64),
        terminated,
        truncated,
    )


def checked_actions(world: World, actions: Sequence[float]) -> NDArray[Any]:
    """Return actions as a world takes them, (step,) int64 or (step, action) float32.

    Raises:
        SpecError: If one of them is none of this world.
    """
    if world.actions is not None:
        for action in actions:
            if action != int(action) or not 0 <= action < world.actions:
                text = N_("an action here is a whole number from 0 to {most}, not {value}")
                values = {"most": world.actions - 1, "value": shown(action)}
                raise SpecError([Problem("actions", Message(text, values))])
        return np.array(actions, dtype=np.int64)
    assert world.action_low is not None
    assert world.action_high is not None
    size = len(world.action_low)
    if len(actions) % size:
        text = N_("each action has {size} numbers here, so {count} numbers are none")
        raise SpecError([Problem("actions", Message(text, {"size": size, "count": len(actions)}))])
    rows = np.array(actions, dtype=np.float32).reshape(-1, size)
    return rows.clip(world.action_low, world.action_high)


def _checked_state(world: World, like: NDArray[Any], state: Sequence[float]) -> NDArray[Any]:
    """Return a state as the rules count; `like` are the states of some copies."""
    shape = like.shape[1:]
    if len(state) != int(np.prod(shape)):
        text = N_("a state here has {size} numbers, not {count}")
        values = {"size": int(np.prod(shape)), "count": len(state)}
        raise SpecError([Problem("start", Message(text, values))])
    if world.states is not None and not shape and state[0] not in range(world.states):
        text = N_("a state here is a whole number from 0 to {last}")
        raise SpecError([Problem("start", Message(text, {"last": world.states - 1}))])
    return np.array(state).reshape(shape)

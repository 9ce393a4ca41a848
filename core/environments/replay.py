"""One episode again, from its seed and what was done: how it went is not taken on trust."""

from __future__ import annotations

import threading
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
    return Playing(world, seed, start, elapsed).after(actions)


class Playing:
    """An episode that somebody plays; what was done so far is not done again."""

    def __init__(
        self, world: World, seed: int, start: Sequence[float] | None = None, elapsed: int = 0
    ) -> None:
        """Begin it; see `replay`."""
        if start is not None and not world.enterable:
            text = N_("an episode here can be played from its beginning alone")
            raise SpecError([Problem("start", Message(text))])
        self.world, self.seed, self.start, self.elapsed = world, seed, start, elapsed
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        copies = self.copies = self.world.copies(1)
        seen = copies.reset(self.seed)
        if self.start is not None:
            seen = copies.start_from(
                _checked_state(self.world, copies.state, self.start), self.elapsed
            )
        self.done: list[Any] = []
        self.moments = [(copies.state[0], seen[0], copies.picture()[0])]
        self.rewards: list[float] = []
        self.ended = (False, False)

    def after(self, actions: Sequence[float]) -> Replay:
        """Return how it goes if all this is done, and nothing else; raises SpecError."""
        todo = checked_actions(self.world, actions)
        with self._lock:
            count = len(self.done)
            if todo[:count].tolist() != self.done:  # something else was done before
                self._begin()
                count = 0
            for action in todo[count:]:
                if any(self.ended):
                    break
                self._act(action)
            states, observations, pictures = map(np.array, zip(*self.moments, strict=True))
            rewards = np.array(self.rewards, dtype=np.float64)
            return Replay(states, observations, pictures, rewards, *self.ended)

    def _act(self, action: Any) -> None:
        copies = self.copies
        outcome = copies.step(action[None])
        self.done.append(action.tolist())
        self.moments.append((copies.reached[0], outcome.final[0], copies.picture(reached=True)[0]))
        self.rewards.append(float(outcome.rewards[0]))
        self.ended = (bool(outcome.terminated[0]), bool(outcome.truncated[0]))


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

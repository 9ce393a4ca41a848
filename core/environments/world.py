"""What an environment's loader returns: its rules, and copies of it that run side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from core.spec.layers import Shape

Success = Callable[[NDArray[Any], NDArray[np.float64], NDArray[np.bool_]], NDArray[np.bool_]]
"""From what episodes ended with (observations, last rewards, whether terminated) to success."""


class Advance(NamedTuple):
    """What one step of the rules makes of several copies.

    Attributes:
        state: (copy, ...) where each copy is now.
        rewards: (copy,) float64.
        terminated: (copy,) whether the rules ended the episode, bool.
    """

    state: NDArray[Any]
    rewards: NDArray[np.float64]
    terminated: NDArray[np.bool_]


class Dynamics(Protocol):
    """The rules of an environment, for any number of copies at once; it remembers nothing."""

    def begin(self, count: int, random: np.random.Generator) -> NDArray[Any]:
        """Return where `count` episodes begin: (copy, ...)."""

    def advance(
        self, state: NDArray[Any], actions: NDArray[Any], random: np.random.Generator
    ) -> Advance:
        """Return what the actions lead to; `state` itself is left as it is."""

    def observe(self, state: NDArray[Any]) -> NDArray[Any]:
        """Return what an agent sees: (copy, *shape) float32, or (copy,) int64 state numbers."""

    def picture(self, state: NDArray[Any]) -> NDArray[np.float64]:
        """Return the numbers from which the moment can be drawn: (copy, number)."""


Share = Callable[[], float]
"""Draws the next number, evenly from 0 to 1."""


@runtime_checkable
class Followed(Protocol):
    """Rules that can also follow a single copy, whose state is a plain value.

    For one copy that is ten times as fast as arrays of one.
    """

    def begin_one(self, share: Share) -> Any:
        """Return where an episode begins."""

    def follow(self, state: Any, action: int, share: Share) -> tuple[Any, float, bool]:
        """Return next state, reward and whether the rules ended the episode."""

    def number_of(self, state: Any) -> int:
        """Return the number of what is observed."""

    def restored(self, row: Any) -> Any:
        """Return the plain value of a copy's state, which `Copies` holds as a row of an array."""


class Outcome(NamedTuple):
    """What one step of several copies led to.

    Attributes:
        observations: (copy, *shape) what each copy shows now: where an episode ended, the first
            observation of the next one.
        rewards: (copy,) float64.
        terminated: (copy,) whether the rules ended the episode: nothing comes after it.
        truncated: (copy,) whether the time limit cut it off: something would have come. Never true
            together with `terminated`.
        final: (copy, *shape) what this step led to, also where the episode ended.
    """

    observations: NDArray[Any]
    rewards: NDArray[np.float64]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    final: NDArray[Any]


@dataclass(frozen=True)
class Model:
    """How a finite environment answers, exactly.

    Attributes:
        chances: (state, action, next state) probabilities, float64. A terminal state leads to
            itself.
        rewards: (state, action, next state) expected reward of that transition, float64.
        terminal: (state,) whether an episode ends there, bool.
        start: (state,) probability that an episode begins there, float64.
    """

    chances: NDArray[np.float64]
    rewards: NDArray[np.float64]
    terminal: NDArray[np.bool_]
    start: NDArray[np.float64]

    @property
    def expected(self) -> NDArray[np.float64]:
        """Expected reward of each action in each state: (state, action)."""
        expected: NDArray[np.float64] = np.einsum("san,san->sa", self.chances, self.rewards)
        return expected


@dataclass(frozen=True)
class World:
    """An environment as its settings make it.

    Attributes:
        name: Its catalog name.
        shape: Of one observation; () where that is the number of a state.
        states: How many states there are, where observations are their numbers.
        actions: How many actions there are; None where they are continuous.
        action_low: (action,) least continuous action, float32.
        action_high: (action,) greatest.
        time_limit: Steps after which an episode is truncated.
        dynamics: Its rules.
        low: (number,) least of each number that is observed, for bins and planes; finite even
            where there is no bound, and then seldom passed.
        high: (number,) greatest.
        solved_at: Mean return that counts as solved, if one is agreed on.
        model: How it answers, where that is known.
        success: What counts as success in one episode, where anything does.
        enterable: Whether one may be told a state, and go on from it: not where it holds what who
            plays must not know, or where it is not all that decides how the episode goes on.
    """

    name: str
    shape: Shape
    states: int | None
    actions: int | None
    time_limit: int
    dynamics: Dynamics
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    action_low: NDArray[np.float32] | None = None
    action_high: NDArray[np.float32] | None = None
    solved_at: float | None = None
    model: Model | None = None
    success: Success | None = None
    enterable: bool = True

    def copies(self, count: int) -> Copies:
        """Return `count` environments side by side, not begun yet."""
        return Copies(self, count)

    def succeeded(
        self,
        final: NDArray[Any],
        rewards: NDArray[np.float64],
        terminated: NDArray[np.bool_],
    ) -> NDArray[np.bool_] | None:
        """Return which episodes succeeded, or None where success means nothing.

        Args:
            final: (episode, *shape) observations that they ended with.
            rewards: (episode,) rewards of their last step.
            terminated: (episode,) whether the rules ended them, not the time limit.
        """
        return self.success(final, rewards, terminated) if self.success is not None else None


class Copies:
    """Environments side by side: where an episode ends, the next one begins at once.

    All that decides how they go on is in `state_dict`, also in the middle of an episode.

    Attributes:
        state: (copy, ...) where each copy is, as its rules count.
        reached: The same before ended episodes were begun anew: what the last step led to.
        elapsed: (copy,) steps of the current episode, int64.
        random: What their randomness is drawn from.
        resting: (copy,) at which nobody looks any more, bool: what it takes long to move may stay
            where it is.
    """

    def __init__(self, world: World, count: int) -> None:
        """Prepare `count` copies; `reset` begins them."""
        self.world, self.count = world, count
        self.resting = np.zeros(count, dtype=np.bool_)
        self.random = np.random.default_rng(0)
        self.elapsed = np.zeros(count, dtype=np.int64)
        self.state = self.begun(np.arange(count))
        self.reached = self.state

    def begun(self, which: NDArray[np.int64]) -> NDArray[Any]:
        """Return where the next episodes of some copies, given by their numbers, begin."""
        return self.world.dynamics.begin(len(which), self.random)

    def advanced(self, actions: NDArray[Any]) -> Advance:
        """Return what one action of each copy leads to."""
        return self.world.dynamics.advance(self.state, actions, self.random)

    def reset(self, seed: int) -> NDArray[Any]:
        """Begin an episode in each copy and return what they show: (copy, *shape).

        The same seed and the same actions lead to the same episodes.
        """
        self.random = np.random.default_rng(seed)
        self.elapsed = np.zeros(self.count, dtype=np.int64)
        self.state = self.begun(np.arange(self.count))
        self.reached = self.state
        return self.observations()

    def observations(self) -> NDArray[Any]:
        """Return what the copies show now: (copy, *shape)."""
        return self.world.dynamics.observe(self.state)

    def step(self, actions: NDArray[Any]) -> Outcome:
        """Act once in each copy.

        Args:
            actions: (copy,) numbers of actions, or (copy, action) continuous ones.
        """
        rules = self.world.dynamics
        state, rewards, terminated = self.advanced(actions)
        self.reached = state
        self.elapsed += 1
        truncated = (self.elapsed >= self.world.time_limit) & ~terminated
        observations = final = rules.observe(state)
        over = terminated | truncated
        if over.any():
            state = state.copy()
            state[over] = self.begun(np.flatnonzero(over))
            self.elapsed[over] = 0
            observations = rules.observe(state)
        self.state = state
        return Outcome(observations, rewards, terminated, truncated, final)

    def start_from(self, state: NDArray[Any], elapsed: int = 0) -> NDArray[Any]:
        """Put every copy into a state, or each into its own, and return what they show.

        Args:
            state: What `state` of another world's copies of the same rules was, or a row of it.
            elapsed: How many steps of the episode are over.
        """
        self.state = np.broadcast_to(state, self.state.shape).astype(self.state.dtype)
        self.reached = self.state
        self.elapsed = np.full(self.count, elapsed, dtype=np.int64)
        return self.observations()

    def picture(self, *, reached: bool = False) -> NDArray[np.float64]:
        """Return the numbers from which each copy can be drawn: (copy, number).

        Args:
            reached: Of what the last step led to, also where its episode ended by it.
        """
        return self.world.dynamics.picture(self.reached if reached else self.state)

    def state_dict(self) -> dict[str, Any]:
        """Return all that decides how the copies go on."""
        import torch

        return {
            "state": torch.from_numpy(self.state.copy()),
            "reached": torch.from_numpy(self.reached.copy()),
            "elapsed": torch.from_numpy(self.elapsed.copy()),
            "random": json.dumps(self.random.bit_generator.state),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state_dict` was called."""
        self.state = state["state"].numpy().copy()
        self.reached = state["reached"].numpy().copy()
        self.elapsed = state["elapsed"].numpy().copy()
        self.random.bit_generator.state = json.loads(state["random"])

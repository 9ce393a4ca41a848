"""One environment in which every state has a number, quick enough for tables."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.environments.world import Followed, World

AT_ONCE = 256
"""Random numbers drawn at a time, for one by one is slow."""


class Step(NamedTuple):
    """What one step led to.

    Attributes:
        reward: What it earned.
        after: Number of the state that it led to, also where the episode ended.
        terminated: Whether the rules ended the episode.
        truncated: Whether the time limit cut it off.
        now: Number of the state from which the next step starts: of a new episode after an end.
    """

    reward: float
    after: int
    terminated: bool
    truncated: bool
    now: int


class Grid:
    """Puts observations into the boxes of a grid, each of which has a number.

    It answers like `core.networks.agents.Bins`, one observation at a time.
    """

    def __init__(self, low: NDArray[np.float64], high: NDArray[np.float64], bins: int) -> None:
        """Divide each dimension, from `low` to `high`, into `bins` equal parts."""
        self.bins = bins
        self.edges = [
            np.linspace(first, last, bins + 1)[1:-1].tolist()
            for first, last in zip(low, high, strict=True)
        ]

    def number(self, observation: NDArray[np.float32]) -> int:
        """Return the number of the box that an observation, (dimension,), is in."""
        number = 0
        for edges, value in zip(self.edges, observation.tolist(), strict=True):
            number = number * self.bins + bisect_right(edges, value)
        return number


class Single:
    """One copy of an environment, whose episodes follow each other.

    Attributes:
        now: Number of the state that it is in.
    """

    def __init__(self, world: World, grid: Grid | None, seed: int) -> None:
        """Begin the first episode.

        Args:
            world: The environment.
            grid: Gives numbers to observations that are none.
            seed: Of its randomness.
        """
        self.world, self.grid = world, grid
        self.rules = world.dynamics if isinstance(world.dynamics, Followed) else None
        self.copies = world.copies(1)
        self.now = self._number(self.copies.reset(seed))
        self.elapsed = 0
        self.shares: list[float] = []
        self.state = None if self.rules is None else self.rules.begin_one(self._share)
        if self.rules is not None:
            self.now = self.rules.number_of(self.state)

    def _number(self, observations: NDArray[Any]) -> int:
        return int(observations[0]) if self.grid is None else self.grid.number(observations[0])

    def _share(self) -> float:
        if not self.shares:
            self.shares = self.copies.random.random(AT_ONCE).tolist()
        return self.shares.pop()

    def step(self, action: int) -> Step:
        """Act once."""
        rules = self.rules
        if rules is None:
            return self._general(action)
        state, reward, terminated = rules.follow(self.state, action, self._share)
        after = rules.number_of(state)
        self.elapsed += 1
        truncated = self.elapsed >= self.world.time_limit and not terminated
        if terminated or truncated:
            self.elapsed, state = 0, rules.begin_one(self._share)
        self.state, self.now = state, rules.number_of(state)
        return Step(reward, after, terminated, truncated, self.now)

    def _general(self, action: int) -> Step:
        outcome = self.copies.step(np.array([action]))
        after = self._number(outcome.final)
        terminated, truncated = bool(outcome.terminated[0]), bool(outcome.truncated[0])
        over = terminated or truncated
        self.now = self._number(outcome.observations) if over else after
        return Step(float(outcome.rewards[0]), after, terminated, truncated, self.now)

    def state_dict(self) -> dict[str, Any]:
        """Return all that decides how it goes on."""
        if self.rules is not None:
            self.copies.start_from(np.array(self.state), self.elapsed)
        return {"copies": self.copies.state_dict(), "shares": json.dumps(self.shares)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state_dict` was called."""
        self.copies.load_state_dict(state["copies"])
        self.shares = json.loads(state["shares"])
        self.now = self._number(self.copies.observations())
        if self.rules is not None:
            self.state = self.rules.restored(self.copies.state[0].tolist())
            self.elapsed = int(self.copies.elapsed[0])

"""What an agent remembers: transitions to learn from again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.spec.layers import Shape

LEAST_PRIORITY = 1e-3
"""Added to each error, so that what is learned by heart is seen now and then."""


class Transitions(NamedTuple):
    """Steps in an environment, one a row.

    Attributes:
        observations: (row, *shape) what each began with.
        actions: (row,) int64.
        rewards: (row,) float32.
        final: (row, *shape) what each led to.
        terminated: (row,) whether nothing comes after it: the rules ended the episode.
    """

    observations: NDArray[Any]
    actions: NDArray[np.int64]
    rewards: NDArray[np.float32]
    final: NDArray[Any]
    terminated: NDArray[np.bool_]


class Draw(NamedTuple):
    """What was drawn from a memory.

    Attributes:
        rows: (batch,) where it lies.
        transitions: It.
        weights: (batch,) how much each counts, at most 1, float32.
    """

    rows: NDArray[np.int64]
    transitions: Transitions
    weights: NDArray[np.float32]


class Replay:
    """The last `capacity` transitions, drawn evenly or by how surprising they were.

    Attributes:
        size: How many are remembered.
    """

    def __init__(self, capacity: int, shape: Shape, *, numbers: bool, power: float) -> None:
        """Make room.

        Args:
            capacity: How many are remembered before the oldest are forgotten.
            shape: Of one observation.
            numbers: Whether observations are numbers of states.
            power: How strongly surprise counts, alpha of Schaul et al. (2016): 0 draws evenly.
        """
        kind = np.int64 if numbers else np.float32
        self.capacity, self.power, self.size, self.next = capacity, power, 0, 0
        self.kept = Transitions(
            np.zeros((capacity, *shape), dtype=kind),
            np.zeros(capacity, dtype=np.int64),
            np.zeros(capacity, dtype=np.float32),
            np.zeros((capacity, *shape), dtype=kind),
            np.zeros(capacity, dtype=np.bool_),
        )
        self.priorities = np.zeros(capacity)

    def add(self, new: Transitions) -> None:
        """Remember some more; they are as likely to be drawn as the most surprising so far."""
        count = len(new.actions)
        rows = (self.next + np.arange(count)) % self.capacity
        highest = self.priorities[: self.size].max() if self.size else 1.0
        for name, kept in self._columns():
            kept[rows] = getattr(new, name)
        self.priorities[rows] = highest
        self.next = (self.next + count) % self.capacity
        self.size = min(self.size + count, self.capacity)

    def draw(self, count: int, random: np.random.Generator, correction: float) -> Draw:
        """Draw `count` transitions, some perhaps twice.

        Args:
            count: How many.
            random: To draw with.
            correction: How far weights make up for what is drawn more often, beta of Schaul et al.
                (2016), section 3.4: 1 entirely.
        """
        if not self.power:
            rows = random.integers(self.size, size=count)
            return Draw(rows, self._at(rows), np.ones(count, dtype=np.float32))
        sums = np.cumsum(self.priorities[: self.size])
        rows = np.searchsorted(sums, random.random(count) * sums[-1], side="right")
        rows = np.minimum(rows, self.size - 1)
        chances = self.priorities[rows] / sums[-1]
        weights = (self.size * chances) ** -correction
        return Draw(rows, self._at(rows), (weights / weights.max()).astype(np.float32))

    def surprise(self, rows: NDArray[np.int64], errors: NDArray[np.floating[Any]]) -> None:
        """Note how wrong the values of drawn transitions were: (batch,) errors."""
        if self.power:
            self.priorities[rows] = (np.abs(errors) + LEAST_PRIORITY) ** self.power

    def _columns(self) -> list[tuple[str, NDArray[Any]]]:
        return [(name, getattr(self.kept, name)) for name in Transitions._fields]

    def _at(self, rows: NDArray[np.int64]) -> Transitions:
        observations, actions, rewards, final, terminated = self.kept
        return Transitions(
            observations[rows], actions[rows], rewards[rows], final[rows], terminated[rows]
        )

    def state_dict(self) -> dict[str, Any]:
        """Return all that is remembered, without the empty rest."""
        return {
            "next": self.next,
            "priorities": torch.from_numpy(self.priorities[: self.size].copy()),
            **{
                name: torch.from_numpy(values[: self.size].copy())
                for name, values in self._columns()
            },
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Remember what `state_dict` returned."""
        self.next, self.size = state["next"], len(state["priorities"])
        self.priorities[: self.size] = state["priorities"].numpy()
        for name, values in self._columns():
            values[: self.size] = state[name].numpy()

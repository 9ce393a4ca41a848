"""Environments whose every transition is known: gymnasium's tables, for many copies at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.environments.world import Advance, Model, Share

Transitions = Mapping[int, Mapping[int, Sequence[tuple[float, int, float, bool]]]]
"""Gymnasium's `P`: by state and action, each outcome's probability, next state, reward, end."""


class TableDynamics:
    """Draws outcomes from a table of transitions; the state is (copy,) its number, int64."""

    def __init__(
        self,
        transitions: Transitions,
        start: NDArray[np.float64],
        places: Callable[[NDArray[np.int64]], NDArray[np.float64]],
    ) -> None:
        """Lay the table out as arrays.

        Args:
            transitions: What each action may lead to.
            start: (state,) probability that an episode begins there.
            places: From (copy,) states to the numbers that draw them: (copy, number).
        """
        states, actions = len(transitions), len(transitions[0])
        most = max(len(outcomes) for row in transitions.values() for outcomes in row.values())
        self.places = places
        self.start = start
        self._begin = np.cumsum(start / start.sum())
        self._limits = np.ones((states, actions, most))
        self._next = np.zeros((states, actions, most), dtype=np.int64)
        self._rewards = np.zeros((states, actions, most))
        self._over = np.zeros((states, actions, most), dtype=np.bool_)
        self.chances = np.zeros((states, actions, most))
        for state, row in transitions.items():
            for action, outcomes in row.items():
                for index, (chance, after, reward, over) in enumerate(outcomes):
                    self.chances[state, action, index] = chance
                    self._next[state, action, index] = after
                    self._rewards[state, action, index] = reward
                    self._over[state, action, index] = over
        np.cumsum(self.chances, axis=2, out=self._limits)
        self._starts = self._begin.tolist()
        self._outcomes = [
            [_with_limits(transitions[state][action]) for action in range(actions)]
            for state in range(states)
        ]

    def begin(self, count: int, random: np.random.Generator) -> NDArray[np.int64]:
        """Draw where episodes begin."""
        drawn = np.searchsorted(self._begin, random.random(count), side="right")
        return np.minimum(drawn, len(self._begin) - 1).astype(np.int64)

    def advance(
        self, state: NDArray[np.int64], actions: NDArray[np.int64], random: np.random.Generator
    ) -> Advance:
        """Draw one outcome of each copy's action."""
        limits = self._limits[state, actions, :-1]
        # The last outcome's limit is 1 up to rounding, so it is what remains.
        index = (random.random(len(state))[:, None] >= limits).sum(axis=1)
        return Advance(
            self._next[state, actions, index],
            self._rewards[state, actions, index],
            self._over[state, actions, index],
        )

    def begin_one(self, share: Share) -> int:
        """Draw where an episode begins."""
        return min(bisect_right(self._starts, share()), len(self._starts) - 1)

    def follow(self, state: int, action: int, share: Share) -> tuple[int, float, bool]:
        """Draw one outcome of an action."""
        outcomes = self._outcomes[state][action]
        drawn = share()
        for limit, after, reward, over in outcomes[:-1]:
            if drawn < limit:
                return after, reward, over
        return outcomes[-1][1:]

    def number_of(self, state: int) -> int:
        """Return the state, which is a number."""
        return state

    def restored(self, row: int) -> int:
        """Return the state, which is a number."""
        return row

    def observe(self, state: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the states' numbers."""
        return state

    def picture(self, state: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the numbers that draw the states."""
        return self.places(state)

    def model(self) -> Model:
        """Return the exact model: expected rewards, and terminal states that lead to themselves.

        Gymnasium marks transitions as ending, not states. In its tables every transition that can
        happen in an episode and leads to such a state ends there, so both say the same.
        """
        states, actions, most = self.chances.shape
        chances = np.zeros((states, actions, states))
        weighted = np.zeros_like(chances)
        where = np.ogrid[:states, :actions]
        for index in range(most):
            chance = self.chances[:, :, index]
            after = self._next[:, :, index]
            np.add.at(chances, (where[0], where[1], after), chance)
            np.add.at(weighted, (where[0], where[1], after), chance * self._rewards[:, :, index])
        terminal = np.zeros(states, dtype=np.bool_)
        terminal[self._next[self._over & (self.chances > 0)]] = True
        rewards = np.divide(weighted, chances, out=np.zeros_like(chances), where=chances > 0)
        chances[terminal], rewards[terminal] = 0.0, 0.0
        ends = np.flatnonzero(terminal)
        chances[ends, :, ends] = 1.0
        return Model(chances, rewards, terminal, self.start / self.start.sum())


def _with_limits(
    outcomes: Sequence[tuple[float, int, float, bool]],
) -> list[tuple[float, int, float, bool]]:
    """Replace the outcomes' probabilities by their running sums."""
    limits = np.cumsum([chance for chance, _, _, _ in outcomes]).tolist()
    return [
        (limit, int(after), float(reward), bool(over))
        for limit, (_, after, reward, over) in zip(limits, outcomes, strict=True)
    ]

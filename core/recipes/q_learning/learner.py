"""Q-learning, and with two tables double Q-learning (van Hasselt 2010).

    repeat in each step:
        take action A in state S, epsilon-greedy by Q; see reward R and next state S'
        Q(S, A) <- Q(S, A) + rate * (R + discount * max_a Q(S', a) - Q(S, A))

Double: with probability one half each, Q1(S, A) is moved towards
R + discount * Q2(S', argmax_a Q1(S', a)), or the same with both exchanged; acting is by their mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from core.networks.tables import Update
from core.recipes.q_learning import QLearningParams
from core.training.learner import Setup
from core.training.tabular import TabularLearner, Transition


class Learner(TabularLearner[QLearningParams]):
    """Moves values towards the best that the next state offers; equations 6.8 and 6.10."""

    def __init__(self, setup: Setup) -> None:
        """Lay out a second pair of tables, if asked for."""
        super().__init__(setup)
        self.pair = [[list(row) for row in self.values] for _ in range(2)]

    def learn(self, seen: Transition) -> None:
        """Update Q(S, A)."""
        if self.params.double:
            self._learn_double(seen)
            return
        future = 0.0 if seen.terminated else max(self.values[seen.after])
        self.move(seen, seen.reward + self.params.discount * future)

    def _learn_double(self, seen: Transition) -> None:
        """Update one of both tables, drawn by lot; `values` are their mean."""
        own, other = self.pair if self.random.random() < 0.5 else self.pair[::-1]
        best = self.greedy_action(own[seen.after])
        future = 0.0 if seen.terminated else other[seen.after][best]
        target = seen.reward + self.params.discount * future
        row = own[seen.state]
        old = row[seen.action]
        row[seen.action] = new = old + self.rate() * (target - old)
        mean = (new + other[seen.state][seen.action]) / 2
        self.values[seen.state][seen.action] = mean
        self.visits[seen.state][seen.action] += 1
        self.note(Update(*seen[:4], old, target, new, seen.terminated))

    def state_dict(self) -> dict[str, Any]:
        """Return both tables too."""
        pair = torch.tensor(self.pair, dtype=torch.float64)
        return super().state_dict() | ({"pair": pair} if self.params.double else {})

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        if self.params.double:
            self.pair = state["pair"].tolist()

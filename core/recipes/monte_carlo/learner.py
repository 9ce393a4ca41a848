"""On-policy first-visit Monte Carlo control with a learning rate instead of plain means.

    play an episode S0, A0, R1, ..., R_T, epsilon-greedy by Q; then for t = T-1, ..., 0:
        G <- discount * G + R_{t+1}
        unless (S_t, A_t) occurs earlier in the episode: Q(S_t, A_t) <- Q + rate * (G - Q)

An episode that the time limit cuts off counts as if it ended there, for there is no guess to go on
with; so what would have come later is missing in its returns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.recipes.monte_carlo import MonteCarloParams
from core.training.learner import Setup
from core.training.tabular import TabularLearner, Transition


class Learner(TabularLearner[MonteCarloParams]):
    """Moves values towards the returns that followed; section 5.4."""

    def __init__(self, setup: Setup) -> None:
        """Begin with an empty episode."""
        super().__init__(setup)
        self.episode: list[Transition] = []

    def learn(self, seen: Transition) -> None:
        """Remember the step; after the last one of an episode, learn from all of it."""
        self.episode.append(seen)
        if not (seen.terminated or seen.truncated):
            return
        first: dict[tuple[int, int], int] = {}
        for t, step in enumerate(self.episode):
            first.setdefault((step.state, step.action), t)
        followed = 0.0
        for t in reversed(range(len(self.episode))):
            step = self.episode[t]
            followed = step.reward + self.params.discount * followed
            if first[step.state, step.action] == t:
                self.move(step._replace(reward=followed, terminated=True), followed)
        self.episode = []

    def state_dict(self) -> dict[str, Any]:
        """Return the episode so far too."""
        return super().state_dict() | {"episode": json.dumps(self.episode)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.episode = [Transition(*step) for step in json.loads(state["episode"])]

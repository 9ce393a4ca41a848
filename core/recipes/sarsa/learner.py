"""Sarsa, named after what it learns from: S, A, R, S', A'.

choose A in the first state S, epsilon-greedy by Q; repeat in each step:
    take action A; see reward R and next state S'; choose A' in S', epsilon-greedy by Q
    Q(S, A) <- Q(S, A) + rate * (R + discount * Q(S', A') - Q(S, A))
    S <- S', A <- A'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.spec.acting import TabularParams
from core.training.learner import Setup
from core.training.tabular import TabularLearner, Transition


class Learner(TabularLearner[TabularParams]):
    """Moves values towards that of the action which is really taken next; equation 6.7."""

    def __init__(self, setup: Setup) -> None:
        """Have nothing chosen yet."""
        super().__init__(setup)
        self.chosen: int | None = None

    def behave(self, state: int) -> int:
        """Take what was chosen when the last step was learned from; choose at first."""
        return super().behave(state) if self.chosen is None else self.chosen

    def learn(self, seen: Transition) -> None:
        """Choose A' and update Q(S, A)."""
        over = seen.terminated or seen.truncated
        chosen = None if seen.terminated else super().behave(seen.after)
        future = 0.0 if chosen is None else self.values[seen.after][chosen]
        self.move(seen, seen.reward + self.params.discount * future)
        self.chosen = None if over else chosen  # a new episode begins elsewhere

    def state_dict(self) -> dict[str, Any]:
        """Return what was chosen too."""
        return super().state_dict() | {"chosen": -1 if self.chosen is None else self.chosen}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.chosen = None if state["chosen"] < 0 else state["chosen"]

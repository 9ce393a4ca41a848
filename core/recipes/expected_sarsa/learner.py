"""Expected Sarsa.

repeat in each step:
    take action A in state S, epsilon-greedy by Q; see reward R and next state S'
    Q(S, A) <- Q(S, A) + rate * (R + discount * sum_a pi(a | S') Q(S', a) - Q(S, A))
"""

from __future__ import annotations

from core.spec.acting import TabularParams
from core.training.tabular import TabularLearner, Transition


class Learner(TabularLearner[TabularParams]):
    """Moves values towards what the next state is worth to who acts as it does; equation 6.9."""

    def learn(self, seen: Transition) -> None:
        """Update Q(S, A)."""
        row, epsilon = self.values[seen.after], self.exploration()
        # The greedy action is drawn among equals, whose mean is their common value.
        expected = (1 - epsilon) * max(row) + epsilon * sum(row) / len(row)
        future = 0.0 if seen.terminated else expected
        self.move(seen, seen.reward + self.params.discount * future)

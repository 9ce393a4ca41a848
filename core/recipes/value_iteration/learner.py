"""Value iteration.

    repeat until no value changes by more than the tolerance:
        for all states s at once: V(s) <- max_a sum_s' p(s'|s,a) (r + discount * V(s'))

All states change at once, each from the values before the sweep (the book also lets them change one
after the other), so that news spread by one step in each sweep, as one can see.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from core.spec.planning import PlanningParams
from core.training.learner import Scalar
from core.training.planning import PlanningLearner


class Learner(PlanningLearner[PlanningParams]):
    """Turns Bellman's optimality equation into an assignment; equation 4.10."""

    phases: ClassVar[tuple[str, ...]] = ("sweep",)

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Make one sweep. V(s) is the largest of the state's action values."""
        before = self.agent.values.numpy().max(axis=1)
        action_values = self.action_values(before)
        after = action_values.max(axis=1)
        self.show(action_values)
        self.steps += 1
        change = float(abs(after - before).max())
        # The first sweeps may change nothing: rewards that are far away have not been met yet.
        self.settled = change <= self.params.tolerance and self.steps > 1
        return self.told(after, change)

    def next_phase(self) -> str:
        """Return the only phase."""
        return "sweep"

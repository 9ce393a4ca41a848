"""What agents that learn nothing have in common: one step, and they are as good as they get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from core.training.acting import ActingLearner
from core.training.learner import Scalar


class ReferenceLearner(ActingLearner):
    """Has nothing to learn."""

    phases: ClassVar[tuple[str, ...]] = ("act",)
    acts: ClassVar[bool] = False

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Make the only step, which changes nothing."""
        self.steps += 1
        return []

    def next_phase(self) -> str:
        """Return the only phase."""
        return "act"

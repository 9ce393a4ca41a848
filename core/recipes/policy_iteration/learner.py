"""Policy iteration.

    repeat until the policy stays as it is:
        evaluate: V <- what the policy is worth: V(s) = sum_s' p(s'|s,pi(s)) (r + discount * V(s'))
        improve: pi(s) <- argmax_a sum_s' p(s'|s,a) (r + discount * V(s')) for all states s

A state keeps its action where no other is better by more than the tolerance, for a change among
equals could go round in circles (the book's exercise 4.4). It begins with the first action
everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray

from core.environments.exact import discounted_values
from core.recipes.policy_iteration import PolicyIterationParams
from core.training.learner import Scalar, Setup
from core.training.planning import PlanningLearner


class Learner(PlanningLearner[PolicyIterationParams]):
    """Evaluates, improves, and so on; the box on page 80."""

    phases: ClassVar[tuple[str, ...]] = ("evaluate", "improve")

    def __init__(self, setup: Setup) -> None:
        """Begin with the first action everywhere."""
        super().__init__(setup)
        states = len(self.model.start)
        self.policy = np.zeros(states, dtype=np.int64)
        self.values = np.zeros(states)
        self.change = 0.0
        self.evaluated = False

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Make a whole round, or the half that is due."""
        if not self.evaluated:
            before, self.values = self.values, self.evaluate_policy()
            self.change = float(abs(self.values - before).max())
            self.evaluated = True
            if phase is not None:
                return []
        self.improve()
        self.evaluated = False
        self.steps += 1
        return self.told(self.values, self.change)

    def evaluate_policy(self) -> NDArray[np.float64]:
        """Return what the policy is worth in each state, exactly or after some sweeps."""
        states = np.arange(len(self.policy))
        if self.params.sweeps is None:
            chosen = np.eye(self.expected.shape[1])[self.policy]
            return discounted_values(self.model, chosen, self.params.discount)
        values = self.values
        for _ in range(self.params.sweeps):
            values = self.action_values(values)[states, self.policy]
        return values

    def improve(self) -> None:
        """Take the best action by the values wherever it is better than the one so far."""
        action_values = self.action_values(self.values)
        states = np.arange(len(self.policy))
        gain = action_values.max(axis=1) - action_values[states, self.policy]
        better = gain > self.params.tolerance
        self.policy = np.where(better, action_values.argmax(axis=1), self.policy)
        # What was judged roughly may still change, even where no action does.
        exact = self.params.sweeps is None or self.change <= self.params.tolerance
        self.settled = exact and not better.any()
        self.show(action_values)

    def next_phase(self) -> str:
        """Return which half is due."""
        return self.phases[1] if self.evaluated else self.phases[0]

    def state_dict(self) -> dict[str, Any]:
        """Return the policy and what it was found to be worth too."""
        return super().state_dict() | {
            "policy": torch.from_numpy(self.policy),
            "values": torch.from_numpy(self.values),
            "change": self.change,
            "evaluated": self.evaluated,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.policy, self.values = state["policy"].numpy(), state["values"].numpy()
        self.change, self.evaluated = state["change"], state["evaluated"]

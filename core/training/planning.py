"""What methods that plan in a known model have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar, cast

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import facts_of
from core.environments.world import Model
from core.networks.agents import Table
from core.networks.tables import plain_table
from core.spec.planning import PlanningParams
from core.training.acting import ActingLearner
from core.training.learner import Progress, Scalar, Setup

P = TypeVar("P", bound=PlanningParams)


class PlanningLearner(ActingLearner, Generic[P]):
    """Computes what actions are worth from how the environment answers; acts nowhere.

    Attributes:
        model: How it answers.
        expected: (state, action) expected reward of each action.
        agent: The table of action values.
        settled: Whether nothing changes any more, which ends the run.
    """

    watched: ClassVar[tuple[str, ...]] = ("change",)
    acts: ClassVar[bool] = False

    def __init__(self, setup: Setup) -> None:
        """Begin with values of 0."""
        super().__init__(setup)
        if self.world.model is None:
            raise TypeError(f"nobody knows how {self.world.name} answers")
        self.model: Model = self.world.model
        self.expected = self.model.expected
        self.params = cast(P, setup.spec.params)
        self.agent: Table = plain_table(self.params, facts_of(setup.spec))
        self.settled = False

    def progress(self) -> Progress:
        """Return how far it is; where values have settled, that is the end."""
        if self.settled:
            return Progress(self.steps, self.steps, self.epochs, self.epochs)
        return super().progress()

    def action_values(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Look one step ahead: (state, action), sum over s' of p(s'|s,a) (r + discount v(s'))."""
        ahead: NDArray[np.float64] = self.model.chances @ values
        return self.expected + self.params.discount * ahead

    def show(self, action_values: NDArray[np.float64]) -> None:
        """Put action values into the agent's table, rounded where equals differ by rounding."""
        self.agent.values.copy_(torch.from_numpy(np.round(action_values, 12)))

    def told(self, values: NDArray[np.float64], change: float) -> list[Scalar]:
        """Return the points of the curves after a step."""
        start = float(self.model.start @ values)
        numbers = {"change": change, "value": start}
        return [Scalar(self.steps, "train", name, value) for name, value in numbers.items()]

    def parameter_count(self) -> int:
        """Return how many values it computes."""
        return self.agent.values.numel()

    def size_bytes(self) -> int:
        """Return the bytes of the values, which is all it takes to act."""
        return self.agent.values.numel() * self.agent.values.element_size()

    def state_dict(self) -> dict[str, Any]:
        """Return whether it is at the end too."""
        return super().state_dict() | {"settled": self.settled}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.settled = state["settled"]

"""An agent that acts by a rule of thumb."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import facts_of
from core.environments.world import Model, World
from core.networks.rule_agents import RULES, RuleAgent
from core.training.learner import Setup
from core.training.reference import ReferenceLearner


class Learner(ReferenceLearner):
    """Acts by the rule that is known for its environment."""

    def __init__(self, setup: Setup) -> None:
        """Look the rule up; in an environment whose model is known, find the shortest ways."""
        super().__init__(setup)
        self.agent = RuleAgent(facts_of(setup.spec))
        if self.world.name in RULES:
            self.agent.rule.fill_(list(RULES).index(self.world.name))
        elif self.world.model is not None:
            choices = nearer(self.world, self.world.model)
            self.agent.choices.copy_(torch.from_numpy(choices))


def nearer(world: World, model: Model) -> NDArray[np.int64]:
    """Return the action in each state that is most likely to lead nearer to success: (state,).

    How far a state is away is counted in steps as if all chance were kind. So the rule knows the
    way, and thinks of no danger beside it.
    """
    states = np.arange(len(model.start))
    reached = world.succeeded(states, np.zeros(len(states)), model.terminal)
    if reached is None:
        return np.zeros(len(states), dtype=np.int64)
    leads = (model.chances > 0).any(axis=1)
    distance = np.where(reached, 0.0, np.inf)
    for steps in range(1, len(states)):
        near: NDArray[np.bool_] = (leads @ (distance < steps)) & np.isinf(distance)
        if not near.any():
            break
        distance[near] = steps
    closer: NDArray[np.bool_] = distance[None, :] < distance[:, None]
    likely = np.einsum("san,sn->sa", model.chances, closer.astype(np.float64))
    nearest: NDArray[np.int64] = np.round(likely, 9).argmax(axis=1)
    return nearest

"""An agent that acts at random."""

from __future__ import annotations

import torch

from core.catalog.build import facts_of
from core.networks.rule_agents import RandomAgent
from core.training.learner import Setup
from core.training.reference import ReferenceLearner


class Learner(ReferenceLearner):
    """Draws its actions evenly from all there are."""

    def __init__(self, setup: Setup) -> None:
        """Take the bounds of continuous actions from the environment."""
        super().__init__(setup)
        self.agent = RandomAgent(facts_of(setup.spec))
        if self.world.action_low is not None and self.world.action_high is not None:
            self.agent.low.copy_(torch.from_numpy(self.world.action_low))
            self.agent.high.copy_(torch.from_numpy(self.world.action_high))

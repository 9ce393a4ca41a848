"""The learner of `reinforce` (Williams 1992; Sutton and Barto 2018, section 13.3 and 13.4).

for each batch of episodes, played to their end:
    return of each step = its reward + discount * return of the next one
    praise = return - baseline(state), if there is a baseline
    one step up: log probability of the actions * praise
    in the same step, the baseline towards the returns
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import torch

from core.recipes.reinforce import REINFORCEParams
from core.training.advantages import discounted_returns
from core.training.learner import Setup
from core.training.policy_gradient import PolicyLearner
from core.training.rollouts import Rollout, first_episodes

BASELINE_WEIGHT = 0.5
"""How much the baseline's error counts in the sum; it has weights of its own, and hardly minds."""


class REINFORCELearner(PolicyLearner):
    """Monte Carlo policy gradients.

    Two deviations from the textbook, both usual: the factor discount^t is left out, and what
    actions are praised by is brought to spread 1 (without a baseline to mean 0 too), so that the
    learning rate need not know the rewards' unit. Of an episode that the time limit cut off, the
    baseline guesses the rest; without one there is no guess, and it counts as nothing.
    """

    def __init__(self, setup: Setup) -> None:
        """Note the settings."""
        super().__init__(setup)
        self.params = cast(REINFORCEParams, setup.spec.params)

    def collect(self) -> Rollout:
        """Play an episode in each copy; of the rollout, only what belongs to them counts."""
        return self.collector.episodes()

    def played(self, rollout: Rollout) -> int:
        """Return how many steps the episodes had."""
        return int(first_episodes(rollout).sum())

    def learn(self, rollout: Rollout) -> Mapping[str, Any]:
        """Follow the gradient once, over all steps of all episodes."""
        within = first_episodes(rollout)
        after = np.where(rollout.terminated, 0, self.expected(rollout.final)).astype(np.float32)
        returns = discounted_returns(rollout.rewards, rollout.over, after, self.params.discount)
        seen = self.tensor(rollout.observations[within])
        actions, earned = self.tensor(rollout.actions[within]), self.tensor(returns[within])
        logs, entropies = self.agent.judged(seen, actions)
        expected = self.agent.state_values(seen)
        if expected is None:
            praise, baseline_loss = earned - earned.mean(), torch.zeros_like(logs[0])
        else:
            praise = earned - expected.detach()
            baseline_loss = (expected - earned).square().mean()
        spread = praise.square().mean().sqrt()
        policy_loss = policy_gradient_loss(logs, praise / (spread + 1e-8))
        loss = policy_loss + BASELINE_WEIGHT * baseline_loss
        self.descent.follow(loss)
        return {
            "loss": loss.detach(),
            "policy_loss": policy_loss.detach(),
            "entropy": entropies.mean().detach(),
            "spread": spread,
        }


def policy_gradient_loss(logs: torch.Tensor, praise: torch.Tensor) -> torch.Tensor:
    """Return the loss whose negative gradient is the policy gradient.

    Args:
        logs: (step,) logarithms of the probabilities of the actions taken.
        praise: (step,) what came of each, beyond what was expected.
    """
    return -(logs * praise).mean()

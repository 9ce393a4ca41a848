"""The learner of `ppo` (Schulman et al. 2017).

for each rollout:
    play some steps in every copy with the policy as it is now
    advantages: how much better each action was than the critic expected (GAE), brought to mean 0
        and spread 1 over the rollout
    several times, for each part of the rollout in random order:
        ratio = how much likelier the policy takes the action now than when it was taken
        raise min(ratio * advantage, clip(ratio) * advantage): no reward for going far
        bring the critic nearer to what was earned
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import torch

from core.recipes.ppo import PPOParams, PPOTraining
from core.training.advantages import advantages
from core.training.learner import Setup
from core.training.policy_gradient import PolicyLearner
from core.training.rollouts import Rollout, minibatches


class PPOLearner(PolicyLearner):
    """Proximal policy optimisation with a clipped objective, for any kind of actions."""

    def __init__(self, setup: Setup) -> None:
        """Note the settings."""
        super().__init__(setup)
        self.params = cast(PPOParams, setup.spec.params)
        self.rules = cast(PPOTraining, setup.spec.training)

    def collect(self) -> Rollout:
        """Play a rollout."""
        return self.collector.collect(self.rules.rollout)

    def learn(self, rollout: Rollout) -> Mapping[str, Any]:
        """Go over the rollout several times."""
        params, rules = self.params, self.rules
        values, after = self.expected(rollout.observations), self.expected(rollout.final)
        gains = advantages(
            rollout.rewards,
            values,
            after,
            rollout.terminated,
            rollout.over,
            discount=params.discount,
            trace=params.trace,
        )
        seen = self.tensor(rollout.observations).flatten(0, 1)
        actions = self.tensor(rollout.actions).flatten(0, 1)
        target = self.tensor(gains + values).flatten()
        gain = self.tensor((gains - gains.mean()) / (gains.std() + 1e-8)).flatten()
        with torch.no_grad():
            before, entropies = self.agent.judged(seen, actions)
        for batch in minibatches(len(gain), rules.batch_size, rules.passes, self.random):
            part = seen[batch]
            logs, undecided = self.agent.judged(part, actions[batch])
            policy_loss = clipped_loss(logs, before[batch], gain[batch], params.clip)
            expected = cast(torch.Tensor, self.agent.state_values(part))
            value_loss = (expected - target[batch]).square().mean()
            loss = policy_loss + value_loss / 2
            if params.entropy:
                loss = loss - params.entropy * undecided.mean()
            self.descent.follow(loss)
        with torch.no_grad():
            ratio = (logs - before[batch]).exp()
        return {
            "loss": loss.detach(),
            "policy_loss": policy_loss.detach(),
            "value_loss": value_loss.detach(),
            "entropy": entropies.mean(),
            "clipped": ((ratio - 1).abs() > params.clip).float().mean(),
            "value": float(values.mean()),
        }


def clipped_loss(
    logs: torch.Tensor, before: torch.Tensor, gain: torch.Tensor, clip: float
) -> torch.Tensor:
    """Return the negative of the clipped objective, Schulman et al. (2017), equation 7.

    Args:
        logs: (batch,) logarithms of the actions' probabilities now.
        before: (batch,) the same when they were taken.
        gain: (batch,) advantages.
        clip: How far the ratio may go from 1 before there is nothing more to gain.
    """
    ratio = (logs - before).exp()
    return -torch.minimum(ratio * gain, ratio.clamp(1 - clip, 1 + clip) * gain).mean()

"""The learner of `a2c`, the synchronous form of Mnih et al. (2016), algorithm S3.

for each rollout of a few steps in every copy:
    advantage = rewards to the end of the rollout + critic's guess of the rest
                - critic's guess at the beginning
    one step up: log probability of the actions * advantage + a little entropy
    in the same step, the critic towards what was earned
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from core.recipes.a2c import A2CParams, A2CTraining
from core.training.advantages import advantages
from core.training.learner import Setup
from core.training.policy_gradient import PolicyLearner
from core.training.rollouts import Rollout


class A2CLearner(PolicyLearner):
    """One gradient step a rollout."""

    clips_as_one: ClassVar[bool] = True

    def __init__(self, setup: Setup) -> None:
        """Note the settings."""
        super().__init__(setup)
        self.params = cast(A2CParams, setup.spec.params)
        self.rules = cast(A2CTraining, setup.spec.training)

    def collect(self) -> Rollout:
        """Play a rollout."""
        return self.collector.collect(self.rules.rollout)

    def learn(self, rollout: Rollout) -> Mapping[str, Any]:
        """Follow the gradient once."""
        params = self.params
        values = self.expected(rollout.observations)
        gains = advantages(
            rollout.rewards,
            values,
            self.expected(rollout.final),
            rollout.terminated,
            rollout.over,
            discount=params.discount,
            trace=params.trace,
        )
        seen = self.tensor(rollout.observations).flatten(0, 1)
        actions = self.tensor(rollout.actions).flatten(0, 1)
        gain, target = self.tensor(gains).flatten(), self.tensor(gains + values).flatten()
        logs, entropies = self.agent.judged(seen, actions)
        expected = self.agent.state_values(seen)
        assert expected is not None, "an actor-critic has a critic"
        policy_loss = -(logs * gain).mean()
        value_loss = (expected - target).square().mean()
        entropy = entropies.mean()
        loss = policy_loss + params.value_weight * value_loss - params.entropy * entropy
        self.descent.follow(loss)
        return {
            "loss": loss.detach(),
            "policy_loss": policy_loss.detach(),
            "value_loss": value_loss.detach(),
            "entropy": entropy.detach(),
            "value": float(values.mean()),
        }

"""What learners of policies share: they play with what they have, then learn from it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import facts_of
from core.networks.agents import ActorCritic
from core.networks.build import untrained_network
from core.networks.flat import FlatWeights
from core.spec.policies import RolloutTraining
from core.training.acting import ActingLearner
from core.training.learner import Scalar, Setup
from core.training.optimisers import shorten
from core.training.rollouts import Collector, Rollout

EPSILON = 1e-5
"""Of Adam: what keeps it from dividing by nothing. Larger than usual, as policies like it."""


class Descent:
    """Adam on the weights of a policy and its critic, which lie in one vector: that is quicker.

    The gradients of the two are clipped each by itself, for the errors of a critic, which are as
    large as returns, must not slow the policy; unless that is wanted, because nothing else keeps
    the policy from running ahead of its critic. Then they are clipped as one.
    """

    def __init__(
        self, agent: ActorCritic, training: RolloutTraining, *, as_one: bool = False
    ) -> None:
        self.training, self.flat = training, FlatWeights(agent)
        self.flat.share_gradient()
        critics = [] if agent.critic is None else list(agent.critic.parameters())
        gradient = cast(torch.Tensor, self.flat.vector.grad)
        apart = 0 if as_one else sum(weight.numel() for weight in critics)
        cut = len(gradient) - apart
        self.gradients = [part for part in (gradient[:cut], gradient[cut:]) if len(part)]
        rate = training.learning_rate
        self.optimiser = torch.optim.Adam([self.flat.vector], rate, eps=EPSILON, fused=True)

    def anneal(self, done: float) -> None:
        """Set the learning rate for when this fraction of the training is done."""
        left = 1 - done if self.training.schedule == "linear" else 1.0
        for group in self.optimiser.param_groups:
            group["lr"] = self.training.learning_rate * max(left, 0.0)

    def follow(self, loss: torch.Tensor) -> None:
        """Take one step down the gradient of a loss."""
        for gradient in self.gradients:
            gradient.zero_()
        torch.autograd.backward(loss)
        if self.training.gradient_clip is not None:
            for gradient in self.gradients:
                shorten(gradient, self.training.gradient_clip)
        self.optimiser.step()


class PolicyLearner(ActingLearner):
    """Collects a rollout, learns from it, forgets it.

    Attributes:
        agent: The policy and its critic.
        rollout: What was collected and not yet learned from.
    """

    phases: ClassVar[tuple[str, ...]] = ("collect", "learn")
    watched: ClassVar[tuple[str, ...]] = ("loss",)
    clips_as_one: ClassVar[bool] = False

    def __init__(self, setup: Setup) -> None:
        """Build agent and optimiser, and begin an episode in each copy."""
        super().__init__(setup)
        self.training = cast(RolloutTraining, setup.spec.training)
        agent = untrained_network(setup.spec, facts_of(setup.spec)).to(setup.device)
        self.agent: ActorCritic = cast(ActorCritic, agent)
        if self.world.action_low is not None and self.world.action_high is not None:
            self.agent.action_low.copy_(torch.from_numpy(self.world.action_low))
            self.agent.action_high.copy_(torch.from_numpy(self.world.action_high))
        self.device, self.random = setup.device, setup.random
        self.descent = Descent(self.agent, self.training, as_one=self.clips_as_one)
        self.collector = Collector(
            self.world, self.agent, self.training.copies, setup.random, setup.seed
        )
        self.rollout: Rollout | None = None

    @abstractmethod
    def collect(self) -> Rollout:
        """Play, and return what happened."""

    @abstractmethod
    def learn(self, rollout: Rollout) -> Mapping[str, Any]:
        """Improve the agent by what happened, and return what there is to tell: `loss`, ..."""

    def played(self, rollout: Rollout) -> int:
        """Return how many steps of a rollout count."""
        return rollout.rewards.size

    def next_phase(self) -> str:
        """Return whether there is something to learn from."""
        return "collect" if self.rollout is None else "learn"

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Collect and learn, or do only what is due."""
        if self.rollout is None:
            self.rollout = self.collect()
            if phase is not None:
                return []
        rollout, self.rollout = self.rollout, None
        self.descent.anneal(self.steps / self.total)
        told = self.learn(rollout)
        self.agent.entrance.measure(self.tensor(rollout.observations).flatten(0, 1))
        self.steps += self.played(rollout)
        at = self.progress().step
        found = {**self.collector.tally.take(), **told}
        return [Scalar(at, "train", name, value) for name, value in found.items()]

    def tensor(self, values: NDArray[Any]) -> torch.Tensor:
        """Return an array as a tensor on the device that is computed on."""
        return torch.from_numpy(values).to(self.device)

    @torch.no_grad()
    def expected(self, observations: NDArray[Any]) -> NDArray[np.float32]:
        """Return what the critic expects of observations (step, copy, *shape): (step, copy)."""
        steps, copies = observations.shape[:2]
        found = self.agent.state_values(self.tensor(observations).flatten(0, 1))
        if found is None:
            return np.zeros((steps, copies), dtype=np.float32)
        values: NDArray[np.float32] = found.cpu().numpy().reshape(steps, copies)
        return values

    def state_dict(self) -> dict[str, Any]:
        """Return agent, optimiser, environments and what waits to be learned from."""
        return {
            **super().state_dict(),
            "optimiser": self.descent.optimiser.state_dict(),
            "collector": self.collector.state_dict(),
            "rollout": {} if self.rollout is None else self.rollout.state_dict(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.descent.optimiser.load_state_dict(state["optimiser"])
        self.collector.load_state_dict(state["collector"])
        waiting = state["rollout"]
        self.rollout = Rollout.from_state(waiting) if waiting else None

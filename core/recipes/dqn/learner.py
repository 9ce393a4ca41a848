"""The learner of `dqn` (Mnih et al. 2015, algorithm 1).

repeat:
    play a few steps, mostly taking the action worth most, and remember them
    several times:
        draw remembered steps
        target = reward + discount * what the target network says the best next action is worth
                 (nothing comes after a step by which the rules ended the episode)
        one step down the Huber loss of value - target
        now and then: target network = network
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, ClassVar, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.catalog.build import facts_of
from core.networks.agents import QAgent
from core.networks.build import untrained_network
from core.networks.flat import FlatWeights
from core.recipes.dqn import DQNParams, DQNTraining
from core.training.acting import ActingLearner
from core.training.learner import Scalar, Setup
from core.training.optimisers import shorten
from core.training.replay import Draw, Replay, Transitions
from core.training.rollouts import Tally

FIRST_CORRECTION = 0.4
"""How far weights make up for priorities at first (Schaul et al. 2016); in the end entirely."""


class DQNLearner(ActingLearner):
    """Learns action values from a memory."""

    phases: ClassVar[tuple[str, ...]] = ("collect", "learn")

    def __init__(self, setup: Setup) -> None:
        """Build network, target, memory and optimiser, and begin an episode in each copy."""
        super().__init__(setup)
        self.params = cast(DQNParams, setup.spec.params)
        self.training = cast(DQNTraining, setup.spec.training)
        self.random, self.device = setup.random, setup.device
        agent = untrained_network(setup.spec, facts_of(setup.spec)).to(setup.device)
        self.agent: QAgent = cast(QAgent, agent).eval()
        self.target = deepcopy(self.agent).requires_grad_(False).eval()
        self.flat = FlatWeights(self.agent)
        self.flat.share_gradient()
        rate = self.training.learning_rate
        self.optimiser = torch.optim.Adam([self.flat.vector], rate, fused=True)
        self.copies = self.world.copies(self.training.copies)
        self.copies.reset(setup.seed)
        self.tally = Tally(self.training.copies)
        self.replay = Replay(
            self.training.memory,
            self.world.shape,
            numbers=self.world.states is not None,
            power=self.params.priority if self.params.prioritised else 0.0,
        )
        self.updates = 0
        self.due = False
        """Whether what was collected is still to be followed by learning."""
        self._explore()

    def next_phase(self) -> str:
        """Return whether there is something new to learn from."""
        return "learn" if self.due else "collect"

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Play and learn, or do only what is due."""
        if not self.due:
            self.collect()
            self.due = True
            if phase is not None:
                return []
        self.due = False
        told = (
            self.learn()
            if self.replay.size >= min(self.training.warm_up, self.training.memory)
            else {}
        )
        self.steps += self.training.rollout * self.training.copies
        at = self.progress().step
        found = {**self.tally.take(), **told, "epsilon": float(self.agent.exploration)}
        self._explore()
        return [Scalar(at, "train", name, value) for name, value in found.items()]

    def collect(self) -> None:
        """Play some steps in each copy and remember them."""
        self.agent.eval()
        for _ in range(self.training.rollout):
            seen = self.copies.observations()
            actions = self.act(seen)
            outcome = self.copies.step(actions)
            self.tally.add(outcome.rewards, outcome.terminated | outcome.truncated)
            rewards = outcome.rewards.astype(np.float32)
            self.replay.add(Transitions(seen, actions, rewards, outcome.final, outcome.terminated))
            self.agent.entrance.measure(self._tensor(seen))
        self.target.entrance.load_state_dict(self.agent.entrance.state_dict())

    @torch.no_grad()
    def act(self, observations: NDArray[Any]) -> NDArray[np.int64]:
        """Return an action for each copy, (copy,): a fraction of them at random."""
        best = self.agent.best(self._tensor(observations)).cpu().numpy()
        count, epsilon = len(best), float(self.agent.exploration)
        drawn = self.random.integers(cast(int, self.world.actions), size=count)
        chosen: NDArray[np.int64] = np.where(self.random.random(count) < epsilon, drawn, best)
        return chosen

    def learn(self) -> dict[str, Any]:
        """Take some steps of learning from what is remembered."""
        told: dict[str, Any] = {}
        self.agent.train()
        done = self.steps / self.total
        correction = FIRST_CORRECTION + (1 - FIRST_CORRECTION) * min(done, 1)
        for _ in range(self.training.updates):
            drawn = self.replay.draw(self.training.batch_size, self.random, correction)
            told = self.update(drawn)
            self.updates += 1
            if self.updates % self.training.target_every == 0:
                self.target.load_state_dict(self.agent.state_dict())
        self.agent.eval()
        return told

    def update(self, drawn: Draw) -> dict[str, Any]:
        """Take one step down the loss of some transitions."""
        observations, actions, rewards, final, terminated = map(self._tensor, drawn.transitions)
        targets = self.targets(rewards, final, terminated)
        values = self.agent(observations)
        taken = values.gather(1, actions[:, None])[:, 0]
        losses = nn.functional.smooth_l1_loss(taken, targets, reduction="none")
        loss = (losses * self._tensor(drawn.weights)).mean()
        gradient = cast(torch.Tensor, self.flat.vector.grad)
        gradient.zero_()
        torch.autograd.backward(loss)
        if self.training.gradient_clip is not None:
            shorten(gradient, self.training.gradient_clip)
        self.optimiser.step()
        if self.replay.power:
            self.replay.surprise(drawn.rows, (targets - taken.detach()).cpu().numpy())
        return {"loss": loss.detach(), "value": values.detach().amax(1).mean()}

    @torch.no_grad()
    def targets(
        self, rewards: torch.Tensor, final: torch.Tensor, terminated: torch.Tensor
    ) -> torch.Tensor:
        """Return what values should have been: (batch,).

        Double learning (van Hasselt et al. 2016, equation 4) lets the network choose the next
        action that the target network prices.
        """
        priced: torch.Tensor = self.target(final)
        if self.params.double:
            chosen = self.agent(final).argmax(1, keepdim=True)
            coming = priced.gather(1, chosen)[:, 0]
        else:
            coming = priced.amax(1)
        return rewards + self.params.discount * coming.masked_fill(terminated, 0.0)

    def _explore(self) -> None:
        """Set the fraction of random actions that belongs to this moment."""
        share = min(self.steps / self.total / self.params.exploration_share, 1.0)
        self.agent.exploration.fill_(1 - share * (1 - self.params.final_exploration))

    def _tensor(self, values: NDArray[Any]) -> torch.Tensor:
        return torch.from_numpy(values).to(self.device)

    def state_dict(self) -> dict[str, Any]:
        """Return networks, optimiser, environments and memory."""
        return {
            **super().state_dict(),
            "target": self.target.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "copies": self.copies.state_dict(),
            "tally": self.tally.state_dict(),
            "replay": self.replay.state_dict(),
            "updates": self.updates,
            "due": self.due,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        for part in ("target", "optimiser", "copies", "tally", "replay"):
            getattr(self, part).load_state_dict(state[part])
        self.updates, self.due = state["updates"], state["due"]

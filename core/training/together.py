"""Learners that differ in nothing but their seed, trained as one batched network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, get_total_norm

from core.networks.batched import BatchedNetwork
from core.networks.flat import FlatWeights
from core.training.learner import Scalar, Setup
from core.training.optimisers import make_optimiser
from core.training.supervised import STEPS_BETWEEN_SAMPLES, SupervisedLearner


class BatchableLearner(SupervisedLearner):
    """Trains a network that may be one of several in a batched one.

    By itself it is a batch of one, so that it learns the same alone as among others, to the last
    bit. Of outputs (network, batch, output) its `loss` returns a value a network, and `judged` what
    has the networks in its first dimension.
    """

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.batch = LearnerBatch([self])

    def trained(self) -> list[nn.Parameter]:
        """Return the weights as one vector."""
        self.flat = FlatWeights(self.network)
        return [self.flat.vector]

    def step(self, phase: str | None = None) -> list[Scalar]:
        """Take one step; only for a learner that shares its batch with no other."""
        (told,) = self.batch.step()
        return told


class LearnerBatch:
    """Makes the steps of several learners at once: each with its own weights and data order.

    Each learner stays what it is, for its weights are views of the joined ones and its optimiser's
    state is its own: it can be scored, saved and told of by itself after any step. With dropout
    there must be one learner alone: masks drawn for many are not those that each would draw.
    """

    def __init__(self, learners: Sequence[BatchableLearner]) -> None:
        """Join learners that have made equally many steps."""
        self._join(learners)

    def _join(self, learners: Sequence[BatchableLearner]) -> None:
        self.learners, first = list(learners), learners[0]
        self._network = BatchedNetwork([learner.flat for learner in learners])
        self._optimiser = first.optimiser
        if len(learners) > 1:
            # One call updates all vectors, each as its own optimiser would, with that one's state.
            vectors = [learner.flat.vector for learner in learners]
            self._optimiser = make_optimiser(vectors, first.training)
        for learner in learners:
            learner.batch, vector = self, learner.flat.vector
            self._optimiser.state[vector] = learner.optimiser.state[vector]

    def step(self) -> list[list[Scalar]]:
        """Make a step of every learner; return what each tells of its own, in their order."""
        first = self.learners[0]
        batches = torch.stack([learner.order.next() for learner in self.learners])
        batches = batches.to(first.device)
        targets = first.targets[batches]
        outputs = self._network(first.inputs[batches])
        losses = first.loss(outputs, targets)
        self._network.descend_from(losses)
        step = first.order.steps
        sampled = self._descend(step)
        told = {"loss": losses.detach(), **first.judged(outputs.detach(), targets), **sampled}
        columns = [(name, value.unbind()) for name, value in told.items()]
        return [
            [Scalar(step, "train", name, values[number]) for name, values in columns]
            for number in range(len(self.learners))
        ]

    def _descend(self, step: int) -> dict[str, Any]:
        """Update all weights as each learner would; return the same samples, (network,) each."""
        first = self.learners[0]
        clip, norms = first.training.gradient_clip, []
        samples = step % STEPS_BETWEEN_SAMPLES == 1
        if clip is not None:
            norms = [clip_grad_norm_(learner.parameters, clip) for learner in self.learners]
        elif samples:
            norms = [get_total_norm([gradient]) for gradient in self._network.gradient]
        rate = first.optimiser.param_groups[0]["lr"]
        self._optimiser.param_groups[0]["lr"] = rate
        self._optimiser.step()
        following = first.schedule.base_lrs[0] * first.schedule.lr_lambdas[0](step)
        for learner in self.learners:
            learner.schedule.last_epoch = step
            learner.optimiser.param_groups[0]["lr"] = following
        if not samples:
            return {}
        rates = torch.full((len(norms),), rate, dtype=torch.float64)
        return {"learning_rate": rates, "gradient_norm": torch.stack(norms)}

    def leave(self, learner: BatchableLearner) -> None:
        """Let a learner go on by itself, or not at all; the others go on together."""
        if len(self.learners) > 1:
            others = [other for other in self.learners if other is not learner]
            LearnerBatch([learner])
            self._join(others)

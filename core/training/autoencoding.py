"""What learners share that take examples apart and put them together again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils import clip_grad_norm_

from core.catalog.build import facts_of
from core.networks.autoencoder import Autoencoder, VariationalAutoencoder
from core.networks.build import untrained_network
from core.spec.training import GradientTraining
from core.training.devices import placed
from core.training.generative import Examples
from core.training.latent import AT_ONCE, MakesFromCodes
from core.training.learner import Progress, Scalar, Setup
from core.training.optimisers import (
    forget_gradients,
    make_optimiser,
    make_schedule,
    resume_optimiser,
)


class AutoencodingLearner(MakesFromCodes):
    """Trains encoder and decoder together on batches of examples; a family adds the loss."""

    phases: ClassVar[tuple[str, ...]] = ("train",)
    watched: ClassVar[tuple[str, ...]] = ("loss",)

    network: VariationalAutoencoder | Autoencoder

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.training = cast(GradientTraining, setup.spec.training)
        self.device = torch.device(setup.device)
        train = self.data.splits["train"]
        network = untrained_network(setup.spec, facts_of(setup.spec))
        self.network = cast(VariationalAutoencoder | Autoencoder, network)
        self.network.unit.measure(torch.from_numpy(train.inputs))
        placed(self.network, self.device)
        self.inputs = torch.from_numpy(train.inputs).to(self.device)
        self.labels = torch.from_numpy(train.targets.astype(np.int64)).to(self.device)
        self.order = setup.order(len(train), self.training.batch_size)
        self.examples_per_step = self.order.size / self.order.batches_per_epoch
        self.trained = [one for one in self.network.parameters() if one.requires_grad]
        self.optimiser = make_optimiser(self.trained, self.training)
        steps = self.training.epochs * self.order.batches_per_epoch
        self.schedule = make_schedule(self.optimiser, self.training, steps)

    def losses(self, inputs: torch.Tensor, labels: torch.Tensor | None) -> dict[str, torch.Tensor]:
        """Return the loss of a batch in the data's unit, and by name what it is made of."""
        raise TypeError(f"{type(self).__name__} must say what its loss is")

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Take one step of gradient descent on the next batch."""
        if not self.network.training:
            self.network.train()
        batch = self.order.next().to(self.device)
        if len(batch) == 1:  # batch normalisation must be able to compare
            batch = batch.repeat(2)
        labels = self.labels.index_select(0, batch) if self.network.classes else None
        losses = self.losses(self.inputs.index_select(0, batch), labels)
        forget_gradients(self.trained)
        losses["loss"].backward()
        if self.training.gradient_clip is not None:
            clip_grad_norm_(self.trained, self.training.gradient_clip)
        self.optimiser.step()
        self.schedule.step()
        step = self.order.steps
        return [Scalar(step, "train", name, value.detach()) for name, value in losses.items()]

    def next_phase(self) -> str:
        """Return the only phase."""
        return self.phases[0]

    def progress(self) -> Progress:
        """Count steps in batches."""
        batches, epochs = self.order.batches_per_epoch, self.training.epochs
        return Progress(self.order.steps, epochs * batches, self.order.epoch, epochs)

    def ready(self) -> None:
        """See `MakesFromCodes.ready`; each step of training undoes it."""
        if self.network.training:
            super().ready()

    def rebuild(self, examples: Examples) -> Examples:
        """Return what decoding makes of the codes of examples; classes are not told."""
        self.ready()
        with torch.inference_mode():
            parts = torch.from_numpy(examples).split(AT_ONCE)
            made = [self._rebuilt(part.to(self.device)).cpu() for part in parts]
        return torch.cat(made).numpy()

    def _rebuilt(self, examples: torch.Tensor) -> torch.Tensor:
        """Return a batch taken apart and put together; of each class told, the nearest one."""
        classes = self.network.classes
        if not classes:
            return self.network.decode(self.network.encode(examples))
        told = [torch.full((len(examples),), one, device=self.device) for one in range(classes)]
        made = [self.network.decode(self.network.encode(examples, one), one) for one in told]
        tried = torch.stack(made)
        nearest = (tried - examples).flatten(2).square().sum(2).argmin(0)
        return tried[nearest, torch.arange(len(examples), device=self.device)]

    def state_dict(self) -> dict[str, Any]:
        """Return weights, optimiser and schedule."""
        return {
            "network": self.weights(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.last_epoch,
        }

    def weights(self) -> Mapping[str, Any]:
        """Return the network's weights, ready to make examples with."""
        return self.network.state_dict()

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.network.load_state_dict(state["network"])
        resume_optimiser(self.optimiser, state["optimiser"])
        self.schedule.last_epoch = state["schedule"]


def pixel_loss(logits: torch.Tensor, examples: torch.Tensor) -> torch.Tensor:
    """Return the cross entropy of grey values, summed over an example's pixels, in nats.

    It is that of pixels which are white with the probability that a grey value says; the mean over
    the batch.
    """
    return binary_cross_entropy_with_logits(logits, examples, reduction="sum") / len(examples)

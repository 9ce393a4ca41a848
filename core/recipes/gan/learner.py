"""The learner of `gan`: each step is one of the discriminator and one of the generator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, cast

import numpy as np
import torch

from core.catalog.build import facts_of
from core.metrics.metric import Samples
from core.recipes.gan import GANParams, GANTraining
from core.recipes.gan.advice import Opinions, advice
from core.recipes.gan.losses import losses_of, slopes_at_real, slopes_between
from core.recipes.gan.network import GANNetwork, build
from core.spec.message import Message
from core.training.devices import placed
from core.training.generative import LIVE
from core.training.latent import MakesFromCodes
from core.training.learner import Progress, Scalar, Setup
from core.training.optimisers import forget_gradients, make_schedule, resume_optimiser

SQUARES = 0.99
"""Beta 2 of Adam: how long squared gradients are remembered."""
WARM = 10
"""The moving average of a generator that made t steps keeps at most (1 + t) / (WARM + t)."""
EPOCHS_BEFORE_ADVICE = 2
"""What has hardly begun need not be good yet."""
Batch = tuple[torch.Tensor, torch.Tensor | None]
"""Examples (batch, ...) or codes (batch, latent), and their classes if the networks are told."""


class GANLearner(MakesFromCodes):
    """Trains both networks by Adam; noise comes from torch's global generator."""

    phases: ClassVar[tuple[str, ...]] = ("discriminator", "generator")
    watched: ClassVar[tuple[str, ...]] = ("discriminator_loss", "generator_loss")

    network: GANNetwork

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.params = cast(GANParams, setup.spec.params)
        self.training = cast(GANTraining, setup.spec.training)
        self.device = torch.device(setup.device)
        train = self.data.splits["train"]
        network = build(self.params, facts_of(setup.spec))
        network.unit.measure(torch.from_numpy(train.inputs))
        self.network = placed(network, self.device)
        self.inputs = network.unit.enter(torch.from_numpy(train.inputs).to(self.device))
        self.labels = torch.from_numpy(train.targets.astype(np.int64)).to(self.device)
        self.order = setup.order(len(train), self.training.batch_size)
        self.examples_per_step = self.training.discriminator_steps * (
            self.order.size / self.order.batches_per_epoch
        )
        self.losses = losses_of(self.params.loss, self.params.label_smoothing)
        self.trained = {name: list(getattr(network, name).parameters()) for name in self.phases}
        rates = {
            "discriminator": self.training.discriminator_rate,
            "generator": self.training.generator_rate,
        }
        betas = (self.training.momentum, SQUARES)
        self.optimisers = {
            name: torch.optim.Adam(self.trained[name], rates[name], betas, fused=True)
            for name in self.phases
        }
        steps = self.training.epochs * self.training.steps_per_epoch
        self.schedules = {
            name: make_schedule(item, self.training, steps)
            for name, item in self.optimisers.items()
        }
        self.steps = self.due = 0
        self._said: Samples | None = None

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Make one phase, or all that are left of the current step."""
        if not self.network.generator.training:
            self.network.generator.train()
            self.network.discriminator.train()
        told: list[Scalar] = []
        for name in (phase,) if phase else self.phases[self.due :]:
            step = self.steps + 1
            values = self._judge_better() if name == "discriminator" else self._make_better()
            told += [Scalar(step, "train", key, value) for key, value in values.items()]
            self.schedules[name].step()
            self.due = (self.due + 1) % len(self.phases)
            self.steps += self.due == 0
        return told

    def _judge_better(self) -> dict[str, torch.Tensor]:
        """Train the discriminator on so many batches; tell of the last one."""
        told: dict[str, torch.Tensor] = {}
        for _ in range(self.training.discriminator_steps):
            real, labels = self._real()
            with torch.no_grad():
                codes, wanted = self._codes(self.training.batch_size)
                made = self._blurred(self.network.generator(self.network.told(codes, wanted)))
            real.requires_grad_(self._level)
            both = labels if labels is None or wanted is None else torch.cat([labels, wanted])
            # No layer of the discriminator looks across a batch: one pass does for both halves.
            scores = self.network.judge(torch.cat([real, made]), both)
            of_real, of_made = scores[: len(real)], scores[len(real) :]
            loss = self.losses.discriminator(of_real, of_made)
            self._descend("discriminator", loss + self._penalty(of_real, real, made, labels))
            told = {
                "discriminator_loss": loss.detach(),
                "real_score": of_real.detach(),  # of both the mean is told
                "made_score": of_made.detach(),
            }
        return told

    def _penalty(
        self,
        scores: torch.Tensor,
        real: torch.Tensor,
        made: torch.Tensor,
        labels: torch.Tensor | None,
    ) -> torch.Tensor | float:
        """Return what steep slopes of the discriminator cost; `scores` are of real examples."""
        weight = self.params.gradient_penalty
        if not weight:
            return 0.0
        if self._level:
            return weight * slopes_at_real(scores, real)
        judge = partial(self.network.judge, labels=labels)
        return weight * slopes_between(judge, real, made[: len(real)])

    @property
    def _level(self) -> bool:
        """Whether the discriminator is to be level at real examples, and not of slope 1."""
        return self.params.loss != "wasserstein_gp" and self.params.gradient_penalty > 0

    def _make_better(self) -> dict[str, torch.Tensor]:
        """Train the generator on one batch, and let the average follow it."""
        codes, wanted = self._codes(self.training.batch_size)
        made = self._blurred(self.network.generator(self.network.told(codes, wanted)))
        loss = self.losses.generator(self.network.judge(made, wanted))
        self._descend("generator", loss)
        self.network.follow(min(self.params.average, (1 + self.steps) / (WARM + self.steps)))
        return {"generator_loss": loss.detach()}

    def _descend(self, name: str, loss: torch.Tensor) -> None:
        """Update one of the networks; the other's weights get no gradient."""
        forget_gradients(self.trained[name])
        loss.backward(inputs=self.trained[name])
        self.optimisers[name].step()

    def _real(self) -> Batch:
        """Return the next batch of real examples, in the networks' unit."""
        batch = self.order.next().to(self.device)
        labels = self.labels.index_select(0, batch) if self.network.classes else None
        return self._blurred(self.inputs.index_select(0, batch)), labels

    def _codes(self, count: int) -> Batch:
        """Draw codes, and classes as frequent as in training if they are told."""
        codes = torch.randn(count, self.network.latent, device=self.device)
        if not self.network.classes:
            return codes, None
        drawn = torch.randint(len(self.labels), (count,), device=self.device)
        return codes, self.labels[drawn]

    def _blurred(self, examples: torch.Tensor) -> torch.Tensor:
        """Return examples as the discriminator is to see them."""
        noise = self.params.instance_noise
        return examples + noise * torch.randn_like(examples) if noise else examples

    def next_phase(self) -> str:
        """Return the network whose turn it is."""
        return self.phases[self.due]

    def progress(self) -> Progress:
        """Count whole steps."""
        steps, epochs = self.training.steps_per_epoch, self.training.epochs
        return Progress(self.steps, epochs * steps, self.steps // steps, epochs)

    def judged(self, split: str, count: int, *, near: bool = True) -> tuple[Samples, float]:
        """See `Generates.judged`; what is said of validation is kept, for advice on it."""
        said, seconds = super().judged(split, count, near=near)
        if split == "valid":
            self._said = said
        return said, seconds

    def advice(self) -> Message | None:
        """Return what is wrong with the game, and what to change; None if nothing is."""
        if self._said is None or self.progress().epoch < EPOCHS_BEFORE_ADVICE:
            return None
        return advice(self._opinions(), self.params.loss, self._said)

    def _opinions(self) -> Opinions:
        """Return the discriminator's scores of training examples and of as many made now."""
        self.ready()
        random = torch.Generator().manual_seed(self.setup.seed)
        real, labels = self.inputs[:LIVE], self.labels[:LIVE]
        told = labels if self.network.classes else None
        with torch.inference_mode():
            codes = self.network.codes(len(real), random).to(self.device)
            made = self.network.generator(self.network.told(codes, told))
            found = [self.network.judge(examples, told).cpu().numpy() for examples in (real, made)]
        return Opinions(*found)

    def state_dict(self) -> dict[str, Any]:
        """Return weights, optimisers and whose turn it is."""
        return {
            "network": self.network.state_dict(),
            "optimisers": {name: item.state_dict() for name, item in self.optimisers.items()},
            "schedules": {name: item.last_epoch for name, item in self.schedules.items()},
            "steps": self.steps,
            "due": self.due,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.network.load_state_dict(state["network"])
        for name, item in self.optimisers.items():
            resume_optimiser(item, state["optimisers"][name])
            # The learning rates themselves are part of the optimisers' states.
            self.schedules[name].last_epoch = state["schedules"][name]
        self.steps, self.due = state["steps"], state["due"]

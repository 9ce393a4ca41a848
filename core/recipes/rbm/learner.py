"""Training by contrastive divergence (Hinton 2002), and its persistent form (Tieleman 2008)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import torch

from core.catalog.build import facts_of
from core.data.dataset import Dataset
from core.networks.build import untrained_network
from core.recipes.rbm.network import BoltzmannMachine
from core.training.generative import Examples, Generates
from core.training.learner import OnePhase, Progress, Scalar, Setup

if TYPE_CHECKING:
    from core.recipes.rbm import RBMParams, RBMTraining

LOOKED_AT = 500
"""Of how many pictures of each split the free energy is compared."""


class RBMLearner(OnePhase, Generates):
    """Makes pictures likelier than what the machine dreams."""

    watched = ("reconstruction",)

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.params = cast("RBMParams", setup.spec.params)
        self.training = cast("RBMTraining", setup.spec.training)
        self.data = cast(Dataset, setup.data)
        self.device = torch.device(setup.device)
        network = cast(BoltzmannMachine, untrained_network(setup.spec, facts_of(setup.spec)))
        self.network = network.to(self.device)
        self.pictures = self._pixels(self.data.splits["train"].inputs)
        self.network.start(self.pictures)
        self.order = setup.order(len(self.pictures), self.training.batch_size)
        self.examples_per_step = self.order.size / self.order.batches_per_epoch
        self.optimiser = torch.optim.SGD(
            self.network.parameters(), self.training.learning_rate, self.training.momentum
        )
        self.steps = self.training.epochs * self.order.batches_per_epoch
        # The chains of the persistent form, which go on from step to step.
        self.dreams = torch.bernoulli(self.pictures[: self.training.batch_size])

    def _pixels(self, pictures: Examples) -> torch.Tensor:
        return torch.from_numpy(pictures.reshape(len(pictures), -1)).to(self.device)

    @torch.no_grad()
    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Move the weights so that a batch becomes likelier and dreams less likely."""
        done, training = self.order.steps, self.training
        data = self.pictures[self.order.next()]
        begun = self.dreams if self.params.persistent else torch.bernoulli(data)
        made = self.network.chain(begun, self.params.steps, None)
        if self.params.persistent:
            self.dreams = torch.bernoulli(made)
        slopes = self.network.slopes(data, made)
        network = self.network
        network.weights.grad = training.weight_decay * network.weights - slopes.weights
        network.visible_bias.grad = -slopes.visible_bias
        network.hidden_bias.grad = -slopes.hidden_bias
        # The rate falls to nothing, so that chains and weights come to rest together.
        self.optimiser.param_groups[0]["lr"] = training.learning_rate * (1 - done / self.steps)
        self.optimiser.step()
        again = network.visible_chance(network.hidden_chance(data))
        wrong = (data - again).square().mean(1).sqrt().mean()
        return [Scalar(self.order.steps, "train", "reconstruction", wrong)]

    def progress(self) -> Progress:
        """Count steps in batches."""
        done, each = self.order.steps, self.order.batches_per_epoch
        return Progress(done, self.steps, done // each, self.training.epochs)

    @torch.no_grad()
    def epoch_scores(self) -> Iterable[Scalar]:
        """Score what it makes, and compare how likely it finds training and other pictures.

        Free energies of both drift alike; that they part tells of learning by heart (Hinton 2012,
        section 6).
        """
        told = list(super().epoch_scores())
        step, random = self.order.steps, torch.Generator().manual_seed(self.setup.seed)
        train = self.pictures[:LOOKED_AT]
        valid = self._pixels(self.data.splits["valid"].inputs[:LOOKED_AT])
        for split, pictures in (("train", train), ("valid", valid)):
            energy = self.network.free_energy(pictures).mean()
            told.append(Scalar(step, split, "free_energy", energy))
        likely = self.network.pseudo_likelihood(valid, random).mean()
        return [*told, Scalar(step, "valid", "pseudo_likelihood", likely)]

    def sample(self, count: int, seed: int) -> Examples:
        """Return what chains make that begin with each pixel on as often as in training."""
        codes = self.network.codes(count, torch.Generator().manual_seed(seed))
        return self._as_examples(self.network.decode(codes.to(self.device)))

    @torch.no_grad()
    def rebuild(self, examples: Examples) -> Examples:
        """Return pictures as the hidden units that they switch on see them."""
        on = self.network.hidden_chance(self._pixels(examples))
        return self._as_examples(self.network.visible_chance(on))

    def _as_examples(self, pixels: torch.Tensor) -> Examples:
        found: Examples = pixels.cpu().numpy().reshape(-1, *self.network.shape)
        return found

    def parameter_count(self) -> int:
        """Return the count of weights and biases."""
        return sum(weight.numel() for weight in self.network.parameters())

    def size_bytes(self) -> int:
        """Return the bytes of weights and biases."""
        return sum(weight.nbytes for weight in self.network.parameters())

    def state_dict(self) -> dict[str, Any]:
        """Return weights, how they move, and where the chains are."""
        return {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "dreams": self.dreams,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.dreams = state["dreams"].to(self.device)

"""A restricted Boltzmann machine: pixels and hidden units, each drawn of the others."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn
from torch.nn import functional

from core.catalog.descriptions import Facts
from core.networks.generative import GenerativeNetwork
from core.networks.repair import Known
from core.spec.layers import Shape

if TYPE_CHECKING:
    from core.recipes.rbm import RBMParams

REPAIR_STEPS, AVERAGED = 200, 100
"""Steps of a chain that fills what is unknown, and over how many of the last its picture is
averaged."""
TRUST = 0.5
"""How much a noisy pixel counts beside what the machine makes of it."""


class Slopes(NamedTuple):
    """In which direction data become likelier, for weights and both biases."""

    weights: torch.Tensor
    visible_bias: torch.Tensor
    hidden_bias: torch.Tensor


class BoltzmannMachine(GenerativeNetwork):
    """Smolensky 1986, with binary units, in the notation of Hinton (2012).

    The energy of pixels v and hidden units h is -a.v - b.h - v.W h, and each pair is as likely as
    exp of minus its energy. Grey pixels are taken for the chance that a pixel is on. Its codes say
    with which pixels a chain begins that ends in a sample.

    Attributes:
        weights: W, (visible, hidden).
        visible_bias: a, (visible,).
        hidden_bias: b, (hidden,).
        often: How often each pixel is on in training, (visible,).
    """

    often: torch.Tensor

    def __init__(self, shape: Shape, hidden: int, dream_steps: int = 100) -> None:
        """Build it for pictures of a shape; a sample is what a chain of `dream_steps` makes."""
        visible = prod(shape)
        super().__init__(shape, latent=visible)
        self.dream_steps = dream_steps
        self.register_buffer("often", torch.full((visible,), 0.5))
        # Small weights: all hidden units at chance 0.5, and yet different (Hinton 2012, 8.1).
        self.weights = nn.Parameter(0.01 * torch.randn(visible, hidden))
        self.visible_bias = nn.Parameter(torch.zeros(visible))
        self.hidden_bias = nn.Parameter(torch.zeros(hidden))

    def hidden_chance(self, visible: torch.Tensor) -> torch.Tensor:
        """Return how likely each hidden unit is on: (..., visible) to (..., hidden)."""
        return (visible @ self.weights + self.hidden_bias).sigmoid()

    def visible_chance(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return how likely each pixel is on: (..., hidden) to (..., visible)."""
        return (hidden @ self.weights.T + self.visible_bias).sigmoid()

    def free_energy(self, visible: torch.Tensor) -> torch.Tensor:
        """Return -log of the sum over h of exp(-energy): (..., visible) to (...,).

        The difference of two is by how much one is likelier, in nats (Hinton 2012, equation 25).
        """
        softplus = functional.softplus(visible @ self.weights + self.hidden_bias)
        return -(visible @ self.visible_bias) - softplus.sum(-1)

    def start(self, pictures: torch.Tensor) -> None:
        """Set the bias of each pixel so that it is on as often as in (example, visible).

        So hidden units need not learn what is common to all (Hinton 2012, 8.1).
        """
        with torch.no_grad():
            self.often.copy_(pictures.mean(0).clamp(0.01, 0.99))
            self.visible_bias.copy_(self.often.logit())

    def chain(
        self, visible: torch.Tensor, steps: int, generator: torch.Generator | None
    ) -> torch.Tensor:
        """Return how likely each pixel is on after so many Gibbs steps from (..., visible).

        In a step the hidden units are drawn of the pixels, and the pixels of the hidden units;
        only the last pixels are not drawn, so that pictures are smooth.
        """
        for step in range(steps):
            if step:
                visible = torch.bernoulli(visible, generator=generator)
            hidden = torch.bernoulli(self.hidden_chance(visible), generator=generator)
            visible = self.visible_chance(hidden)
        return visible

    @torch.no_grad()
    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return what chains make that begin at codes (batch, pixel): (batch, *shape).

        A pixel is on at first where its code is lower than that of as many as are on in training.
        What is drawn later is always the same.
        """
        random = torch.Generator(codes.device).manual_seed(0)
        start = (codes < torch.special.ndtri(self.often)).to(codes.dtype)
        return self.chain(start, self.dream_steps, random).reshape(-1, *self.shape)

    def slopes(self, data: torch.Tensor, made: torch.Tensor) -> Slopes:
        """Return what data (batch, visible) have more of than what was made (batch, visible).

        If what was made is what the machine makes at rest, it is the slope of the log likelihood;
        after k steps from the data it is contrastive divergence (Hinton 2002, equation 5).
        """
        both = [(each, self.hidden_chance(each)) for each in (data, made)]
        (seen, on), (dreamt, on_then) = both
        return Slopes(
            seen.T @ on / len(seen) - dreamt.T @ on_then / len(dreamt),
            seen.mean(0) - dreamt.mean(0),
            on.mean(0) - on_then.mean(0),
        )

    def pseudo_likelihood(self, visible: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Return about how surprised the machine is by each pixel, knowing all others (batch,).

        The mean over pixels of log p(pixel | the others), in nats, of one pixel a picture that is
        drawn at random (Besag 1975; scikit-learn's `score_samples` does the same).
        """
        on = (visible > 0.5).to(visible.dtype)
        rows = torch.arange(len(on))
        pixel = torch.randint(on.shape[1], (len(on),), generator=generator).to(on.device)
        flipped = on.clone()
        flipped[rows, pixel] = 1 - flipped[rows, pixel]
        return functional.logsigmoid(self.free_energy(flipped) - self.free_energy(on))

    @torch.no_grad()
    def repair(self, known: Known, random: torch.Generator) -> torch.Tensor:
        """Return a whole picture (pixel,): known pixels are held while a chain draws the others.

        The chances of its last steps are averaged. Where each pixel is known but none for sure,
        each step begins at a mixture of the noisy pixel and what the machine makes of it; of sums
        of pixels, each picture is moved to where they are right.
        """
        back = torch.linalg.pinv(known.matrix)
        picture, kept = known.start.clamp(0, 1), []
        for _ in range(REPAIR_STEPS):
            hidden = torch.bernoulli(self.hidden_chance(picture), generator=random)
            chance = self.visible_chance(hidden)
            off = back @ (known.values - known.matrix @ chance)
            chance = (chance + (TRUST if known.is_noisy else 1.0) * off).clamp(0, 1)
            kept.append(chance)
            picture = torch.bernoulli(chance, generator=random) if not known.is_noisy else chance
            picture = torch.where(known.fixed, known.start, picture)
        mean = torch.stack(kept[-AVERAGED:]).mean(0)
        return torch.where(known.fixed, known.start, mean)


def build(params: RBMParams, facts: Facts) -> BoltzmannMachine:
    """Return the untrained machine of a run."""
    return BoltzmannMachine(facts.shape, params.hidden, params.dream_steps)

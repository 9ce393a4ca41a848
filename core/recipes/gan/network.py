"""The networks of `gan`: a generator, its moving average, and a discriminator."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property

import torch
from torch import nn

from core.catalog.descriptions import Facts
from core.networks.generative import GenerativeNetwork
from core.networks.makers import Body, Unit, maker, one_after_the_other, reader, with_labels
from core.recipes.gan import GANParams


class GANNetwork(GenerativeNetwork):
    """What plays against each other.

    Attributes:
        unit: In which both networks see examples.
        generator: From codes, followed by a one for the class if it is told, to examples in `unit`.
        average: Its moving average, which makes what is shown and scored.
        discriminator: From examples in `unit` to (batch, 1 + classes); see `judge`.
    """

    def __init__(self, facts: Facts, params: GANParams) -> None:
        classes = len(facts.classes) if params.conditional else 0
        super().__init__(facts.shape, params.latent, classes)
        made = Body(
            params.generator_body == "convolutional",
            params.generator_depth,
            params.generator_width,
            params.generator_normalisation,
        )
        judged = Body(
            params.discriminator_body == "convolutional",
            params.discriminator_depth,
            params.discriminator_width,
            params.discriminator_normalisation,
            params.discriminator_dropout,
        )
        self.unit = Unit(facts.shape)
        bounded = nn.Tanh() if self.unit.pictures else nn.Identity()
        self.generator = nn.Sequential(maker(self.latent + classes, facts.shape, made), bounded)
        self.average = deepcopy(self.generator).eval().requires_grad_(False)
        self.discriminator = reader(facts.shape, 1 + classes, judged)

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """See `GenerativeNetwork.decode`; made by the moving average."""
        made: torch.Tensor = self.unit.leave(self.average(self.told(codes, labels)))
        return made

    def decode_latest(
        self, codes: torch.Tensor, labels: torch.Tensor | None = None
    ) -> torch.Tensor:
        """See `GenerativeNetwork.decode_latest`; what the discriminator argues with."""
        made: torch.Tensor = self.unit.leave(self.generator(self.told(codes, labels)))
        return made

    def told(self, codes: torch.Tensor, labels: torch.Tensor | None) -> torch.Tensor:
        """Return what a generator takes: codes and, if it can be told, classes."""
        if not self.classes:
            return codes
        if labels is None:
            labels = one_after_the_other(len(codes), self.classes, codes)
        return with_labels(codes, labels, self.classes)

    def criticise(self, examples: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return how real examples (batch, *shape) in the data's unit look: (batch,)."""
        return self.judge(self.unit.enter(examples), labels)

    def judge(self, examples: torch.Tensor, labels: torch.Tensor | None) -> torch.Tensor:
        """Return the discriminator's scores of examples in the networks' unit: (batch,).

        The one of an example with a class is the sum of one for all and one for its class, which
        is a projection of the last features on a vector of the class (Miyato and Koyama 2018,
        equation 3). Where no classes are told, it is the mean over them.
        """
        scores: torch.Tensor = self.discriminator(examples)
        if not self.classes:
            return scores[:, 0]
        if labels is None:
            return scores[:, 0] + scores[:, 1:].mean(1)
        return scores[:, 0] + scores.gather(1, 1 + labels[:, None])[:, 0]

    def follow(self, decay: float) -> None:
        """Move the average a little towards the generator; what it measured is taken as it is."""
        with torch.no_grad():
            torch._foreach_lerp_(*self._weights, 1 - decay)
            for kept, new in self._measured:
                kept.copy_(new)

    # Both are asked for at every step, when no module moves to another device any more.

    @cached_property
    def _weights(self) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        return list(self.average.parameters()), list(self.generator.parameters())

    @cached_property
    def _measured(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        return list(zip(self.average.buffers(), self.generator.buffers(), strict=True))


def build(params: GANParams, facts: Facts) -> GANNetwork:
    """Return the untrained networks for data that `facts` describe."""
    return GANNetwork(facts, params)

"""Halves of networks that make examples: from a few numbers to an example, and back to numbers.

Both come in two kinds. Dense layers take whatever there is; convolutions take pictures, which they
grow from small to large or shrink from large to small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Literal

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from core.networks.tabular import Scale
from core.spec.layers import Shape

LEAST_CHANNELS = 8
LEAK = 0.2
"""Slope of a reader's activation for negative sums (Radford et al. 2016)."""
Steadying = Literal["none", "batch", "layer", "spectral"]


@dataclass(frozen=True)
class Body:
    """What lies between the two ends of a maker or a reader.

    Attributes:
        convolutional: Whether it convolves, where there are pictures; else it is dense.
        depth: How many dense layers, or how many times a picture's sides are halved.
        width: Neurons of a dense layer, or channels where a picture is smallest; the next larger
            picture has half as many.
        normalisation: What is done to each layer's sums; `spectral` divides its weights by their
            largest singular value instead (Miyato et al. 2018), the last layer's too.
        dropout: Fraction of values switched off after each layer while training.
    """

    convolutional: bool
    depth: int
    width: int
    normalisation: Steadying = "none"
    dropout: float = 0.0

    def channels(self, halvings: int) -> int:
        """Return how many channels a picture has that was halved so many times."""
        return max(LEAST_CHANNELS, self.width >> (self.depth - halvings))

    def weighed(self, layer: nn.Linear | nn.Conv2d) -> nn.Module:
        """Return a layer with the weights to begin with.

        They keep the spread of what passes (He et al. 2015). With torch's own, what a maker makes
        at first would differ so little that it might collapse before it has begun.
        """
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
        return spectral_norm(layer) if self.normalisation == "spectral" else layer

    def behind(self, units: int, activation: nn.Module, *, planar: bool) -> Iterator[nn.Module]:
        """Yield what follows a layer of so many units or, of pictures, channels."""
        if self.normalisation == "batch":
            yield nn.BatchNorm2d(units) if planar else nn.BatchNorm1d(units)
        elif self.normalisation == "layer":  # of pictures: over all channels and places together
            yield nn.GroupNorm(1, units) if planar else nn.LayerNorm(units)
        yield activation
        if self.dropout:
            yield nn.Dropout(self.dropout)


def maker(inputs: int, shape: Shape, body: Body) -> nn.Sequential:
    """Return an untrained network from (batch, inputs) to examples (batch, *shape), unbounded."""
    if body.convolutional and len(shape) == 3:
        return nn.Sequential(*_growing(inputs, shape, body))
    layers: list[nn.Module] = []
    for before in [inputs] + [body.width] * (body.depth - 1):
        layers.append(body.weighed(nn.Linear(before, body.width)))
        layers += body.behind(body.width, nn.ReLU(), planar=False)
    ending = body.weighed(nn.Linear(body.width, prod(shape)))
    return nn.Sequential(*layers, ending, nn.Unflatten(1, shape))


def reader(shape: Shape, outputs: int, body: Body) -> nn.Sequential:
    """Return an untrained network from examples (batch, *shape) to (batch, outputs)."""
    if body.convolutional and len(shape) == 3:
        return nn.Sequential(*_shrinking(shape, outputs, body))
    layers: list[nn.Module] = [nn.Flatten()]
    for before in [prod(shape)] + [body.width] * (body.depth - 1):
        layers.append(body.weighed(nn.Linear(before, body.width)))
        layers += body.behind(body.width, nn.LeakyReLU(LEAK), planar=False)
    return nn.Sequential(*layers, body.weighed(nn.Linear(body.width, outputs)))


def sizes(shape: Shape, depth: int) -> list[tuple[int, int]]:
    """Return height and width of a picture that is halved `depth` times, rounded up, in order."""
    found = [(shape[1], shape[2])]
    for _ in range(depth):
        height, width = found[-1]
        found.append((-(-height // 2), -(-width // 2)))
    return found


def _growing(inputs: int, shape: Shape, body: Body) -> Iterator[nn.Module]:
    """Yield layers that grow a picture; resized before each convolution, no grid shows in it.

    Transposed convolutions would leave one (Odena et al. 2016).
    """
    small, *larger = reversed(sizes(shape, body.depth))
    channels = [body.channels(level) for level in range(body.depth, -1, -1)]
    yield body.weighed(nn.Linear(inputs, channels[0] * prod(small)))
    yield nn.Unflatten(1, (channels[0], *small))
    yield from body.behind(channels[0], nn.ReLU(), planar=True)
    for size, (before, after) in zip(larger, pairwise(channels), strict=True):
        yield nn.Upsample(size=size)
        yield body.weighed(nn.Conv2d(before, after, 3, padding=1))
        yield from body.behind(after, nn.ReLU(), planar=True)
    yield body.weighed(nn.Conv2d(channels[-1], shape[0], 3, padding=1))


def _shrinking(shape: Shape, outputs: int, body: Body) -> Iterator[nn.Module]:
    """Yield layers that halve a picture again and again by convolutions of stride 2."""
    channels = [body.channels(level) for level in range(body.depth + 1)]
    yield body.weighed(nn.Conv2d(shape[0], channels[0], 3, padding=1))
    yield from body.behind(channels[0], nn.LeakyReLU(LEAK), planar=True)
    for before, after in pairwise(channels):
        yield body.weighed(nn.Conv2d(before, after, 3, stride=2, padding=1))
        yield from body.behind(after, nn.LeakyReLU(LEAK), planar=True)
    yield nn.Flatten()
    smallest = prod(sizes(shape, body.depth)[-1])
    yield body.weighed(nn.Linear(channels[-1] * smallest, outputs))


class Unit(Scale):
    """The unit in which networks see examples: pictures from -1 to 1, points standardised."""

    def __init__(self, shape: Shape) -> None:
        """Make room for the means and deviations of points; pictures need none."""
        pictures = len(shape) == 3
        super().__init__(0 if pictures else prod(shape))
        self.pictures = pictures

    def measure(self, values: torch.Tensor) -> None:
        """Measure training examples: (example, *shape)."""
        if not self.pictures:
            super().measure(values)

    def enter(self, examples: torch.Tensor) -> torch.Tensor:
        """Bring examples from the data's unit to the networks'."""
        return examples * 2 - 1 if self.pictures else (examples - self.mean) / self.deviation

    def leave(self, values: torch.Tensor) -> torch.Tensor:
        """Bring examples from the networks' unit to the data's."""
        return (values + 1) / 2 if self.pictures else values * self.deviation + self.mean


def with_labels(codes: torch.Tensor, labels: torch.Tensor, classes: int) -> torch.Tensor:
    """Return codes (batch, latent) followed by a one for the class of each and zeros for others."""
    told = nn.functional.one_hot(labels, classes).to(codes.dtype)
    return torch.cat([codes, told], dim=1)


def one_after_the_other(count: int, classes: int, like: torch.Tensor) -> torch.Tensor:
    """Return classes to make where none are told: (count,), 0, 1, 2, ... and again from 0."""
    return torch.arange(count, device=like.device) % classes

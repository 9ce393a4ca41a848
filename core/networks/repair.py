"""Pictures of which only something is known: which of those that a model can make fits it best."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import Any

import torch

from core.networks.generative import GenerativeNetwork

STARTS = 16
"""From how many codes the search begins; the best of where they end is taken."""
STEPS, RATE = 150, 0.1
PRIOR = 1e-3
"""How much a squared unit of code costs, beside a squared unit of each known value."""


@dataclass(frozen=True)
class Known:
    """What is known of a picture, as sums of its pixels.

    Attributes:
        matrix: (known, pixel) float32, so that `matrix @ picture` should be `values`.
        values: (known,) float32.
        fixed: (pixel,) bool, pixels that are known exactly and stay as they are.
        start: (pixel,) float32, the picture as it is.
    """

    matrix: torch.Tensor
    values: torch.Tensor
    fixed: torch.Tensor
    start: torch.Tensor

    @classmethod
    def erased(cls, picture: torch.Tensor, mask: torch.Tensor) -> Known:
        """Return what is left of a picture (pixel,) where `mask` (pixel,) has not erased it."""
        left = ~mask
        start = torch.where(left, picture, torch.zeros_like(picture))
        return cls(torch.eye(len(picture))[left], picture[left], left, start)

    @classmethod
    def noisy(cls, picture: torch.Tensor) -> Known:
        """Return a picture (pixel,) of which no pixel can be trusted fully."""
        nothing = torch.zeros(len(picture), dtype=torch.bool)
        return cls(torch.eye(len(picture)), picture, nothing, picture)

    @classmethod
    def shrunk(cls, small: torch.Tensor, factor: int) -> Known:
        """Return a square picture that was made smaller.

        Args:
            small: (pixel,), or (row, column), the mean of each block of the picture.
            factor: How many pixels of the picture lie along the side of a block.
        """
        values = small.flatten()
        side = isqrt(len(values))
        if side * side != len(values):
            raise ValueError(f"a shrunk picture must be square, not of {len(values)} pixels")
        halves = torch.eye(side).repeat_interleave(factor, dim=1) / factor
        start = values.reshape(side, side).repeat_interleave(factor, 0)
        start = start.repeat_interleave(factor, 1).flatten()
        fixed = torch.zeros(len(start), dtype=torch.bool)
        return cls(torch.kron(halves, halves), values, fixed, start)

    @property
    def is_noisy(self) -> bool:
        """Whether it tells of each pixel by itself, but of none for sure."""
        return len(self.values) == len(self.start) and not bool(self.fixed.any())


def repair(model: Any, known: Known, random: torch.Generator, steps: int = STEPS) -> torch.Tensor:
    """Return a whole picture (pixel,) in which what is known holds.

    Args:
        model: A model with a way of its own, `repair(known, random)`, or a `GenerativeNetwork`,
            among whose pictures the best is searched.
        known: What is known.
        random: From which codes to begin.
        steps: How many steps a search takes.
    """
    own = getattr(model, "repair", None)
    if own is not None:
        repaired: torch.Tensor = own(known, random)
        return repaired
    return search(model, known, random, steps)


def search(
    network: GenerativeNetwork, known: Known, random: torch.Generator, steps: int = STEPS
) -> torch.Tensor:
    """Search the code whose picture fits what is known (Bora et al. 2017, equation 2), by Adam.

    The code is to be a likely one, too: it costs a little by its squared length, which is the
    logarithm of the normal distribution that codes are drawn from. Of a network that is told the
    class, each class is tried. Pixels that are known are put back at the end.
    """
    network.eval()
    count = max(STARTS, 2 * network.classes)
    with torch.no_grad():
        codes = network.codes(count, random)
        guess = network.encode(known.start.reshape(1, *network.shape))
        if guess is not None:
            codes[: count // 2] = (guess + 0.3 * codes[: count // 2]).to(codes.dtype)
    codes.requires_grad_()
    optimiser = torch.optim.Adam([codes], RATE)
    for _ in range(steps):
        (gradient,) = torch.autograd.grad(_costs(network, codes, known).sum(), codes)
        codes.grad = gradient
        optimiser.step()
    with torch.no_grad():
        best = _costs(network, codes, known).argmin()
        # All are decoded, for the class of a code is told by its place among them.
        found = network.decode(codes)[best].flatten()
    return torch.where(known.fixed, known.start, found)


def _costs(network: GenerativeNetwork, codes: torch.Tensor, known: Known) -> torch.Tensor:
    """Return what is wrong with the picture of each code: (code,)."""
    made = network.decode(codes).flatten(1)
    wrong = (made @ known.matrix.T - known.values).square().sum(1)
    return wrong + PRIOR * codes.square().sum(1)

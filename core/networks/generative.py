"""What networks that make examples from codes have in common."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from core.spec.layers import Shape


class GenerativeNetwork(nn.Module):
    """Makes examples from codes: vectors of a few numbers that are drawn at random.

    Attributes:
        shape: Of one example.
        latent: How many numbers a code has.
        classes: How many classes it can be told to make; 0 if it makes what comes.
    """

    def __init__(self, shape: Shape, latent: int, classes: int = 0) -> None:
        super().__init__()
        self.shape, self.latent, self.classes = shape, latent, classes

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Return what it makes: (batch, *shape), in the data's unit; pictures within 0 and 1.

        Args:
            codes: (batch, latent).
            labels: (batch,) int64, classes to make; only of one that can be told.
        """
        raise TypeError(f"{type(self).__name__} must say what it makes of codes")

    def decode_latest(
        self, codes: torch.Tensor, labels: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return what it makes by its last step, where `decode` takes a moving average of many."""
        return self.decode(codes, labels)

    def encode(self, examples: torch.Tensor, labels: torch.Tensor | None = None) -> Any:
        """Return the codes (batch, latent) of which it makes such examples; None if it cannot."""
        return None

    def codes(self, count: int, random: torch.Generator) -> torch.Tensor:
        """Draw codes from the standard normal distribution: (count, latent)."""
        return torch.randn(count, self.latent, generator=random)

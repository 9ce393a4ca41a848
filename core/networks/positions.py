"""How a transformer is told where in a sequence something stands, which attention alone ignores."""

from __future__ import annotations

import torch
from torch import nn

from core.spec.attention import PositionName

_SLOWEST = 10_000.0
"""How many times as slow as the first the slowest wave is, nearly: of both papers below."""


def _angles(times: int, count: int, width: int, device: torch.device) -> torch.Tensor:
    """Return position / 10000^(2 i / width) of `count` waves i: (times, count)."""
    waves = torch.arange(count, device=device, dtype=torch.float32)
    frequencies = torch.exp(-2 * waves / width * torch.log(torch.tensor(_SLOWEST, device=device)))
    return torch.arange(times, device=device, dtype=torch.float32)[:, None] * frequencies


def sinusoidal(times: int, width: int, device: torch.device) -> torch.Tensor:
    """Return the waves of Vaswani et al. (2017), section 3.5: (times, width).

    PE(position, 2 i) = sin(position / 10000^(2 i / width)), and its cosine at 2 i + 1.
    """
    angles = _angles(times, (width + 1) // 2, width, device)
    return torch.stack((angles.sin(), angles.cos()), -1).flatten(1)[:, :width]


def rotated(vectors: torch.Tensor) -> torch.Tensor:
    """Turn each pair of numbers by an angle that grows with the position (Su et al. 2021, eq. 34).

    The dot product of two vectors so turned depends on their positions through the distance alone.

    Args:
        vectors: (..., time, size), size even; the first stands at position 0.

    Returns:
        Vectors of the same shape and lengths.
    """
    times, size = vectors.shape[-2:]
    angles = _angles(times, size // 2, size, vectors.device).to(vectors.dtype)
    cosine, sine = angles.cos(), angles.sin()
    even, odd = vectors[..., 0::2], vectors[..., 1::2]
    turned = (even * cosine - odd * sine, even * sine + odd * cosine)
    return torch.stack(turned, -1).flatten(-2)


class Positions(nn.Module):
    """Adds to each place's vector what tells where it stands.

    Rotary positions are added to nothing: attention turns its queries and keys by them.
    """

    def __init__(self, name: PositionName, longest: int, width: int) -> None:
        """Choose a way.

        Args:
            name: `none` and `rotary` leave the vectors as they are.
            longest: For learned ones, how many places there are at most.
            width: Length of the vectors.
        """
        super().__init__()
        self.name = name
        # As large as an embedding at the start, or it would take long until they are noticed.
        self.table = nn.Parameter(torch.randn(longest, width)) if name == "learned" else None

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Map (batch, time, width) to the same shape."""
        times, width = vectors.shape[-2:]
        if self.table is not None:
            return vectors + self.table[:times]
        if self.name == "sinusoidal":
            return vectors + sinusoidal(times, width, vectors.device)
        return vectors

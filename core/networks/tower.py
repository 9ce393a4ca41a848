"""What transformers are built of: blocks of attention and feed-forward layers, one upon another.

Vaswani et al. (2017), with the activation GELU (Hendrycks and Gimpel 2016) in place of ReLU.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn

from core.networks.attention import MultiHeadAttention, Watched
from core.networks.positions import Positions
from core.spec.attention import NormName, PositionName, TransformerParams


@dataclass(frozen=True)
class Form:
    """What all blocks of a tower have in common.

    Attributes:
        layers: How many blocks follow each other.
        heads: Heads of each attention; `width` is a multiple of it.
        width: Length of the vector that stands for each place.
        feed_forward: Neurons of each feed-forward layer.
        positions: How places are told apart.
        norm: Whether vectors are normalised before each change (Xiong et al. 2020) or after it, as
            in the original.
        dropout: Fraction of numbers switched off in each change, and at the bottom.
    """

    layers: int
    heads: int
    width: int
    feed_forward: int
    positions: PositionName = "sinusoidal"
    norm: NormName = "pre"
    dropout: float = 0.0


def form_of(params: TransformerParams) -> Form:
    """Return the form that settings describe."""
    return Form(
        params.layers,
        params.heads,
        params.width,
        params.feed_forward,
        params.positions,
        params.norm,
        params.dropout,
    )


class Other(NamedTuple):
    """Another sequence that a tower looks at.

    Attributes:
        vectors: (batch, other_time, width).
        allowed: True where one may look at it.
        watched: Keeps what happens in the attention to it.
    """

    vectors: torch.Tensor
    allowed: torch.Tensor | None = None
    watched: Watched | None = None


class Residual(nn.Module):
    """Adds a change to what is there: x + change(norm(x)), or norm(x + change(x)) if post."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.before = form.norm == "pre"
        self.norm = nn.LayerNorm(form.width)
        self.dropout = nn.Dropout(form.dropout)

    def forward(
        self, vectors: torch.Tensor, change: Callable[[torch.Tensor], torch.Tensor]
    ) -> torch.Tensor:
        """Map (batch, time, width) to the same shape."""
        if self.before:
            added: torch.Tensor = vectors + self.dropout(change(self.norm(vectors)))
            return added
        normed: torch.Tensor = self.norm(vectors + self.dropout(change(vectors)))
        return normed


class Block(nn.Module):
    """Attention to itself, to another sequence if there is one, and a feed-forward layer."""

    def __init__(self, form: Form, *, crosses: bool = False) -> None:
        """Build it; one that `crosses` looks at another sequence, too."""
        super().__init__()
        rotary = form.positions == "rotary"
        self.attention = MultiHeadAttention(form.width, form.heads, rotary=rotary)
        self.around_attention = Residual(form)
        if crosses:
            # Places in two sequences have no distance by which queries and keys could be turned.
            self.crossing = MultiHeadAttention(form.width, form.heads)
            self.around_crossing = Residual(form)
        self.feed_forward = nn.Sequential(
            nn.Linear(form.width, form.feed_forward),
            nn.GELU(),
            nn.Linear(form.feed_forward, form.width),
        )
        self.around_feed_forward = Residual(form)

    def forward(
        self,
        vectors: torch.Tensor,
        allowed: torch.Tensor | None = None,
        watched: Watched | None = None,
        other: Other | None = None,
    ) -> torch.Tensor:
        """Map (batch, time, width) to the same shape; see `MultiHeadAttention`."""
        vectors = self.around_attention(
            vectors, lambda own: self.attention(own, own, allowed, watched)
        )
        if other is not None:
            vectors = self.around_crossing(vectors, lambda own: self.crossing(own, *other))
        changed: torch.Tensor = self.around_feed_forward(vectors, self.feed_forward)
        return changed


class Tower(nn.Module):
    """Positions, and blocks one upon another."""

    def __init__(self, form: Form, longest: int, *, crosses: bool = False) -> None:
        """Build it for sequences of at most `longest` places; see `Block`."""
        super().__init__()
        self.positions = Positions(form.positions, longest, form.width)
        self.dropout = nn.Dropout(form.dropout)
        self.blocks = nn.ModuleList(Block(form, crosses=crosses) for _ in range(form.layers))
        # Vectors to which changes were only ever added may have become long.
        self.norm = nn.LayerNorm(form.width) if form.norm == "pre" else nn.Identity()

    def forward(
        self,
        vectors: torch.Tensor,
        allowed: torch.Tensor | None = None,
        watched: Watched | None = None,
        other: Other | None = None,
    ) -> torch.Tensor:
        """Map what stands in each place to what it means among the others.

        Args:
            vectors: (batch, time, width).
            allowed: True where one place may look at another.
            watched: Keeps what happens in each block's attention.
            other: Another sequence to look at, where the blocks cross.

        Returns:
            (batch, time, width).
        """
        vectors = self.dropout(self.positions(vectors))
        for block in self.blocks:
            vectors = block(vectors, allowed, watched, other)
        normed: torch.Tensor = self.norm(vectors)
        return normed


def named(watched: Watched, prefix: str = "") -> dict[str, torch.Tensor]:
    """Return what was kept of each layer under the names of traces; see `Attended.named`."""
    return {
        name: kept
        for layer, attended in enumerate(watched)
        for name, kept in attended.named(layer, prefix).items()
    }

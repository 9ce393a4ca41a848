"""Attention: what to look at is found by comparing a query with keys, and values are mixed by it.

Scaled dot products of several heads (Vaswani et al. 2017, section 3.2), and the additive form that
came before them (Bahdanau et al. 2015). Masks are boolean and true where one may look; they
broadcast to (batch, head, query, key).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

from core.networks.positions import rotated


class Attended(NamedTuple):
    """All that happens in one layer of attention, step by step.

    Attributes:
        query: (batch, head, query, size), what each place asks for; turned if positions are rotary.
        key: (batch, head, key, size), what each place offers; likewise.
        value: (batch, head, key, size), what each place hands over.
        scores: (batch, head, query, key), how well they fit, before any mask.
        weights: (batch, head, query, key), the share of each place: rows that sum to 1.
        mixed: (batch, head, query, size), the values in these shares.
    """

    query: torch.Tensor
    key: torch.Tensor
    value: torch.Tensor
    scores: torch.Tensor
    weights: torch.Tensor
    mixed: torch.Tensor

    def named(self, layer: int, prefix: str = "") -> dict[str, torch.Tensor]:
        """Return it as traces name it; with a prefix only the weights, as `PREFIXattention.i`."""
        if prefix:
            return {f"{prefix}attention.{layer}": self.weights}
        names = ("query", "key", "value", "scores", "attention", "mixed")
        return {f"{name}.{layer}": kept for name, kept in zip(names, self, strict=True)}


Watched = list[Attended]
"""What is kept of each layer of attention that was passed, in their order."""


def dot_products(query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
    """Return Q K^T / sqrt(size) (Vaswani et al. 2017, equation 1, inside the softmax).

    Args:
        query: (..., query, size).
        key: (..., key, size).

    Returns:
        (..., query, key). Without the root, long vectors would have large products, which leave
        the softmax no slope to learn by.
    """
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


def shares(scores: torch.Tensor, allowed: torch.Tensor | None) -> torch.Tensor:
    """Return the softmax of scores (..., query, key) over the keys that one may look at.

    Where there is nothing to look at, all shares are 0.
    """
    if allowed is None:
        return scores.softmax(-1)
    lowest = torch.finfo(scores.dtype).min
    return scores.masked_fill(~allowed, lowest).softmax(-1).masked_fill(~allowed, 0)


def attend(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, allowed: torch.Tensor | None = None
) -> Attended:
    """Compute scaled dot product attention and keep every step of it.

    Args:
        query: (..., query, size).
        key: (..., key, size).
        value: (..., key, size).
        allowed: True where a query may look at a key; None for everywhere.
    """
    scores = dot_products(query, key)
    weights = shares(scores, allowed)
    return Attended(query, key, value, scores, weights, weights @ value)


def until_now(times: int, device: torch.device) -> torch.Tensor:
    """Return the causal mask, by which each place sees itself and what was before: (time, time)."""
    return torch.ones(times, times, dtype=torch.bool, device=device).tril()


def before(lengths: torch.Tensor, times: int) -> torch.Tensor:
    """Return which places come before each sequence's end: (batch,) to (batch, times), bool."""
    return torch.arange(times, device=lengths.device) < lengths[:, None]


class MultiHeadAttention(nn.Module):
    """Several heads that look at different things, side by side (Vaswani et al. 2017, 3.2.2)."""

    def __init__(self, width: int, heads: int, *, rotary: bool = False) -> None:
        """Build it.

        Args:
            width: Length of the vectors that come in and go out.
            heads: How many parts of them look by themselves; `width` is a multiple of it.
            rotary: Whether queries and keys are turned by their positions, each from 0.
        """
        super().__init__()
        self.heads, self.rotary = heads, rotary
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def forward(
        self,
        asking: torch.Tensor,
        asked: torch.Tensor,
        allowed: torch.Tensor | None = None,
        watched: Watched | None = None,
    ) -> torch.Tensor:
        """Let one sequence look at another, or at itself.

        Args:
            asking: (batch, query, width).
            asked: (batch, key, width).
            allowed: True where a query may look at a key.
            watched: Keeps what happens inside. If nobody watches, torch's fused function computes
                the same without keeping it.

        Returns:
            (batch, query, width).
        """
        query = self._split(self.query(asking))
        key, value = self._split(self.key(asked)), self._split(self.value(asked))
        if self.rotary:
            query, key = rotated(query), rotated(key)
        if watched is None:
            mixed = functional.scaled_dot_product_attention(query, key, value, allowed)
        else:
            watched.append(attend(query, key, value, allowed))
            mixed = watched[-1].mixed
        joined: torch.Tensor = self.output(mixed.transpose(1, 2).flatten(2))
        return joined

    def _split(self, vectors: torch.Tensor) -> torch.Tensor:
        """Map (batch, time, width) to (batch, head, time, size)."""
        parts: torch.Tensor = vectors.unflatten(-1, (self.heads, -1))
        return parts.transpose(1, 2)


class DotProductAttention(nn.Module):
    """One head that compares by scaled dot products and hands over what it looks at as it is."""

    def __init__(self, asking: int, asked: int, size: int) -> None:
        """Build it: lengths of what asks, of what is asked, and of what is compared."""
        super().__init__()
        self.query = nn.Linear(asking, size, bias=False)
        self.key = nn.Linear(asked, size, bias=False)

    def forward(self, asking: torch.Tensor, asked: torch.Tensor, allowed: torch.Tensor) -> Attended:
        """Compare (batch, 1, query, asking) with (batch, 1, key, asked)."""
        return attend(self.query(asking), self.key(asked), asked, allowed)


class AdditiveAttention(nn.Module):
    """One head that compares by a small network: v . tanh(W s + U h).

    Bahdanau et al. (2015), section 3.1 and appendix A.1.2, where s is the decoder's state and h is
    what the encoder says of a place.
    """

    def __init__(self, asking: int, asked: int, size: int) -> None:
        """Build it: lengths of what asks, of what is asked, and of what is compared."""
        super().__init__()
        self.query = nn.Linear(asking, size, bias=False)
        self.key = nn.Linear(asked, size, bias=False)
        self.score = nn.Linear(size, 1, bias=False)

    def forward(self, asking: torch.Tensor, asked: torch.Tensor, allowed: torch.Tensor) -> Attended:
        """Compare (batch, 1, query, asking) with (batch, 1, key, asked)."""
        query, key = self.query(asking), self.key(asked)
        both = (query.unsqueeze(-2) + key.unsqueeze(-3)).tanh()
        scores = self.score(both).squeeze(-1)
        weights = shares(scores, allowed)
        return Attended(query, key, asked, scores, weights, weights @ asked)

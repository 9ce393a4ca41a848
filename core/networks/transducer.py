"""From one string to another: an encoder reads the source, a decoder writes symbol by symbol.

Symbol 0 is padding, 1 the start and 2 the end. `core.networks.seq2seq` has two kinds of them.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn

START, END = 1, 2

Kept = dict[str, torch.Tensor]
"""What a trace keeps, by name."""


class Read(NamedTuple):
    """What the encoder makes of sources.

    Attributes:
        places: (batch, source, width), what each place means.
        allowed: (batch, 1, 1, source), True where there is a symbol.
        whole: (layer, batch, width), all of it, from which a recurrent decoder starts.
    """

    places: torch.Tensor
    allowed: torch.Tensor
    whole: torch.Tensor | None = None


class Transducer(nn.Module):
    """What all encoder-decoders share; a kind of them says how it reads and how it writes."""

    def read(self, source: torch.Tensor, kept: Kept | None = None) -> Read:
        """Return what the encoder makes of (batch, source), int64."""
        raise TypeError(f"{type(self).__name__} must say how it reads")

    def logits(self, read: Read, written: torch.Tensor, kept: Kept | None = None) -> torch.Tensor:
        """Return what could follow each symbol written so far: (batch, target, symbol)."""
        raise TypeError(f"{type(self).__name__} must say how it writes")

    def forward(self, source: torch.Tensor, written: torch.Tensor) -> torch.Tensor:
        """Return what could follow each symbol of the right answer.

        Args:
            source: (batch, source), int64, padded with 0 at the end.
            written: (batch, target), int64: the start symbol, then the answer but for its end.

        Returns:
            Logits (batch, target, symbol).
        """
        return self.logits(self.read(source), written)

    def trace(self, source: torch.Tensor, written: torch.Tensor) -> Kept:
        """Return the same as `outputs`, and what the attention did on the way.

        `attention.i` (batch, head, target, source) is the decoder's over the source.
        """
        kept: Kept = {}
        kept["outputs"] = self.logits(self.read(source, kept), written, kept)
        return kept

    def write(self, source: torch.Tensor, longest: int) -> torch.Tensor:
        """Write answers, each symbol the likeliest after those before it (greedily).

        Args:
            source: (batch, source), int64, padded with 0 at the end.
            longest: After how many symbols at the latest to stop.

        Returns:
            (batch, target), int64, at most `longest` symbols each; the end symbol ends an answer,
            and padding follows it.
        """
        read = self.read(source)
        written = torch.full((len(source), 1), START, device=source.device)
        over = torch.zeros(len(source), dtype=torch.bool, device=source.device)
        for _ in range(longest):
            likeliest = self.logits(read, written)[:, -1].argmax(-1).masked_fill(over, 0)
            written = torch.cat((written, likeliest[:, None]), 1)
            over = over | (likeliest == END)
            if over.all():
                break
        return written[:, 1:]


def lengths_of(symbols: torch.Tensor) -> torch.Tensor:
    """Return how many symbols stand before the padding, at least one: (batch, time) to (batch,)."""
    return (symbols != 0).sum(1).clamp(min=1)

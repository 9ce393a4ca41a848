"""Two encoder-decoders: of recurrent layers, with attention or without, and of attention alone.

Sutskever et al. (2014) without attention, Bahdanau et al. (2015) and Luong et al. (2015) with it,
and Vaswani et al. (2017) with nothing else.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import nn

from core.networks.attention import (
    AdditiveAttention,
    DotProductAttention,
    Watched,
    before,
    until_now,
)
from core.networks.tower import Form, Other, Tower, named
from core.networks.transducer import Kept, Read, Transducer, lengths_of

AttentionName = Literal["none", "additive", "scaled_dot"]


class TwoWayReader(nn.Module):
    """Layers of GRUs that read from the start and, if told to, from the end as well.

    Padding is left out: the second direction begins at each string's own end.
    """

    def __init__(self, width: int, layers: int, *, bidirectional: bool) -> None:
        """Build it; the directions share the `width` units of each layer."""
        super().__init__()
        backward = width // 2 if bidirectional else 0
        self.ending = backward or width
        """How many units the direction has that is read last: the second, if there are two."""
        self.forwards = nn.ModuleList(
            nn.GRU(width, width - backward, batch_first=True) for _ in range(layers)
        )
        self.backwards = nn.ModuleList(
            nn.GRU(width, backward, batch_first=True) for _ in range(layers if backward else 0)
        )

    def forward(
        self, vectors: torch.Tensor, lengths: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Read.

        Args:
            vectors: (batch, time, width).
            lengths: (batch,), how many places of each are real, 1 or more.

        Returns:
            What each place means, (batch, time, width), and the last states of each layer, that of
            the second direction at the string's start behind the other: (layer, batch, width).
        """
        last = (lengths - 1)[:, None]
        flipped = (last - torch.arange(vectors.shape[1], device=vectors.device)) % vectors.shape[1]
        wholes = []
        for layer, forwards in enumerate(self.forwards):
            ahead = forwards(vectors)[0]
            parts, ends = [ahead], [_picked(ahead, last)[:, 0]]
            if self.backwards:
                back = _picked(self.backwards[layer](_picked(vectors, flipped))[0], flipped)
                parts, ends = [*parts, back], [*ends, back[:, 0]]
            vectors = torch.cat(parts, -1)
            wholes.append(torch.cat(ends, -1))
        return vectors, torch.stack(wholes)


def _picked(vectors: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Return from (batch, time, width) what stands at places (batch, count)."""
    return vectors.gather(1, places[..., None].expand(-1, -1, vectors.shape[-1]))


class RecurrentTransducer(Transducer):
    """A GRU reads, another one writes and may look back at what was read (Luong et al. 2015).

    The decoder's state asks after it has taken in the symbol before, and what it finds is added to
    what it says, but not to what it reads next: so all symbols of a training example are computed
    in one go. Bahdanau et al. ask with the state before it and feed back what they find.
    """

    def __init__(
        self,
        symbols: int,
        width: int,
        layers: int,
        attention: AttentionName,
        dropout: float,
        *,
        bidirectional: bool,
    ) -> None:
        """Build it.

        Args:
            symbols: Size of the vocabulary.
            width: Length of the vector of a symbol, and units of each layer.
            layers: Layers of each of the two.
            attention: How the decoder looks at the source; with `none` the last states of the
                encoder have to say it all.
            dropout: Fraction of numbers switched off in vectors of symbols and before the output.
            bidirectional: Whether the source is read from its end as well.
        """
        super().__init__()
        self.embedding = nn.Embedding(symbols, width, padding_idx=0)
        self.dropout = nn.Dropout(dropout)
        self.reader = TwoWayReader(width, layers, bidirectional=bidirectional)
        # With attention the decoder starts from the second direction alone, as in Bahdanau et al.;
        # without, it has nothing but this to go by, and so starts from all there is.
        self.starting = width if attention == "none" else self.reader.ending
        self.bridge = nn.Linear(self.starting, width)
        self.writer = nn.GRU(width, width, layers, batch_first=True)
        self.attention = (
            None
            if attention == "none"
            else {"additive": AdditiveAttention, "scaled_dot": DotProductAttention}[attention](
                width, width, width
            )
        )
        self.combined = nn.Linear(width if self.attention is None else 2 * width, width)
        self.output = nn.Linear(width, symbols)

    def read(self, source: torch.Tensor, kept: Kept | None = None) -> Read:
        """Return what each place of (batch, source) means, and where the decoder starts from."""
        lengths, symbols = lengths_of(source), self.dropout(self.embedding(source))
        states, ends = self.reader(symbols, lengths)
        allowed = before(lengths, source.shape[1])[:, None, None, :]
        # States know their neighbours as well, so that one could look beside what one wants: with
        # its own symbol added (a residual connection, Wu et al. 2016) a place says itself best.
        return Read(states + symbols, allowed, self.bridge(ends[..., -self.starting :]).tanh())

    def logits(self, read: Read, written: torch.Tensor, kept: Kept | None = None) -> torch.Tensor:
        """Return what could follow each symbol written so far: (batch, target, symbol)."""
        said, _ = self.writer(self.dropout(self.embedding(written)), read.whole)
        if self.attention is not None:
            attended = self.attention(said[:, None], read.places[:, None], read.allowed)
            said = torch.cat((said, attended.mixed[:, 0]), -1)
            if kept is not None:
                kept.update(attended.named(0))
        logits: torch.Tensor = self.output(self.dropout(self.combined(said).tanh()))
        return logits


class TransformerTransducer(Transducer):
    """A transformer reads, another one writes and looks at what was read in each of its blocks."""

    def __init__(self, symbols: int, form: Form, source: int, target: int) -> None:
        """Build it for sources and targets of at most so many symbols."""
        super().__init__()
        self.embedding = nn.Embedding(symbols, form.width, padding_idx=0)
        self.reader = Tower(form, source)
        self.writer = Tower(form, target, crosses=True)
        self.output = nn.Linear(form.width, symbols)

    def read(self, source: torch.Tensor, kept: Kept | None = None) -> Read:
        """Return what each place of (batch, source) means among the others."""
        allowed = before(lengths_of(source), source.shape[1])[:, None, None, :]
        inside = Watched()
        places = self.reader(self.embedding(source), allowed, None if kept is None else inside)
        if kept is not None:
            kept.update(named(inside, "encoder_"))
        return Read(places, allowed)

    def logits(self, read: Read, written: torch.Tensor, kept: Kept | None = None) -> torch.Tensor:
        """Return what could follow each symbol written so far: (batch, target, symbol)."""
        own, across = Watched(), Watched()
        watches = kept is not None
        said = self.writer(
            self.embedding(written),
            until_now(written.shape[1], written.device),
            own if watches else None,
            Other(read.places, read.allowed, across if watches else None),
        )
        if kept is not None:
            kept.update(named(own, "decoder_") | named(across))
        logits: torch.Tensor = self.output(said)
        return logits

"""Recurrent layers: networks that read a sequence step by step and keep a state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from core.networks.unrolled import Unrolled, unroll
from core.spec.recurrent import CellName

_KINDS: dict[CellName, Callable[..., nn.RNNBase]] = {
    "elman": nn.RNN,
    "lstm": nn.LSTM,
    "gru": nn.GRU,
}
State = torch.Tensor | tuple[torch.Tensor, torch.Tensor]
"""Hidden state (layer, batch, units) of each layer after the last step; of an LSTM its cells, too.
"""


@dataclass(frozen=True)
class Form:
    """What a stack of recurrent layers is like.

    Attributes:
        cell: How a step makes the new state: Elman 1990; LSTM, Hochreiter and Schmidhuber 1997 with
            the forget gate of Gers et al. 2000; GRU, Cho et al. 2014 in the variant of torch.
        layers: How many there are, each reading the states of the one below.
        hidden: Units of each layer and direction.
        bidirectional: Whether each layer also reads from the end to the beginning.
        dropout: Fraction of values switched off between layers while training.
    """

    cell: CellName
    layers: int
    hidden: int
    bidirectional: bool = False
    dropout: float = 0.0

    @property
    def width(self) -> int:
        """How many values a step has after the last layer."""
        return self.hidden * (1 + self.bidirectional)


class Read(NamedTuple):
    """What recurrent layers made of a sequence.

    Attributes:
        steps: (batch, time, width) states of the last layer.
        state: To go on from.
    """

    steps: torch.Tensor
    state: State


class RecurrentLayers(nn.Module):
    """Recurrent layers one upon another, computed by torch's own loops."""

    def __init__(self, form: Form, features: int) -> None:
        """Build them for steps of `features` values."""
        super().__init__()
        self.form = form
        self.layers = _KINDS[form.cell](
            features,
            form.hidden,
            form.layers,
            batch_first=True,
            bidirectional=form.bidirectional,
            dropout=form.dropout if form.layers > 1 else 0.0,
        )
        if form.cell == "lstm":
            self._remember_at_first()

    def _remember_at_first(self) -> None:
        """Open the forget gates, so that memory lasts from the first step on.

        Jozefowicz et al. 2015, section 4: without it an LSTM must first learn to remember.
        """
        units = self.form.hidden
        for name, bias in self.layers.named_parameters():
            if name.startswith("bias_ih"):
                nn.init.ones_(bias.data[units : 2 * units])

    def forward(
        self, vectors: torch.Tensor, lengths: torch.Tensor | None = None, state: State | None = None
    ) -> Read:
        """Read sequences.

        Args:
            vectors: (batch, time, feature).
            lengths: (batch,), how many steps of each count, at least one; None for all of them.
            state: Where to begin from; None for zeros.
        """
        if lengths is None:
            steps, after = self.layers(vectors, state)
            return Read(steps, after)
        packed = pack_padded_sequence(
            vectors, lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        said, after = self.layers(packed, state)
        steps, _ = pad_packed_sequence(said, batch_first=True, total_length=vectors.shape[1])
        return Read(steps, after)

    def final(self, vectors: torch.Tensor, lengths: torch.Tensor | None = None) -> torch.Tensor:
        """Return the last layer's state at the end of each sequence: (batch, width).

        A layer of two directions has one end for each: the last step, and the first.
        """
        state = self(vectors, lengths).state
        hidden: torch.Tensor = state[0] if isinstance(state, tuple) else state
        if not self.form.bidirectional:
            return hidden[-1]
        return torch.cat((hidden[-2], hidden[-1]), -1)

    def trace(self, vectors: torch.Tensor, lengths: torch.Tensor | None = None) -> Unrolled:
        """Read sequences step by step with the same weights, keeping states and gates.

        Returns:
            What happened; see `core.networks.unrolled`.
        """
        return unroll(self.layers, vectors, lengths)

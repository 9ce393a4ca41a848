"""The network of `rnn`: a reader, recurrent layers, and an answer from where they end."""

from __future__ import annotations

import torch
from torch import nn

from core.catalog.descriptions import Facts
from core.networks.readers import Reader, reader_for
from core.networks.recurrent import Form, RecurrentLayers
from core.recipes.rnn import RNNParams


class RecurrentNetwork(nn.Module):
    """Reads a sequence to its end, and answers from the state it is in then."""

    def __init__(self, reader: Reader, form: Form, outputs: int) -> None:
        """Build it for `outputs` values an answer."""
        super().__init__()
        self.reader = reader
        self.body = RecurrentLayers(form, reader.width)
        self.dropout = nn.Dropout(form.dropout)
        self.head = nn.Linear(form.width, outputs)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Map sequences, (batch, time, feature) or (batch, time) of symbols, to (batch, output)."""
        return self.from_vectors(self.vectors(inputs), inputs)

    def vectors(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return what stands for each step: (batch, time, feature)."""
        vectors: torch.Tensor = self.reader(inputs)
        return vectors

    def lengths(self, inputs: torch.Tensor) -> torch.Tensor | None:
        """Return how many steps of each sequence count: (batch,); None for all of them."""
        return self.reader.lengths(inputs)

    def from_vectors(self, vectors: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
        """Do the rest of `forward`, given the vectors of the steps."""
        final = self.body.final(vectors, self.lengths(inputs))
        return self.reader.answer(self.head(self.dropout(final)), inputs[:, -1])

    def trace(self, inputs: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return what happens inside: states and gates of each layer, as `unrolled` names them.

        `outputs` (batch, time, output) are what the network would say if the sequence ended at a
        step. One that reads in both directions must read each beginning anew for that.
        """
        unrolled = self.body.trace(self.vectors(inputs), self.lengths(inputs))
        if self.body.form.bidirectional:
            ends = range(1, inputs.shape[1] + 1)
            outputs = torch.stack([self(inputs[:, :end]) for end in ends], 1)
        else:
            outputs = self.reader.answer(self.head(unrolled.steps), inputs)
        return {**unrolled.seen, "outputs": outputs}


def build(params: RNNParams, facts: Facts) -> RecurrentNetwork:
    """Return the untrained network for data that `facts` describe."""
    form = Form(params.cell, params.layers, params.hidden, params.bidirectional, params.dropout)
    reader = reader_for(facts, params.embedding, params.view)
    return RecurrentNetwork(reader, form, len(facts.classes) or 1)

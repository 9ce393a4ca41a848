"""The network of `rnn_lm`: a vector a character, recurrent layers, and what may come next."""

from __future__ import annotations

import torch
from torch import nn

from core.catalog.descriptions import Facts
from core.networks.language_model import LanguageModel
from core.networks.recurrent import Form, RecurrentLayers, State
from core.recipes.rnn_lm import RNNLanguageParams


class RecurrentLanguageModel(LanguageModel):
    """Keeps all that it has read in the states of its layers (Mikolov et al. 2010)."""

    def __init__(self, form: Form, symbols: int, embedding: int) -> None:
        """Build it for so many symbols, each of which becomes a vector of `embedding` values."""
        super().__init__()
        self.embedding = nn.Embedding(symbols, embedding)
        self.body = RecurrentLayers(form, embedding)
        self.dropout = nn.Dropout(form.dropout)
        self.head = nn.Linear(form.width, symbols)

    def read(
        self, characters: torch.Tensor, state: State | None = None
    ) -> tuple[torch.Tensor, State]:
        """Read on from a state; see `LanguageModel.read`."""
        steps, after = self.body(self.dropout(self.embedding(characters)), state=state)
        return self.head(self.dropout(steps)), after

    def vectors(self, characters: torch.Tensor) -> torch.Tensor:
        """Return the vector of each character: (batch, time, embedding)."""
        vectors: torch.Tensor = self.embedding(characters)
        return vectors

    def from_vectors(self, vectors: torch.Tensor, characters: torch.Tensor) -> torch.Tensor:
        """Return the logits (batch, symbol) of what comes after the last of the characters."""
        logits: torch.Tensor = self.head(self.body.final(vectors))
        return logits

    def lengths(self, characters: torch.Tensor) -> None:
        """Return None: every character counts."""

    def trace(self, characters: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return what happens inside: states and gates of each layer, as `unrolled` names them.

        `outputs` (batch, time, symbol) are the logits of the character after each.
        """
        unrolled = self.body.trace(self.embedding(characters))
        return {**unrolled.seen, "outputs": self.head(unrolled.steps)}


def build(params: RNNLanguageParams, facts: Facts) -> RecurrentLanguageModel:
    """Return the untrained network for a text of which `facts` know the vocabulary."""
    form = Form(params.cell, params.layers, params.hidden, dropout=params.dropout)
    return RecurrentLanguageModel(form, len(facts.vocabulary), params.embedding)

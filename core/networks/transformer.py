"""Transformers that read a sequence: for a class, a number to come, or the next character."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import torch
from torch import nn

from core.catalog.descriptions import Facts
from core.networks.attention import Watched, before, until_now
from core.networks.language_model import LanguageModel
from core.networks.readers import reader_for
from core.networks.tower import Form, Tower, named
from core.spec.series import View

Pooling = Literal["mean", "first", "last"]

_READ_AT_ONCE = 2048
"""Characters of a long text that a language model reads in one go, in windows side by side."""


class SequenceTransformer(nn.Module):
    """Every place looks at every other; what they mean is put together for one answer."""

    def __init__(self, facts: Facts, form: Form, pooling: Pooling, view: View) -> None:
        """Build it.

        Args:
            facts: Of the data: how long a sequence is, and what stands in each place.
            form: Of its blocks.
            pooling: Where the answer is read off: the mean of all places, the first, or the last.
            view: What is seen of a series.
        """
        super().__init__()
        self.pooling = pooling
        self.reader = reader_for(facts, form.width, view)
        self.embedding = (
            nn.Identity() if facts.vocabulary else nn.Linear(self.reader.width, form.width)
        )
        self.tower = Tower(form, facts.shape[0])
        self.output = nn.Linear(form.width, len(facts.classes) or 1)

    def forward(self, inputs: torch.Tensor, watched: Watched | None = None) -> torch.Tensor:
        """Map vectors (batch, time, feature) or symbols (batch, time) to (batch, output)."""
        lengths = self.reader.lengths(inputs)
        there = None if lengths is None else before(lengths, inputs.shape[1])
        allowed = None if there is None else there[:, None, None, :]
        places = self.tower(self.embedding(self.reader(inputs)), allowed, watched)
        return self.reader.answer(self.output(self._pooled(places, there)), inputs[:, -1])

    def _pooled(self, places: torch.Tensor, there: torch.Tensor | None) -> torch.Tensor:
        """Return one vector (batch, width) for all places; `there` is where no padding is."""
        if self.pooling == "first":
            return places[:, 0]
        if there is None:
            return places[:, -1] if self.pooling == "last" else places.mean(1)
        counts = there.sum(1)
        if self.pooling == "last":
            return places[torch.arange(len(places), device=places.device), counts - 1]
        return (places * there[..., None]).sum(1) / counts[:, None]

    def trace(self, inputs: torch.Tensor) -> dict[str, torch.Tensor]:
        """Do as `forward` does and return what happens in each block's attention.

        `outputs` (batch, time, output) is what it would say if the sequence ended at each step.
        """
        watched = Watched()
        whole = self.forward(inputs, watched)
        earlier = [self.forward(inputs[:, :end]) for end in range(1, inputs.shape[1])]
        return {**named(watched), "outputs": torch.stack([*earlier, whole], 1)}


class LanguageTransformer(LanguageModel):
    """Each character looks at itself and those before it, and says which comes next."""

    def __init__(self, symbols: int, form: Form, context: int) -> None:
        """Build it for a vocabulary, and for so many characters at once."""
        super().__init__()
        self.context = context
        self.block = max(context, _READ_AT_ONCE)
        self.embedding = nn.Embedding(symbols, form.width)
        self.tower = Tower(form, context)
        self.output = nn.Linear(form.width, symbols)

    def forward(self, characters: torch.Tensor, watched: Watched | None = None) -> torch.Tensor:
        """Map (batch, time), int64, at most the context, to logits (batch, time, symbol)."""
        allowed = until_now(characters.shape[1], characters.device)
        places = self.tower(self.embedding(characters), allowed, watched)
        logits: torch.Tensor = self.output(places)
        return logits

    def read(
        self, characters: torch.Tensor, state: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Read on; the state is what was read before, as far back as it can see.

        What is longer than the context is cut into windows that overlap by half, side by side, so
        that each character has at least half a context before it, but for those at the very start.
        """
        count = characters.shape[1]
        seen = characters if state is None else torch.cat((state, characters), 1)
        logits = self._in_windows(seen)[:, -count:]
        return logits, seen[:, max(0, seen.shape[1] - self.context + 1) :]

    def _in_windows(self, text: torch.Tensor) -> torch.Tensor:
        """Map texts of any length (batch, time) to logits (batch, time, symbol)."""
        batch, time = text.shape
        if time <= self.context:
            return self.forward(text)
        stride = max(self.context // 2, 1)
        ends = [*range(self.context, time, stride), time]
        windows = torch.stack([text[:, end - self.context : end] for end in ends], 1)
        logits = self.forward(windows.flatten(0, 1)).unflatten(0, (batch, len(ends)))
        # Each window says what the ones before it have not said.
        new = [logits[:, 0]]
        for number, (earlier, end) in enumerate(pairwise(ends), start=1):
            new.append(logits[:, number, self.context - (end - earlier) :])
        return torch.cat(new, 1)

    def trace(self, characters: torch.Tensor) -> dict[str, torch.Tensor]:
        """Do as `forward` does and return what happens in each block's attention."""
        watched = Watched()
        outputs = self.forward(characters, watched)
        return {**named(watched), "outputs": outputs}

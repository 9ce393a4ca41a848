"""The first part of every network for sequences: from inputs of each kind to a vector a step."""

from __future__ import annotations

import torch
from torch import nn

from core.catalog.descriptions import Facts
from core.networks.tabular import Scale, Standardise
from core.spec.series import View


class VectorReader(nn.Module):
    """Reads sequences of vectors, all numbers of which share a unit and so a scale."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.width = features
        self.scale = Standardise(1)

    def measure(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Measure the scale on training examples (example, time, feature)."""
        self.scale.measure(inputs.reshape(-1, 1))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Map (batch, time, feature) to the same, of mean 0 and deviation 1."""
        vectors: torch.Tensor = self.scale(inputs)
        return vectors

    def lengths(self, inputs: torch.Tensor) -> torch.Tensor | None:
        """Return None: all sequences are equally long."""
        return None

    def answer(self, outputs: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
        """Return outputs (..., class) as they are."""
        return outputs


class SymbolReader(nn.Module):
    """Reads strings: each symbol has a vector of its own, which is learned; padding is zeros."""

    def __init__(self, symbols: int, width: int) -> None:
        super().__init__()
        self.width = width
        self.embedding = nn.Embedding(symbols, width, padding_idx=0)

    def measure(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Measure nothing: symbols have no scale."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Map numbers of symbols (batch, time), int64, to (batch, time, width)."""
        vectors: torch.Tensor = self.embedding(inputs)
        return vectors

    def lengths(self, inputs: torch.Tensor) -> torch.Tensor | None:
        """Return how many symbols each string has, at least one: (batch,)."""
        return (inputs != 0).sum(1).clamp(min=1)

    def answer(self, outputs: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
        """Return outputs (..., class) as they are."""
        return outputs


class SeriesReader(nn.Module):
    """Reads a series, and turns what a network says of it into a forecast in its unit.

    The network says by how much the value will have changed; that 0 stands for the mean change is
    where it starts from, so an untrained one forecasts about the last value. It sees the values,
    their changes from step to step, or both: changes mean the same wherever the level has drifted
    since the training. All scales are measured on the training part alone.
    """

    def __init__(self, features: int, view: View) -> None:
        super().__init__()
        self.view = view
        self.width = features * (2 if view == "both" else 1)
        self.values, self.changes = Standardise(features), Standardise(features)
        self.ahead = Scale(1)

    def measure(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Measure training windows (example, window, feature) and what followed (example,)."""
        self.values.measure(inputs.flatten(0, 1))
        self.changes.measure(inputs.diff(dim=1).flatten(0, 1))
        self.ahead.measure((targets.double() - inputs[:, -1, 0].double()).unsqueeze(1))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Map (batch, window, feature) in the series' unit to (batch, window, width)."""
        values: torch.Tensor = self.values(inputs)
        # Of the first step nobody knows the change; 0 is the usual one.
        changes = nn.functional.pad(self.changes(inputs.diff(dim=1)), (0, 0, 1, 0))
        seen = {"values": (values,), "changes": (changes,), "both": (values, changes)}
        return torch.cat(seen[self.view], -1)

    def lengths(self, inputs: torch.Tensor) -> torch.Tensor | None:
        """Return None: all windows are equally long."""
        return None

    def answer(self, outputs: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
        """Return forecasts (..., 1) in the series' unit.

        Args:
            outputs: (..., 1) changes, in standard deviations of the usual one.
            inputs: (..., feature) the last values seen; the first feature is what is forecast.
        """
        return inputs[..., :1] + self.ahead.mean + self.ahead.deviation * outputs


Reader = VectorReader | SymbolReader | SeriesReader


def reader_for(facts: Facts, embedding: int, view: View) -> Reader:
    """Return what reads the inputs that `facts` describe.

    Args:
        facts: Of the data; symbols have a vocabulary, and a series has no classes.
        embedding: Length of a symbol's vector.
        view: What is seen of a series.
    """
    if facts.vocabulary:
        return SymbolReader(len(facts.vocabulary), embedding)
    if facts.classes:
        return VectorReader(facts.shape[-1])
    return SeriesReader(facts.shape[-1], view)

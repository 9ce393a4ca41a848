"""A language model of counts: fitted in one step, asked for every character of a split."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SplitName
from core.metrics.metric import Likelihoods
from core.recipes.ngram_lm import NgramLMParams
from core.recipes.ngram_lm.kneser_ney import KneserNey
from core.training.fitted import FittedOnce

_AT_ONCE = 2_000_000
"""Probabilities held in memory at a time."""


class NgramLMLearner(FittedOnce[NgramLMParams]):
    """Counts groups of characters, and says how likely each next character is."""

    def fit(self) -> KneserNey:
        """Return the counts of the training text."""
        train = self.data.splits["train"]
        text = np.concatenate([train.inputs, train.targets[-1:]]).astype(np.int64)
        params = self.params
        return KneserNey(text, len(self.data.vocabulary), params.order, params.discount)

    def next_probabilities(self, context: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how likely each symbol is to follow: (symbol,), which sum up to 1.

        Args:
            context: (character,), what came before, the latest last; it may be empty.
        """
        counted: KneserNey = self.model
        found: NDArray[np.float64] = counted.probabilities(context[None])[0]
        return found

    def predict(self, split: str) -> Likelihoods:
        """Return how likely each character of a split was, given all before it in the split.

        The first ones have few before them, and are asked of lower orders.
        """
        counted: KneserNey = self.model
        examples = self.data.splits[cast(SplitName, split)]
        targets = examples.targets.astype(np.int64)
        labels, chances = np.empty_like(targets), np.empty(len(targets))
        behind = counted.order - 1
        rows = max(1, _AT_ONCE // counted.vocabulary)
        bounds = [*range(min(behind, len(targets))), *range(behind, len(targets), rows)]
        for start, end in zip(bounds, [*bounds[1:], len(targets)], strict=True):
            seen = min(behind, start + 1)
            windows = np.arange(start, end)[:, None] + np.arange(1 - seen, 1)
            said = counted.probabilities(examples.inputs[windows])
            labels[start:end] = said.argmax(axis=1)
            chances[start:end] = said[np.arange(end - start), targets[start:end]]
        return Likelihoods(targets, labels, np.log(chances))

    def parameter_count(self) -> int:
        """Return how many numbers it remembers."""
        return self.model.size() if self.model is not None else 0

"""A language model of counts, made to read and write as those that are networks do."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from core.networks.language_model import LanguageModel


class Counts(Protocol):
    """What a model of counts can be asked, such as `ngram_lm`.

    Attributes:
        order: Characters of the longest group that it counted.
    """

    order: int

    def probabilities(self, contexts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how likely each symbol follows each of (context, length): (context, symbol)."""


class CountedModel(LanguageModel):
    """Answers with the logarithms of probabilities, which are logits as good as any."""

    def __init__(self, counts: Counts) -> None:
        """Read with these counts."""
        super().__init__()
        self.counts = counts

    def read(
        self, characters: torch.Tensor, state: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Read on; the state is what was read before, as far back as groups reach."""
        count, behind = characters.shape[1], self.counts.order - 1
        seen = characters if state is None else torch.cat((state, characters), 1)
        said = np.stack([self._chances(text, count, behind) for text in seen.numpy()])
        return torch.from_numpy(np.log(said)), seen[:, max(0, seen.shape[1] - behind) :]

    def _chances(self, text: NDArray[np.int64], count: int, behind: int) -> NDArray[np.float64]:
        """Return how likely each symbol is after each of the last `count` characters."""
        first, length = len(text) - count, len(text)
        whole = min(max(first, behind - 1), length)  # from here on contexts are as long as they get
        early = [self.counts.probabilities(text[None, : at + 1]) for at in range(first, whole)]
        places = np.arange(whole, length)[:, None] + np.arange(1 - behind, 1)
        return np.concatenate([*early, self.counts.probabilities(text[places])])

"""Strings as counts of their short pieces, for classical models that know nothing of order."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner
from core.training.fitted import P

BEGIN, END = "\x02", "\x03"
"""Around each string, so that its beginning and its end are pieces of their own."""


class NgramParams(Parameters):
    """Which pieces are counted."""

    longest: int = setting(
        4,
        N_("Longest piece"),
        N_(
            "Every piece of a string up to so many characters is counted. 1 counts letters only; "
            "try 1, then 3, and see what endings tell."
        ),
        ge=1,
        le=6,
    )


def pieces(row: NDArray[np.int64], vocabulary: tuple[str, ...], longest: int) -> list[str]:
    """Return every piece of a string of 1 to `longest` characters, as often as it occurs.

    Args:
        row: (time,), numbers of symbols, padded with 0 at the end.
        vocabulary: The symbol of each number.
        longest: In characters, the marks of beginning and end included.
    """
    text = BEGIN + "".join(vocabulary[number] for number in row if number) + END
    return [
        text[start : start + length]
        for length in range(1, longest + 1)
        for start in range(len(text) - length + 1)
    ]


class NgramLearner(FittedLearner[P]):
    """Counts pieces of strings and fits a classifier of its own to the counts.

    Its settings are `NgramParams` and what the classifier can be told.
    """

    def classifier(self) -> Any:
        """Return the unfitted estimator: from counts (example, piece) to classes."""
        raise TypeError(f"{type(self).__name__} must say which classifier it fits")

    def estimator(self) -> Any:
        """Return both, one after the other; only pieces of the training examples are known."""
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.pipeline import make_pipeline

        longest = getattr(self.params, "longest", 1)
        cut = partial(pieces, vocabulary=self.data.vocabulary, longest=longest)
        return make_pipeline(CountVectorizer(analyzer=cut), self.classifier())

    def parameter_count(self) -> int | None:
        """Return how many numbers the classifier has learned."""
        if self.model is None:
            return 0
        return sum(int(np.size(getattr(self.model[-1], name))) for name in self.learned)

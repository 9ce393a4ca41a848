"""What may be luck in the scores of runs, from the predictions they keep; for either task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics import error_uncertainty, uncertainty
from core.metrics.error_uncertainty import SignFlip, mae_interval, sign_flip
from core.metrics.uncertainty import Interval, McNemar, bootstrap_interval, mcnemar
from core.spec.message import Message

Kept = Mapping[str, NDArray[Any]]
"""What `core.metrics.metric.as_arrays` returns."""


def right_answers(kept: Kept, split: str = "test") -> NDArray[np.bool_]:
    """Return of each example whether a classifier got it right: (example,)."""
    right: NDArray[np.bool_] = kept[f"{split}.labels"] == kept[f"{split}.targets"]
    return right


def errors(kept: Kept, split: str = "test") -> NDArray[np.float64]:
    """Return by how much each estimate of a regressor is too high: (example,)."""
    too_high: NDArray[np.float64] = kept[f"{split}.values"] - kept[f"{split}.targets"]
    return too_high


def interval_of(kept: Kept, split: str = "test") -> Interval:
    """Return the 95 % bootstrap interval of a model's accuracy, or of its mean absolute error."""
    if f"{split}.labels" in kept:
        return bootstrap_interval(right_answers(kept, split))
    return mae_interval(errors(kept, split))


def compared(first: Kept, second: Kept, split: str = "test") -> McNemar | SignFlip:
    """Test whether two models of the same data are equally good."""
    if f"{split}.labels" in first:
        return mcnemar(right_answers(first, split), right_answers(second, split))
    return sign_flip(errors(first, split), errors(second, split))


def in_words(test: McNemar | SignFlip, first: str | Message, second: str | Message) -> Message:
    """Say what `compared` found of two models, called `first` and `second`."""
    if isinstance(test, McNemar):
        return uncertainty.in_words(test, first, second)
    return error_uncertainty.in_words(test, first, second)

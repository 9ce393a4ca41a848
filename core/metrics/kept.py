"""What may be luck in the scores of runs, from the predictions they keep; for every task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics import blocks, error_uncertainty, uncertainty
from core.metrics.blocks import BlockFlip, block_flip, block_interval, series_block, text_block
from core.metrics.error_uncertainty import SignFlip, mae_interval, sign_flip
from core.metrics.language import surprises_in_bits
from core.metrics.uncertainty import Interval, McNemar, bootstrap_interval, mcnemar
from core.spec.message import Message

Kept = Mapping[str, NDArray[Any]]
"""What `core.metrics.metric.as_arrays` returns."""
Test = McNemar | SignFlip | BlockFlip
NEEDED = ("targets", "labels", "values", "log_likelihoods", "outputs")
"""Which of the arrays of a split tell how good a model is."""


def tells_of_luck(kept: Kept, split: str = "test") -> bool:
    """Return whether it can be told from these arrays how far chance in the examples reaches.

    Of samples it cannot: they answer nothing, and crowds of them are compared, not one by one.
    """
    return bool(len(kept.get(f"{split}.targets", ())))


def right_answers(kept: Kept, split: str = "test") -> NDArray[np.bool_]:
    """Return of each example whether its class, or its whole string, is right: (example,)."""
    said = kept.get(f"{split}.labels")
    right: NDArray[np.bool_] = (kept[f"{split}.outputs"] if said is None else said) == kept[
        f"{split}.targets"
    ]
    return right


def errors(kept: Kept, split: str = "test") -> NDArray[np.float64]:
    """Return by how much each estimate of a regressor is too high: (example,)."""
    too_high: NDArray[np.float64] = kept[f"{split}.values"] - kept[f"{split}.targets"]
    return too_high


def bits(kept: Kept, split: str = "test") -> NDArray[np.float64]:
    """Return what each character costs a language model: (character,), in bits."""
    return surprises_in_bits(kept[f"{split}.log_likelihoods"])


def interval_of(kept: Kept, split: str = "test", *, in_time: bool = False) -> Interval:
    """Return the 95 % bootstrap interval of the score that models of the task are ranked by.

    Args:
        kept: What one of them said.
        split: Of which examples.
        in_time: Whether the examples are forecasts in the order of time, whose neighbours depend
            on each other. Characters of a text always do.
    """
    if f"{split}.log_likelihoods" in kept:
        cost = bits(kept, split)
        return block_interval(cost, text_block(len(cost)))
    if f"{split}.values" not in kept:
        return bootstrap_interval(right_answers(kept, split))
    off = errors(kept, split)
    if in_time:
        return block_interval(np.abs(off), series_block(np.abs(off)))
    return mae_interval(off)


def compared(first: Kept, second: Kept, split: str = "test", *, in_time: bool = False) -> Test:
    """Test whether two models of the same data are equally good; see `interval_of`."""
    if f"{split}.log_likelihoods" in first:
        costs = bits(first, split), bits(second, split)
        return block_flip("bits_per_character", *costs, text_block(len(costs[0])))
    if f"{split}.values" not in first:
        return mcnemar(right_answers(first, split), right_answers(second, split))
    if in_time:
        sizes = np.abs(errors(first, split)), np.abs(errors(second, split))
        return block_flip("mae", *sizes, series_block(sizes[0] - sizes[1]))
    return sign_flip(errors(first, split), errors(second, split))


def in_words(test: Test, first: str | Message, second: str | Message) -> Message:
    """Say what `compared` found of two models, called `first` and `second`."""
    if isinstance(test, McNemar):
        return uncertainty.in_words(test, first, second)
    if isinstance(test, BlockFlip):
        return blocks.in_words(test, first, second)
    return error_uncertainty.in_words(test, first, second)

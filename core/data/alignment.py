"""Where to look: tasks of which it is known which place of the source each symbol comes from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.data.rearranged import REVERSE, SORT
from core.data.symbols import END_NUMBER

Places = NDArray[np.bool_]


def _mirrored(source: NDArray[np.int64], target: NDArray[np.int64]) -> Places:
    lengths = np.count_nonzero(source, axis=1)[:, None, None]
    steps, places = np.arange(target.shape[1])[:, None], np.arange(source.shape[1])
    right: Places = places == lengths - 1 - steps
    return right


def _of_the_same_symbol(source: NDArray[np.int64], target: NDArray[np.int64]) -> Places:
    right: Places = source[:, None, :] == target[:, :, None]
    return right


_RIGHT: dict[str, Callable[[NDArray[np.int64], NDArray[np.int64]], Places]] = {
    REVERSE.name: _mirrored,
    SORT.name: _of_the_same_symbol,
}
_ANSWERS = {task.name: task.answer for task in (REVERSE, SORT)}


def known(dataset: str) -> bool:
    """Return whether it is known where to look in a dataset's pairs."""
    return dataset in _RIGHT


def right_places(
    dataset: str, source: NDArray[np.int64], target: NDArray[np.int64]
) -> tuple[Places, NDArray[np.bool_]]:
    """Return from which places each symbol of right answers may come.

    To reverse, that is one place. To sort, it is any that holds the letter to be written: looking
    at either of two equal letters says the same.

    Args:
        dataset: One of which it is known.
        source: (example, source), numbers of symbols, padded with 0.
        target: (example, target), likewise, with their ends.

    Returns:
        (example, target, source), True at the right places; and (example, target), True where a
        symbol is written that comes from anywhere: not the end, and no padding.
    """
    steps = target > END_NUMBER
    return _RIGHT[dataset](source, target) & steps[..., None] & (source > 0)[:, None], steps


def right_answer(dataset: str, text: str) -> str | None:
    """Return what is to be made of a string, or None if no rule says so."""
    rule = _ANSWERS.get(dataset)
    return None if rule is None else rule(text)

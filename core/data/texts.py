"""What every text shares: one stream of characters a split, cut from the text in its order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import Facts
from core.data.dataset import SPLITS, Dataset, Examples, SplitName
from core.spec.message import N_, Message
from core.spec.parameters import Parameters, setting

_HELD_BACK = 0.05  # of the whole text, once for validation and once for the test


class TextParams(Parameters):
    """How much of a text is learned from."""

    subset: int | None = setting(
        None,
        N_("Characters to learn from"),
        N_(
            "Train on at most so many characters, the last ones before the part for validation. "
            "Empty means all. With few of them a network soon knows them by heart; try 20 000."
        ),
        ge=1000,
        step=10_000,
        empty=N_("all"),
    )


def text_facts(
    params: TextParams,
    characters: int,
    vocabulary: tuple[str, ...],
    notes: tuple[Message, ...] = (),
) -> Facts:
    """Return the facts of a text of so many characters."""
    sizes: dict[str, int] = {
        split: end - start - 1 for split, (start, end) in _bounds(params, characters).items()
    }
    return Facts((), sizes=sizes, notes=notes, vocabulary=vocabulary)


def text_dataset(
    name: str, numbers: NDArray[np.int64], vocabulary: tuple[str, ...], params: TextParams
) -> Dataset:
    """Cut a text in three: 90 % to learn from, 5 % for validation, and its end for the test.

    Args:
        name: The catalog name.
        numbers: (character,), the whole text.
        vocabulary: The symbol of each number.
        params: How much of it is learned from.

    Returns:
        The dataset: of each split one stream of inputs (character,), and of targets (character,),
        each the input that comes next.
    """
    splits = {
        split: Examples(numbers[start : end - 1], numbers[start + 1 : end])
        for split, (start, end) in _bounds(params, len(numbers)).items()
    }
    return Dataset(name, (), splits, vocabulary=vocabulary)


def _bounds(params: TextParams, characters: int) -> dict[SplitName, tuple[int, int]]:
    """Return where in the text each split starts and ends."""
    held_back = round(_HELD_BACK * characters)
    train = characters - 2 * held_back
    # One more, since the first character has none before it to be predicted from.
    start = 0 if params.subset is None else max(0, train - params.subset - 1)
    bounds = (train, train + held_back, characters)
    return dict(zip(SPLITS, zip((start, *bounds[:-1]), bounds, strict=True), strict=True))

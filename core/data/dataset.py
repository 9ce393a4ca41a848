"""The one type that every dataset comes out as, and the one place where splits are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.spec.message import N_
from core.spec.parameters import Parameters, setting

SplitName = Literal["train", "valid", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "valid", "test")
Parts = dict[SplitName, NDArray[np.int64]]
"""Which examples each split holds, by their numbers."""


class SplitParams(Parameters):
    """Settings that every dataset with a random split shares."""

    split_seed: int = setting(
        0,
        N_("Split seed"),
        N_(
            "Which random examples are held back for validation and test. Results can be compared "
            "only on the same split."
        ),
        ge=0,
        le=2**32 - 1,
        advanced=True,
    )


@dataclass(frozen=True)
class Examples:
    """Aligned inputs and targets.

    Attributes:
        inputs: (example, ...), float32; numbers of symbols, of strings, pairs and text: int64. Text
            is one long example: (character,), each with all before it in its split.
        targets: (example,), int64 labels for classification, float32 for regression and
            forecasting. Of pairs (example, symbol), int64; of text (character,), the next one.
        about: What else is known of each example, such as where a shape was drawn: (example, ...).
    """

    inputs: NDArray[Any]
    targets: NDArray[np.generic]
    about: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True)
class Modes:
    """Where the points of a cloud gather, known because it was generated so.

    Attributes:
        centres: (mode, feature), in label order.
        deviation: Standard deviation of each coordinate around its centre.
    """

    centres: NDArray[np.float64]
    deviation: float


@dataclass(frozen=True)
class Dataset:
    """Data ready to learn from.

    Attributes:
        name: The catalog name.
        classes: Class names in label order; empty for regression.
        splits: Training, validation and test examples; no example is in two of them.
        features: For tables, names of the columns of `inputs`.
        target: For tables and series, what is predicted.
        unit: For regression and forecasting, of the target.
        vocabulary: Of strings, pairs and text: the symbol of each number, as in `Facts`.
        modes: Of clouds that have them.
    """

    name: str
    classes: tuple[str, ...]
    splits: Mapping[SplitName, Examples]
    features: tuple[str, ...] = ()
    target: str = ""
    unit: str = ""
    vocabulary: tuple[str, ...] = ()
    modes: Modes | None = None


def hold_back(
    index: NDArray[np.int64], targets: NDArray[np.int64] | None, count: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split examples in two at random, each class in the same proportion in both parts.

    Args:
        index: Numbers of the examples to split.
        targets: (example,) class labels of all examples; None if there are no classes.
        count: How many to hold back.
        seed: Of the split alone; independent of any run's seed.

    Returns:
        The numbers kept and those held back, both in random order.
    """
    from sklearn.model_selection import train_test_split

    strata = None if targets is None else targets[index]
    kept, held = train_test_split(index, test_size=count, random_state=seed, stratify=strata)
    return kept, held


def split_stratified(targets: NDArray[np.int64], *, valid: int, test: int, seed: int) -> Parts:
    """Split all examples at random, each class in the same proportion in each part.

    Args:
        targets: (example,) class labels.
        valid: How many examples to hold back for validation.
        test: How many to hold back for the test.
        seed: Of the split alone.

    Returns:
        The numbers of each part's examples.
    """
    rest, tested = hold_back(np.arange(len(targets)), targets, test, seed)
    trained, validated = hold_back(rest, targets, valid, seed)
    return {"train": trained, "valid": validated, "test": tested}


def subset(targets: NDArray[np.int64], most: int | None) -> NDArray[np.int64]:
    """Return the numbers of at most `most` examples, in order.

    Taken by their place within their class as a fraction of the class, they have the classes in
    the proportion of the whole, at least one of each as far as it goes, and lie within every
    larger subset. The examples come in random order already.
    """
    if most is None or most >= len(targets):
        return np.arange(len(targets))
    places = rank_in_class(targets) / np.bincount(targets)[targets]
    return np.sort(np.argsort(places, kind="stable")[:most])


def mislabelled(
    targets: NDArray[np.int64], classes: int, fraction: float, random: np.random.Generator
) -> NDArray[np.int64]:
    """Return labels of which `fraction` were replaced, each by one of the others at random."""
    wrong = random.permutation(len(targets))[: round(fraction * len(targets))]
    changed = targets.copy()
    changed[wrong] = (targets[wrong] + random.integers(1, classes, len(wrong))) % classes
    return changed


def rank_in_class(targets: NDArray[np.generic]) -> NDArray[np.int64]:
    """Return, for each example, how many of its class come before it: (example,)."""
    rank = np.empty(len(targets), dtype=np.int64)
    for label in np.unique(targets):
        members = np.flatnonzero(targets == label)
        rank[members] = np.arange(len(members))
    return rank

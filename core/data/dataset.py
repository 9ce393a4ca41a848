"""The one type that every dataset comes out as, and the one place where splits are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.spec.message import N_
from core.spec.parameters import Parameters, setting

SplitName = Literal["train", "valid", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "valid", "test")


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
        inputs: (example, ...), float32.
        targets: (example,), int64 labels for classification, float32 for regression.
    """

    inputs: NDArray[np.float32]
    targets: NDArray[np.generic]

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True)
class Dataset:
    """Data ready to learn from.

    Attributes:
        name: The catalog name.
        classes: Class names in label order; empty for regression.
        splits: Training, validation and test examples; no example is in two of them.
    """

    name: str
    classes: tuple[str, ...]
    splits: Mapping[SplitName, Examples]


def split_stratified(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
    *,
    valid: int,
    test: int,
    seed: int,
) -> dict[SplitName, Examples]:
    """Split at random, each class in the same proportion in each part.

    Args:
        inputs: (example, ...).
        targets: (example,) class labels.
        valid: How many examples to hold back for validation.
        test: How many to hold back for the test.
        seed: Of the split alone; independent of any run's seed.

    Returns:
        The three parts.
    """
    from sklearn.model_selection import train_test_split

    everything = np.arange(len(inputs))
    rest, tested = train_test_split(everything, test_size=test, random_state=seed, stratify=targets)
    trained, validated = train_test_split(
        rest, test_size=valid, random_state=seed, stratify=targets[rest]
    )
    parts: dict[SplitName, NDArray[np.int64]] = {
        "train": trained,
        "valid": validated,
        "test": tested,
    }
    return {name: Examples(inputs[index], targets[index]) for name, index in parts.items()}

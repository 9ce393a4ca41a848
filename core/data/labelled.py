"""What sequences and strings with a class share: their split, wrong labels, fewer examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import (
    SPLITS,
    Dataset,
    Examples,
    SplitParams,
    mislabelled,
    split_stratified,
    subset,
)
from core.spec.message import N_
from core.spec.parameters import setting


class LabelledParams(SplitParams):
    """How the examples to learn from are made fewer or wrong."""

    label_noise: float = setting(
        0.0,
        N_("Wrong labels"),
        N_(
            "Fraction of the training examples that get the label of another class. Validation and "
            "test keep the true ones. Try 0.3 and see who learns the errors by heart."
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    subset: int | None = setting(
        None,
        N_("Training examples"),
        N_(
            "Train on at most so many examples, each class in its proportion. Empty means all. "
            "Start with 200 and see which model makes the most of few."
        ),
        ge=10,
        step=100,
        empty=N_("all"),
    )


def labelled_sizes(params: LabelledParams, count: int) -> dict[str, int]:
    """Return the sizes of the splits of so many examples: a sixth each for validation and test."""
    held_back = count // 6
    train = count - 2 * held_back
    train = train if params.subset is None else min(params.subset, train)
    return {"train": train, "valid": held_back, "test": held_back}


def labelled_dataset(
    name: str,
    classes: tuple[str, ...],
    inputs: NDArray[Any],
    labels: NDArray[np.int64],
    params: LabelledParams,
    *,
    vocabulary: tuple[str, ...] = (),
    about: Mapping[str, NDArray[Any]] | None = None,
) -> Dataset:
    """Lay examples out in their splits, with the wrong labels and the subset asked for.

    Args:
        name: The catalog name.
        classes: Class names in label order.
        inputs: (example, ...).
        labels: (example,).
        params: The settings; their `split_seed` decides all that is random here.
        vocabulary: Of strings: the symbol of each number.
        about: What else is known of each example: (example, ...) each.
    """
    seed, sizes = params.split_seed, labelled_sizes(params, len(labels))
    parts = split_stratified(labels, valid=sizes["valid"], test=sizes["test"], seed=seed)
    splits = {}
    for split in SPLITS:
        index, targets = parts[split], labels[parts[split]]
        if split == "train":
            chosen = subset(targets, params.subset)
            index, targets = index[chosen], targets[chosen]
            random = np.random.default_rng((seed, len(SPLITS)))
            targets = mislabelled(targets, len(classes), params.label_noise, random)
        known = {key: values[index] for key, values in (about or {}).items()}
        splits[split] = Examples(inputs[index], targets, known)
    return Dataset(name, classes, splits, vocabulary=vocabulary)

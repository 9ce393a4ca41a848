"""What every table shares: its split, wrong labels, noise, fewer examples, useless columns."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import Facts, Task
from core.data.dataset import (
    SPLITS,
    Dataset,
    Examples,
    Parts,
    SplitParams,
    hold_back,
    mislabelled,
    subset,
)
from core.spec.message import N_, Message
from core.spec.parameters import Parameters, setting


class TableParams(SplitParams):
    """How tables are made harder than they are; all of it after the split."""

    label_noise: float = setting(
        0.0,
        N_("Wrong labels"),
        N_(
            "Fraction of the training examples that get the label of another class; where a number "
            "is predicted, the number of another example. Validation and test keep the true ones, "
            "so that you see who learned the errors by heart."
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
            "Start with 20 and see which model makes the most of few examples."
        ),
        ge=10,
        step=20,
        empty=N_("all"),
    )
    extra_noise_columns: int = setting(
        0,
        N_("Columns of pure noise"),
        N_(
            "So many columns of random numbers are added, which say nothing about the answer. "
            "A good model learns to ignore them; see which one is misled."
        ),
        ge=0,
        le=200,
    )


class FeatureNoise(Parameters):
    """Noise on the features of a table, whose columns have different units."""

    noise: float = setting(
        0.0,
        N_("Noise on the features"),
        N_(
            "Random errors added to every feature, in units of its standard deviation among the "
            "training examples; 1 drowns half of what it says. They are on validation and test too."
        ),
        ge=0,
        le=10,
        step=0.1,
    )


@dataclass(frozen=True)
class Table:
    """Examples in rows, before the split.

    Attributes:
        inputs: (example, feature), float32; NaN where a value is missing.
        targets: (example,), int64 labels, or float32 where a number is predicted.
        features: Names of the columns of `inputs`.
        classes: Class names in label order; empty where a number is predicted.
        target: What is predicted.
        unit: Of the target, where it is a number.
    """

    inputs: NDArray[np.float32]
    targets: NDArray[np.generic]
    features: tuple[str, ...]
    classes: tuple[str, ...] = ()
    target: str = ""
    unit: str = ""


def table_facts(
    params: TableParams,
    features: int,
    classes: tuple[str, ...],
    count: int,
    notes: tuple[Message, ...] = (),
    task: Task | None = None,
) -> Facts:
    """Return the facts of a table.

    Args:
        params: Its settings, which change the number of columns and of training examples.
        features: How many columns there are to predict from.
        classes: Class names in label order; empty where a number is predicted.
        count: How many examples there are.
        notes: What was done to the table.
        task: What is asked, where the source does not say.
    """
    fifth = _fifth(count)
    train = count - 2 * fifth
    train = train if params.subset is None else min(params.subset, train)
    sizes = {"train": train, "valid": fifth, "test": fifth}
    return Facts((features + params.extra_noise_columns,), classes, sizes, notes, task)


def table_dataset(name: str, table: Table, params: TableParams, noise: float = 0.0) -> Dataset:
    """Lay a table out in its splits: 60 % to learn from, 20 % for validation, 20 % for the test.

    Args:
        name: The catalog name.
        table: All examples.
        params: The settings; their `split_seed` decides all that is random here.
        noise: Standard deviation of the noise on each feature, in units of the feature's own.

    Returns:
        The dataset; each example's `about` tells its `row` in the table. A missing value is
        replaced by its column's median among the training examples, the only ones that anything
        may be learned from.
    """
    parts, seed = _split(table, params), params.split_seed
    medians = medians_of(table.inputs[parts["train"]])
    deviations = filled(table.inputs[parts["train"]], medians).std(axis=0)
    # A stream of its own for each kind of chance: no setting changes what another one draws.
    shape = (params.extra_noise_columns, len(table.targets))
    extra = np.random.default_rng((seed, len(SPLITS) + 1)).standard_normal(shape, np.float32)
    splits = {}
    for number, split in enumerate(SPLITS):
        index = parts[split]
        inputs = filled(table.inputs[index], medians)
        if noise:
            random = np.random.default_rng((seed, number))
            inputs += noise * deviations * random.standard_normal(inputs.shape, np.float32)
        targets = table.targets[index]
        if split == "train":
            random = np.random.default_rng((seed, len(SPLITS)))
            targets = _mistaken(targets, len(table.classes), params.label_noise, random)
        splits[split] = Examples(np.hstack([inputs, extra.T[index]]), targets, {"row": index})
    names = tuple(f"noise {column + 1}" for column in range(params.extra_noise_columns))
    features = table.features + names
    return Dataset(name, table.classes, splits, features, table.target, table.unit)


def _fifth(count: int) -> int:
    """Return how many examples are held back, once for validation and once for the test."""
    return -(-count // 5)


def _split(table: Table, params: TableParams) -> Parts:
    """Return which examples each split holds, no more for training than wanted."""
    fifth = _fifth(len(table.targets))
    labels = table.targets.astype(np.int64) if table.classes else None
    everything = np.arange(len(table.targets))
    rest, tested = hold_back(everything, labels, fifth, params.split_seed)
    trained, validated = hold_back(rest, labels, fifth, params.split_seed)
    # Where a number is predicted, all examples count as one class.
    strata = np.zeros(len(trained), np.int64) if labels is None else labels[trained]
    trained = trained[subset(strata, params.subset)]
    return {"train": trained, "valid": validated, "test": tested}


def medians_of(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each column's median; 0 where nothing but missing values is in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # which says that a column is empty
        medians: NDArray[np.float32] = np.nan_to_num(np.nanmedian(inputs, axis=0))
    return medians


def filled(inputs: NDArray[np.float32], values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return inputs with a column's value wherever one is missing."""
    return np.where(np.isnan(inputs), values, inputs)


def _mistaken(
    targets: NDArray[np.generic], classes: int, fraction: float, random: np.random.Generator
) -> NDArray[np.generic]:
    """Return targets of which `fraction` are wrong: of another class, or of another example."""
    if classes:
        return mislabelled(targets.astype(np.int64), classes, fraction, random)
    wrong = random.permutation(len(targets))[: round(fraction * len(targets))]
    others = (wrong + random.integers(1, len(targets), len(wrong))) % len(targets)
    changed = targets.copy()
    changed[wrong] = targets[others]
    return changed

"""Columns that give the answer away, because they follow from it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.sheets.columns import Column
from core.data.sheets.target import Answers

_FIRST = 1000  # rows that are enough to see that most columns are harmless
_LEAST_SHARE = 0.5  # of the rows that must have a value for it to mean anything
_MOST_COMMON = 0.9  # of the rows: a column that is nearly constant follows any order by chance
_MOST_VALUES = 0.1  # of the rows: above it each value is too rare to say anything
Numbers = NDArray[np.float64]


def follows(column: Column, answers: Answers) -> bool:
    """Return whether a column is a function of what is predicted, at least where it has a value.

    Of classes any function is found. Of numbers only those that rise or fall throughout: what has
    a different value in each row is a function of everything.
    """
    values, there = _values(column, answers)
    targets, mostly = answers.values, there.mean() >= _LEAST_SHARE
    if answers.classes:
        # That a value is missing may tell the class too.
        if _one_each(np.where(there, values, np.nan), targets):
            return True
        everywhere = len(np.unique(targets[there])) == len(answers.classes)
        return everywhere and mostly and _one_each(values[there], targets[there])
    return column.numeric and mostly and _monotone(values[there], targets[there])


def determines(column: Column, answers: Answers) -> bool:
    """Return whether each category of a column occurs with one class alone."""
    if not answers.classes or column.kind != "category":
        return False
    values, there = _values(column, answers)
    codes = np.where(there, values, np.nan)
    if len(np.unique(codes)) > _MOST_VALUES * len(codes):
        return False
    return _one_each(answers.values, codes)


def _values(column: Column, answers: Answers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return a number for each answered row, a code for a category; and where there is a value."""
    values = column.values.take(pa.array(answers.rows))
    there = pc.is_valid(values).to_numpy(zero_copy_only=False)
    if pa.types.is_string(values.type):
        values = values.dictionary_encode().indices
    elif pa.types.is_date(values.type):
        values = values.cast(pa.int32())
    return pc.fill_null(values.cast(pa.float64()), 0).to_numpy(zero_copy_only=False), there


def _one_each(values: NDArray[np.generic], groups: NDArray[np.generic]) -> bool:
    """Return whether all values within a group are the same, but not all of all groups."""
    if not _constant_within(values[:_FIRST], groups[:_FIRST]):
        return False
    return _constant_within(values, groups) and len(np.unique(values)) > 1


def _constant_within(values: NDArray[np.generic], groups: NDArray[np.generic]) -> bool:
    named, group = np.unique(groups, return_inverse=True)
    value = np.unique(values, return_inverse=True)[1]
    return len(np.unique(value * len(named) + group)) == len(named)


def _monotone(values: Numbers, targets: NDArray[np.generic]) -> bool:
    """Return whether values never fall while targets rise, or never rise."""
    if not _ordered(values[:_FIRST], targets[:_FIRST]):
        return False
    counts = np.unique(values, return_counts=True)[1]
    varied = len(counts) > 2 and counts.max() < _MOST_COMMON * len(values)
    return varied and _ordered(values, targets)


def _ordered(values: Numbers, targets: NDArray[np.generic]) -> bool:
    # Among rows of the same target, each direction has the order that suits it.
    rising, falling = (values[np.lexsort((sign * values, targets))] for sign in (1, -1))
    return bool((np.diff(rising) >= 0).all() or (np.diff(falling) <= 0).all())

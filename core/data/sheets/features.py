"""From columns to the numbers that models take: categories one-hot, dates in parts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.brought import fit_name
from core.data.sheets.columns import Column

_MOST_LEVELS = 20
_RARE = 0.01  # of the rows: below it a category is put together with others
Feature = tuple[str, NDArray[np.float32]]
"""A name and a number for each row, NaN where it is missing."""


class Encoded(NamedTuple):
    """What became of one column.

    Attributes:
        features: None at all if it says nothing.
        grouped: Whether rare categories were put together.
    """

    features: list[Feature]
    grouped: bool = False


def encoded(column: Column, rows: NDArray[np.int64]) -> Encoded:
    """Return the features that a column becomes, of these rows alone."""
    values = (
        column.values if len(rows) == len(column.values) else column.values.take(pa.array(rows))
    )
    if column.kind == "category":
        features, grouped = _categories(column.name, values)
    elif column.kind == "date":
        features, grouped = _date(column.name, values), False
    else:
        features, grouped = _with_missing(column.name, [(column.name, _floats(values))]), False
    return Encoded([found for found in features if _varies(found[1])], grouped)


def _floats(values: pa.Array) -> NDArray[np.float32]:
    numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    floats: NDArray[np.float32] = numbers.astype(np.float32)
    return floats


def _varies(numbers: NDArray[np.float32]) -> bool:
    known = numbers[~np.isnan(numbers)]
    return bool(len(known) and known.min() < known.max())


def _with_missing(name: str, features: list[Feature]) -> list[Feature]:
    """Add a column that says where the others have no value."""
    missing = np.isnan(features[0][1])
    return [*features, (f"{name} is missing", missing.astype(np.float32))]


def _date(name: str, values: pa.Array) -> list[Feature]:
    """Return a date's year, month, day of the week (1 is Monday) and days since the first one."""
    days = _floats(values.cast(pa.int32()))
    parts = [
        (f"{name}: year", _floats(pc.year(values))),
        (f"{name}: month", _floats(pc.month(values))),
        (f"{name}: day of week", _floats(pc.day_of_week(values, count_from_zero=False))),
        (f"{name}: days since {pc.min(values).as_py()}", days - np.nanmin(days)),
    ]
    return _with_missing(name, parts)


def _categories(name: str, values: pa.Array) -> tuple[list[Feature], bool]:
    """Return a column of 0 and 1 for each category; and whether rare ones share one."""
    found = pc.value_counts(values.drop_null())
    counts = found.field("counts").to_numpy(zero_copy_only=False)
    by_count = np.argsort(-counts, kind="stable")
    common = [place for place in by_count[:_MOST_LEVELS] if counts[place] >= _RARE * len(values)]
    levels = found.field("values").take(pa.array(common, pa.int64())).sort()
    code = pc.fill_null(pc.index_in(values, levels), -1).to_numpy(zero_copy_only=False)
    missing = pc.is_null(values).to_numpy(zero_copy_only=False)
    held = [(fit_name(level), code == place) for place, level in enumerate(levels.to_pylist())]
    rare = (code < 0) & ~missing
    held += [("other", rare)] * bool(rare.any()) + [("missing", missing)] * bool(missing.any())
    return [(f"{name} = {level}", where.astype(np.float32)) for level, where in held], bool(
        rare.any()
    )

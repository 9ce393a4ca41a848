"""From columns to the numbers that models take: categories one-hot, dates in parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.brought import fit_name
from core.data.sheets.columns import Column
from core.data.sheets.kinds import Kind

_MOST_LEVELS = 20
_RARE = 0.01  # of the rows: below it a category is put together with others
Feature = tuple[str, NDArray[np.float32]]
"""A name and a number for each row, NaN where it is missing."""


@dataclass(frozen=True)
class Encoding:
    """How values of a column become features, as learned from the rows in use.

    Attributes:
        name: Of the column.
        kind: What it is.
        levels: Of a category, those that have a feature of their own, in order.
        rare: Whether other categories share one.
        gaps: Whether a category may be missing.
        first: The first date of all.
        kept: The places of the features that vary, for the others say nothing; None for all.
    """

    name: str
    kind: Kind
    levels: pa.Array | None = None
    rare: bool = False
    gaps: bool = False
    first: date | None = None
    kept: tuple[int, ...] | None = None

    def features(self, values: pa.Array) -> list[Feature]:
        """Return the features that such values become."""
        if self.kind == "category":
            found = _categories(self, values)
        elif self.kind == "date":
            found = _with_missing(self.name, _date(self, values))
        else:
            found = _with_missing(self.name, [(self.name, _floats(values))])
        return found if self.kept is None else [found[place] for place in self.kept]


class Encoded(NamedTuple):
    """What became of one column.

    Attributes:
        features: None at all if it says nothing.
        encoding: How to do the same to other values.
    """

    features: list[Feature]
    encoding: Encoding


def encoded(column: Column, rows: NDArray[np.int64]) -> Encoded:
    """Return the features that a column becomes, of these rows alone."""
    values = (
        column.values if len(rows) == len(column.values) else column.values.take(pa.array(rows))
    )
    encoding = _learned(column, values)
    features = encoding.features(values)
    kept = tuple(place for place, (_, numbers) in enumerate(features) if _varies(numbers))
    return Encoded([features[place] for place in kept], replace(encoding, kept=kept))


def _learned(column: Column, values: pa.Array) -> Encoding:
    """Return how a column's values become features, before any is dropped."""
    encoding = Encoding(column.name, column.kind)
    if column.kind == "category":
        found = pc.value_counts(values.drop_null())
        counts = found.field("counts").to_numpy(zero_copy_only=False)
        by_count = np.argsort(-counts, kind="stable")
        common = [
            place for place in by_count[:_MOST_LEVELS] if counts[place] >= _RARE * len(values)
        ]
        levels = found.field("values").take(pa.array(common, pa.int64())).sort()
        rare, gaps = len(levels) < len(found), values.null_count > 0
        return replace(encoding, levels=levels, rare=rare, gaps=gaps)
    return replace(encoding, first=pc.min(values).as_py()) if column.kind == "date" else encoding


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


def _date(encoding: Encoding, values: pa.Array) -> list[Feature]:
    """Return a date's year, month, day of the week (1 is Monday) and days since the first one."""
    name, first = encoding.name, encoding.first
    days = _floats(values.cast(pa.int32()))
    begin = np.float32(np.nan if first is None else (first - date(1970, 1, 1)).days)
    return [
        (f"{name}: year", _floats(pc.year(values))),
        (f"{name}: month", _floats(pc.month(values))),
        (f"{name}: day of week", _floats(pc.day_of_week(values, count_from_zero=False))),
        (f"{name}: days since {first}", days - begin),
    ]


def _categories(encoding: Encoding, values: pa.Array) -> list[Feature]:
    """Return a column of 0 and 1 for each category; rare ones share one."""
    assert encoding.levels is not None
    code = pc.fill_null(pc.index_in(values, encoding.levels), -1).to_numpy(zero_copy_only=False)
    missing = pc.is_null(values).to_numpy(zero_copy_only=False)
    levels = [fit_name(level) for level in encoding.levels.to_pylist()]
    held = [(level, code == place) for place, level in enumerate(levels)]
    held += [("other", (code < 0) & ~missing)] * encoding.rare
    held += [("missing", missing)] * encoding.gaps
    return [(f"{encoding.name} = {level}", where.astype(np.float32)) for level, where in held]

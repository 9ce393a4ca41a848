"""What each column of a table is: a number, a category, a date, or nothing to learn from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from core.data.sheets.kinds import ColumnType, Kind
from core.data.sheets.values import (
    Reading,
    as_date,
    as_number,
    as_text,
    limited,
    present,
    starts_with_zero,
)

_LEAST_SHARE = 0.95  # of a column's values that must be numbers, or dates, to make it one
_LEAST_ROWS = 20  # before "all different" means anything
_LONG = 40  # characters of an average free text
_NAMED_IDENTIFIER = re.compile(r"(^|[\W_])(?i:id|index|nr|no)$|[a-z]I[dD]$")


@dataclass(frozen=True)
class Column:
    """A column, read.

    Attributes:
        name: What it is called.
        kind: What it seems to be.
        reading: Its values, and what was odd about them.
    """

    name: str
    kind: Kind
    reading: Reading

    @property
    def values(self) -> pa.Array:
        """A float64, date32 or string for each row; null where it is missing."""
        return self.reading.values

    @property
    def missing(self) -> int:
        """How many rows have no value."""
        return int(self.values.null_count)

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return int(pc.count_distinct(self.values).as_py())

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return bool(pa.types.is_floating(self.values.type))


def understood(name: str, raw: pa.ChunkedArray) -> Column:
    """Find out what a column is, from what stands in the file."""
    values = present(raw)
    if pa.types.is_string(values.type):
        reading = None if starts_with_zero(values) else as_number(values, _LEAST_SHARE)
        reading = reading or as_date(values, _LEAST_SHARE) or Reading(values)
    else:
        reading = limited(values) if pa.types.is_floating(values.type) else Reading(values)
    return _guessed(name, reading)


def converted(column: Column, wanted: ColumnType) -> Column | None:
    """Return a column as what somebody says that it is, not to be dropped; None if it cannot be."""
    values, reading = column.values, column.reading
    if wanted == "number":
        number = reading if column.numeric else as_number(as_text(values), least=0)
        return number and Column(column.name, "number", number)
    if wanted == "date":
        date = reading if pa.types.is_date(values.type) else as_date(as_text(values), least=0)
        return date and Column(column.name, "date", date)
    return Column(column.name, "category", Reading(as_text(values)))


def _guessed(name: str, reading: Reading) -> Column:
    """Say what a column of these values is most likely to be."""
    column = Column(name, "category", reading)
    known, distinct = len(reading.values) - column.missing, column.distinct
    kind: Kind
    if not known:
        kind = "empty"
    elif distinct == 1 and not column.missing:
        kind = "constant"
    elif pa.types.is_date(reading.values.type):
        kind = "date"
    elif column.numeric:
        kind = "identifier" if distinct == known and _counts(name, reading.values) else "number"
    else:
        kind = _kind_of_texts(reading.values, known, distinct)
    return replace(column, kind=kind)


def _counts(name: str, numbers: pa.Array) -> bool:
    """Return whether numbers that are all different do nothing but number the rows."""
    if len(numbers) < _LEAST_ROWS or not pc.all(pc.equal(numbers, pc.round(numbers))).as_py():
        return False
    ends = pc.min_max(numbers).as_py()
    gapless = ends["max"] - ends["min"] == len(numbers) - 1
    return gapless or _NAMED_IDENTIFIER.search(name) is not None


def _kind_of_texts(
    texts: pa.Array, known: int, distinct: int
) -> Literal["identifier", "text", "category"]:
    """Tell categories from texts that are all different, or nearly so."""
    long = pc.mean(pc.utf8_length(texts)).as_py() > _LONG
    if distinct == known >= _LEAST_ROWS and not long:
        return "identifier"
    return "text" if long or distinct > 0.5 * known else "category"

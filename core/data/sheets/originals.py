"""The columns of a table as people know them, and the way from their values to features.

A category that is one column of a file is several features of 0 and 1, and a date has parts; a
person types a category or a date. Values are told here as *codes*, one number for each column: a
number is its own code, a date's is its days since 1 January 1970, a category's is its place among
the column's choices, and NaN means that there is no value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.dataset import Dataset, SplitName
from core.data.sheets.arrange import Arranged
from core.data.sheets.columns import Column
from core.data.tables import filled, medians_of

Codes = NDArray[np.float64]
Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Original:
    """A column as people know it.

    Attributes:
        name: What it is called.
        kind: What its values are.
        features: Which of the dataset's features it became.
        low, high: The smallest and the largest code among the training examples.
        typical: The median of the numbers and dates there, or the commonest category; NaN if
            none of them has a value.
        whole: Whether all its numbers are whole.
        gaps: Whether some examples have no value.
        choices: The categories.
    """

    name: str
    kind: Literal["number", "category", "date"]
    features: slice
    low: float
    high: float
    typical: float
    whole: bool = False
    gaps: bool = False
    choices: tuple[str, ...] = ()


class Originals(ABC):
    """All columns of a table, but for the one that is predicted."""

    def __init__(self, columns: Sequence[Original]) -> None:
        self.columns = tuple(columns)

    @abstractmethod
    def codes(self, split: SplitName, examples: NDArray[np.int64]) -> Codes:
        """Return what the columns of some examples of a split hold: (example, column)."""

    @abstractmethod
    def encode(self, column: int, codes: Codes) -> Rows:
        """Return the features that values of one column become: (example, feature of it)."""

    def features(self, codes: Codes) -> Rows:
        """Return what a model is given for values of all columns: (example, feature)."""
        return np.hstack([self.encode(place, codes[:, place]) for place in range(codes.shape[1])])

    def typical(self) -> Codes:
        """Return the code of each column that is in the middle, or the commonest: (column,)."""
        return np.array([column.typical for column in self.columns])


class PlainColumns(Originals):
    """Columns that are numbers and features alike."""

    def __init__(self, data: Dataset, first: int = 0) -> None:
        """Take the features of a dataset from number `first` on."""
        self._splits, self._first = data.splits, first
        known = data.splits["train"].inputs[:, first:]
        super().__init__(
            [
                Original(
                    name,
                    "number",
                    slice(first + place, first + place + 1),
                    low=float(values.min()),
                    high=float(values.max()),
                    typical=float(np.median(values)),
                    whole=bool((values == np.round(values)).all()),
                )
                for place, (name, values) in enumerate(
                    zip(data.features[first:], known.T, strict=True)
                )
            ]
        )

    def codes(self, split: SplitName, examples: NDArray[np.int64]) -> Codes:
        """Return the features as they are."""
        return self._splits[split].inputs[examples, self._first :].astype(np.float64)

    def encode(self, column: int, codes: Codes) -> Rows:
        """Return the numbers themselves."""
        return codes.astype(np.float32)[:, None]


class SheetColumns(Originals):
    """Columns of a file that somebody brought, with those of pure noise added behind them.

    Noise on the features is left out: what is in the file is told, and typed.
    """

    def __init__(self, data: Dataset, sheet: Arranged) -> None:
        """Take the columns of a file, and the dataset that was made of it."""
        self._sheet, self._splits = sheet, data.splits
        trained = data.splits["train"].about["row"]
        self._medians = medians_of(sheet.table.inputs[trained])
        self._choices = [_choices(column) for column in sheet.columns]
        self._noise = PlainColumns(data, len(sheet.table.features))
        found, begin = [], 0
        for place, (column, encoding) in enumerate(
            zip(sheet.columns, sheet.encodings, strict=True)
        ):
            end = begin + len(encoding.kept or ())
            known = self._codes_of(place, trained)
            found.append(_described(column, self._choices[place], known, slice(begin, end)))
            begin = end
        super().__init__([*found, *self._noise.columns])

    def codes(self, split: SplitName, examples: NDArray[np.int64]) -> Codes:
        """Return what the file holds."""
        rows = self._splits[split].about["row"][examples]
        own = [self._codes_of(place, rows) for place in range(len(self._sheet.columns))]
        return np.column_stack([*own, self._noise.codes(split, examples)])

    def _codes_of(self, place: int, rows: NDArray[np.int64]) -> Codes:
        """Return the codes of a column in rows of the table."""
        values = self._sheet.columns[place].values.take(pa.array(self._sheet.rows[rows]))
        if pa.types.is_date(values.type):
            values = values.cast(pa.int32())
        elif self._sheet.columns[place].kind == "category":
            values = pc.index_in(values, self._choices[place])
        codes: Codes = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return codes

    def encode(self, column: int, codes: Codes) -> Rows:
        """Return the features that the file's own values became, gaps filled as theirs were."""
        if column >= len(self._sheet.columns):
            return self._noise.encode(column - len(self._sheet.columns), codes)
        kind = self.columns[column].kind
        values = pa.array(codes, from_pandas=True)  # NaN is null
        if kind == "category":
            values = self._choices[column].take(values.cast(pa.int64()))
        elif kind == "date":
            values = values.cast(pa.int32()).cast(pa.date32())
        features = [numbers for _, numbers in self._sheet.encodings[column].features(values)]
        return filled(np.column_stack(features), self._medians[self.columns[column].features])


def _choices(column: Column) -> pa.Array:
    """Return the values of a category in order; none of other columns."""
    if column.kind != "category":
        return pa.array([], pa.string())
    return pc.unique(column.values.drop_null()).sort()


def _described(column: Column, choices: pa.Array, codes: Codes, features: slice) -> Original:
    """Describe a column of a file by its codes in the training examples."""
    known = codes[~np.isnan(codes)]
    category, date = column.kind == "category", column.kind == "date"
    typical = np.nan
    if len(known):
        commonest = np.bincount(known.astype(np.int64)).argmax() if category else 0
        typical = float(commonest if category else np.median(known))
    return Original(
        column.name,
        "category" if category else "date" if date else "number",
        features,
        low=float(known.min()) if len(known) else 0.0,
        high=float(known.max()) if len(known) else 0.0,
        typical=float(np.floor(typical)) if date else typical,
        whole=bool((known == np.round(known)).all()),
        gaps=column.missing > 0,
        choices=tuple(choices.to_pylist()),
    )

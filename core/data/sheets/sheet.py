"""What comes out of a file that holds a table, whatever its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.data.brought import fit_name, problem
from core.spec.message import N_, Message

FIELD = "data.path"
NO_ROWS = N_("there is not a single row of values in this file")
MOST_COLUMNS = 2000
MOST_ROWS = 1_000_000
_MOST_CELLS = 50_000_000
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Sheet:
    """A table as it was found.

    Attributes:
        names: Of its columns, each different.
        columns: One array each: of texts, or of what the file says they are.
        notes: What was done to it.
    """

    names: tuple[str, ...]
    columns: tuple[pa.ChunkedArray, ...]
    notes: tuple[Message, ...] = ()


def check_columns(count: int) -> None:
    """Raise SpecError unless a table of so many columns can be read."""
    if count > MOST_COLUMNS:
        text = N_("there are {count} columns; {most} is the most")
        raise problem(FIELD, text, count=f"{count:,}", most=f"{MOST_COLUMNS:,}")


def make_sheet(names: Sequence[str], table: pa.Table, notes: list[Message], *, told: bool) -> Sheet:
    """Return what was read, with fit names, and not too long.

    Args:
        names: Of the columns, as they stand in the file.
        table: All rows.
        notes: What was done to it so far.
        told: Whether the file had names at all.
    """
    if not table.num_rows:
        raise problem(FIELD, NO_ROWS)
    fit, about_names = fit_names(names, told=told)
    notes = about_names + notes
    rows, most = table.num_rows, min(MOST_ROWS, _MOST_CELLS // len(names))
    if rows > most:
        table = table.take(np.sort(np.random.default_rng(0).choice(rows, most, replace=False)))
        text = N_("Of {rows} rows only {kept}, chosen at random, are used.")
        notes.append(Message(text, {"rows": f"{rows:,}", "kept": f"{most:,}"}))
    return Sheet(fit, tuple(table.columns), tuple(notes))


def is_header(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether a table's first row is names, given the second: names are no numbers.

    Years are: a table may have a column for each.
    """
    return not any(
        _NUMBER.fullmatch(cell.strip()) and not (_YEAR.fullmatch(cell.strip()) and cell != below)
        for cell, below in zip(first, second, strict=False)
    )


def fit_names(names: Sequence[str], *, told: bool) -> tuple[tuple[str, ...], list[Message]]:
    """Return fit names for columns, no two alike, and what there is to say about them.

    Args:
        names: As they stand in the file.
        told: Whether the file had names at all.
    """
    plain = [
        fit_name(name) if name.strip() else f"column {place}" for place, name in enumerate(names, 1)
    ]
    fit = told_apart(plain)
    doubled = sum(name != other for name, other in zip(plain, fit, strict=True))
    notes = []
    if not told:
        notes.append(Message(N_("The first row holds no names, so the columns are numbered.")))
    if doubled:
        text = N_("Columns of the same name were told apart by a number: {count}.")
        notes.append(Message(text, {"count": doubled}))
    return fit, notes


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which those that another has already get a number."""
    taken: dict[str, None] = {}  # in order
    for name in names:
        free, copy = name, 1
        while free in taken:
            copy += 1
            free = f"{name} ({copy})"
        taken[free] = None
    return tuple(taken)

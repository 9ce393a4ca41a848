"""Tables in workbooks of Excel (xlsx, xls, xlsb) and LibreOffice (ods)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine as calamine

from core.data.brought import problem
from core.data.sheets.sheet import FIELD, NO_ROWS, Sheet, check_columns, is_header, make_sheet
from core.spec.message import N_, Message
from core.spec.parameters import shown

_AT_ONCE = 10_000
_MOST_TITLE_ROWS = 50


def read_spreadsheet(path: Path) -> Sheet:
    """Read the first sheet that holds a table, values as text; raises SpecError."""
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        found = next(filter(_holds_rows, map(book.get_sheet_by_name, book.sheet_names)), None)
    except calamine.PasswordError:
        text = N_("the Excel file is locked with a password; save it without one")
        raise problem(FIELD, text) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise problem(FIELD, N_("the Excel file is cut off or damaged; save it again")) from None
    if found is None:
        raise problem(FIELD, NO_ROWS)
    notes = []
    if len(book.sheet_names) > 1:
        text = N_("The file has {count} sheets; only {name} was read.")
        values = {"count": len(book.sheet_names), "name": shown(found.name)}
        notes.append(Message(text, values))
    check_columns(found.width)
    rows = ([_as_text(cell) for cell in row] for row in found.iter_rows())
    names, told, below = _below_names(rows, found.width)
    return make_sheet(names, _table(below, found.width), notes, told=told)


def _holds_rows(sheet: calamine.CalamineSheet) -> bool:
    return sheet.height > 1


def _below_names(
    rows: Iterator[list[str]], width: int
) -> tuple[list[str], bool, Iterator[list[str]]]:
    """Return the names of the columns, whether the sheet tells them, and the rows below them.

    What stands above them, such as a title, fills less than half of a row.
    """
    start = list(islice(rows, _MOST_TITLE_ROWS))
    filled = [sum(map(bool, row)) for row in start]
    least = max(width // 2, 1)
    first = next((number for number, count in enumerate(filled) if count >= least), 0)
    told = is_header(start[first], start[first + 1] if first + 1 < len(start) else [])
    below = chain(start[first + told :], rows)
    return (start[first] if told else [""] * width), told, below


def _table(rows: Iterator[list[str]], width: int) -> pa.Table:
    """Return rows of texts, empty ones left out, as columns."""
    names = [str(place) for place in range(width)]
    schema = pa.schema([(name, pa.string()) for name in names])
    parts: list[pa.RecordBatch] = []
    while batch := list(islice(rows, _AT_ONCE)):
        columns: Sequence[Sequence[str]] = list(zip(*filter(any, batch), strict=True))
        if columns:
            arrays = [pa.array(column, pa.string()) for column in columns]
            parts.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(parts, schema=schema)


def _as_text(cell: Any) -> str:
    """Return a cell as a CSV file would have it; of a formula, its result."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()[:16]
    return str(cell)

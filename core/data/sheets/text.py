"""Tables written as text: which encoding, which delimiter, where they begin, and all their rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from pyarrow import csv as arrow_csv

from core.data.brought import problem
from core.data.sheets.encodings import about_encoding, as_utf8
from core.data.sheets.sheet import FIELD, Sheet, check_columns, is_header, make_sheet
from core.spec.message import N_, Message

_SAMPLE = 2**18  # characters to find the form by
_LARGEST_CELL = 2**24  # bytes
_DELIMITERS = "\t;|,"  # of two that fit alike, the first: a comma is often in numbers
_MOST_TITLE_ROWS = 50
_OTHER_TEXT = re.compile(r'\s*(<(!doctype|html|\?xml|table)|{\s*"|\[\s*[\[{])', re.IGNORECASE)
NO_TABLE = N_("this is not a table; bring CSV, TSV, Parquet or Excel")


class Form(NamedTuple):
    """How a text is laid out.

    Attributes:
        delimiter: Between two values of a row.
        names: Of the columns, as they stand there.
        told: Whether the file says names.
        skip: Lines before the first row of values.
        titles: Rows above the names.
    """

    delimiter: str
    names: list[str]
    told: bool
    skip: int
    titles: int


def read_text(path: Path) -> Sheet:
    """Read a table from text, every value as it is written; raises SpecError."""
    content, encoding = as_utf8(path.read_bytes())
    content = content.removeprefix(codecs.BOM_UTF8) + b"\n"  # the last line may lack it
    start = content[:_SAMPLE].decode("utf-8", "ignore")
    _check_text(start)
    form = form_of(start)
    check_columns(len(form.names))
    table, ragged = _rows(content, form)
    if ragged > table.num_rows:
        text = N_("most rows do not have {count} values, as the first ones have; is it a table?")
        raise problem(FIELD, text, count=len(form.names))
    notes = about_encoding(encoding)
    if form.titles:
        text = N_("Rows above the names of the columns were left out: {count}.")
        notes.append(Message(text, {"count": form.titles}))
    if ragged:
        text = N_("Rows with too many or too few values were left out: {count}.")
        notes.append(Message(text, {"count": f"{ragged:,}"}))
    return make_sheet(form.names, table, notes, told=form.told)


def _check_text(start: str) -> None:
    """Raise SpecError for what is no table, given its first characters."""
    if not start.strip():
        raise problem(FIELD, N_("there is nothing in this file"))
    odd = sum(not (mark.isprintable() or mark.isspace()) for mark in start)
    if odd > 0.01 * len(start) or "\0" in start[:1000]:
        raise problem(FIELD, NO_TABLE)
    if _OTHER_TEXT.match(start):
        text = N_("this is a web page, XML or JSON, not a table; export it as CSV")
        raise problem(FIELD, text)


def form_of(start: str) -> Form:
    """Find out how a text is laid out from its first characters."""
    lines = list(io.StringIO(start, newline=""))
    if len(start) > _SAMPLE // 2 and len(lines) > 1:
        del lines[-1]  # which may be cut off
    delimiter, width = _delimiter(lines)
    rows, ends = _first_rows(lines, delimiter)
    # R leaves the name of the row's number out.
    least = width - 1 if width > 2 else width
    first = next((number for number, row in enumerate(rows) if len(row) >= least), 0)
    names, below = rows[first], rows[first + 1] if first + 1 < len(rows) else []
    if len(names) == width - 1 and len(below) == width:
        names = ["", *names]
    while len(names) > width and not names[-1].strip():
        del names[-1]
    if is_header(names, below):
        return Form(delimiter, names, True, ends[first], first)
    return Form(delimiter, [""] * len(names), False, ends[first - 1] if first else 0, first)


def _first_rows(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the first rows that hold anything, and after how many lines each one ends."""
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    with suppress(csv.Error):  # a value longer than that reader takes
        for row in reader:
            if row:
                rows.append(row)
                ends.append(reader.line_num)
            if len(rows) > _MOST_TITLE_ROWS:
                break
    if not rows:
        raise problem(FIELD, NO_TABLE)
    return rows, ends


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """Return what stands between the values of a row, and how many most rows have."""
    best, most, width = ",", 0.0, 1
    for delimiter in _DELIMITERS:
        counts: Counter[int] = Counter()
        with suppress(csv.Error):
            counts.update(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        usual, rows = max(counts.items(), key=lambda item: item[1], default=(1, 0))
        share = rows / max(counts.total(), 1)
        if usual > 1 and share > most:
            best, most, width = delimiter, share, usual
    return best, width


def _rows(content: bytes, form: Form) -> tuple[pa.Table, int]:
    """Return all rows that have a value for each column, and how many have not."""
    # A quotation mark that never ends takes in everything below it, or is taken for a huge value.
    ways = (True,) if content.count(b'"') % 2 == 0 else (True, False)
    tried = []
    for quotes in ways:
        with suppress(pa.ArrowInvalid):
            tried.append(_parsed(content, form, quotes=quotes))
    if not tried:
        text = N_("a value in the file is longer than {most} MB; is it a table?")
        raise problem(FIELD, text, most=_LARGEST_CELL // 2**20)
    return max(tried, key=lambda result: result[0].num_rows)


def _parsed(content: bytes, form: Form, *, quotes: bool) -> tuple[pa.Table, int]:
    ragged = 0

    def leave_out(row: arrow_csv.InvalidRow) -> str:
        nonlocal ragged
        ragged += 1
        return "skip"

    # Columns of the same name would be one to the parser.
    names = [str(place) for place in range(len(form.names))]
    read = arrow_csv.ReadOptions(
        use_threads=False, block_size=_LARGEST_CELL, skip_rows=form.skip, column_names=names
    )
    parse = arrow_csv.ParseOptions(
        delimiter=form.delimiter,
        quote_char='"' if quotes else False,
        newlines_in_values=quotes,
        invalid_row_handler=leave_out,
    )
    convert = arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    table = arrow_csv.read_csv(pa.BufferReader(content), read, parse, convert)
    return table, ragged

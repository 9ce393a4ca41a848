"""Tables in Parquet files, which say what each column is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from core.data.brought import problem
from core.data.sheets.sheet import FIELD, Sheet, check_columns, make_sheet
from core.spec.message import N_

_MOST_VALUES = 100_000_000


def read_parquet(path: Path) -> Sheet:
    """Read a table from a Parquet file; raises SpecError."""
    try:
        file = parquet.ParquetFile(path, memory_map=True)
        rows, columns = file.metadata.num_rows, len(file.schema_arrow.names)
        check_columns(columns)
        # A file of a few bytes can stand for billions of rows that are all the same.
        if rows * columns > _MOST_VALUES:
            text = N_("there are {rows} rows of {columns} columns, too many to read; bring fewer")
            raise problem(FIELD, text, rows=f"{rows:,}", columns=columns)
        table = file.read(use_threads=False)
    except (pa.ArrowException, OSError, KeyError):
        text = N_("the Parquet file is cut off or damaged; write it again")
        raise problem(FIELD, text) from None
    return make_sheet(table.column_names, table, [], told=True)

"""Tables in Parquet files, which say what each column is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from core.data.brought import problem
from core.data.sheets.sheet import FIELD, Sheet, check_columns, make_sheet
from core.spec.message import N_

_MOST_BYTES = 2**30


def read_parquet(path: Path) -> Sheet:
    """Read a table from a Parquet file; raises SpecError."""
    try:
        file = parquet.ParquetFile(path, memory_map=True)
        told = file.metadata
        check_columns(len(file.schema_arrow.names))
        groups = (told.row_group(number) for number in range(told.num_row_groups))
        size = sum(group.total_byte_size for group in groups)
        if size > _MOST_BYTES:
            text = N_("unpacked, the Parquet file would take {size} MB; {most} MB is the most")
            values = {"size": f"{size / 2**20:,.0f}", "most": _MOST_BYTES // 2**20}
            raise problem(FIELD, text, **values)
        table = file.read(use_threads=False)
    except (pa.ArrowException, OSError, KeyError):
        text = N_("the Parquet file is cut off or damaged; write it again")
        raise problem(FIELD, text) from None
    return make_sheet(table.column_names, table, [], told=True)

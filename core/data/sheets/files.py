"""Telling what kind of file holds a table, by its first bytes, and having it read."""

from __future__ import annotations

import zipfile
from pathlib import Path

from core.data.brought import problem
from core.data.sheets.parquet import read_parquet
from core.data.sheets.sheet import FIELD, Sheet
from core.data.sheets.text import read_text
from core.spec.message import N_

MOST_BYTES = 200 * 2**20
_ZIP = b"PK\3\4"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_MOST_UNPACKED = 2**30
_MOST_RATIO = 100
_RATIO_COUNTS_FROM = 50 * 2**20  # a small sheet of nothing but zeros is packed as tightly


def read_file(path: Path) -> Sheet:
    """Read a table of any kind that is known here; raises SpecError."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        text = N_("the file has {size} MB; {most} MB is the most")
        values = {"size": f"{size / 2**20:,.0f}", "most": MOST_BYTES // 2**20}
        raise problem(FIELD, text, **values)
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PAR1"):
        return read_parquet(path)
    if start.startswith((_ZIP, _OLD_EXCEL)):
        # Imported here so that all else can be read where no reader for Excel is installed.
        from core.data.sheets.spreadsheet import read_spreadsheet

        if start.startswith(_ZIP):
            _check_zip(path)
        return read_spreadsheet(path)
    if start.startswith(_PACKED):
        raise problem(FIELD, N_("the file is packed; unpack it and bring what is in it"))
    return read_text(path)


def _check_zip(path: Path) -> None:
    """Raise SpecError unless a ZIP is a workbook (they are ZIP files) that may be unpacked."""
    try:
        with zipfile.ZipFile(path) as opened:
            infos = opened.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
        raise problem(FIELD, N_("the Excel file is cut off or damaged; save it again")) from None
    if not _WORKBOOKS & {info.filename for info in infos}:
        raise problem(FIELD, N_("this is a ZIP file; unpack it and bring the table that is in it"))
    whole = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    tight = whole > _RATIO_COUNTS_FROM and whole > _MOST_RATIO * packed
    if whole > _MOST_UNPACKED or tight:
        text = N_("unpacked, the Excel file would take {size} MB; it is not read. Save it as CSV")
        raise problem(FIELD, text, size=f"{whole / 2**20:,.0f}")

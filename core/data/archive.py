"""Looking into a ZIP that somebody brings. Nothing in it is trusted, and nothing is unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from core.data.brought import fit_name, problem
from core.spec.message import N_
from core.spec.parameters import shown

MOST_BYTES = 500 * 2**20
MOST_RATIO = 100
_RATIO_COUNTS_FROM = 50 * 2**20  # a few blank pictures are packed as tightly and are no harm
_MOST_DIRECTORY = 16 * 2**20  # of the table of contents, which is read whole: 100 000 files or so
_HIDDEN = ("__MACOSX", "Thumbs.db", "desktop.ini")
_ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".jar")
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, LookupError),
)


class Entry(NamedTuple):
    """A file in an archive: the folders it lies in and its own name, fit to be shown."""

    info: zipfile.ZipInfo
    folders: tuple[str, ...]
    name: str


class Archive:
    """An open ZIP that was found harmless.

    Attributes:
        entries: Its files, hidden ones left out, in the order of their names.
    """

    def __init__(self, opened: zipfile.ZipFile, field: str) -> None:
        self._opened, self._field = opened, field
        infos = opened.infolist()
        _check_sizes(infos, field)
        self.entries = sorted(
            (entry for info in infos if (entry := _entry(info, field))),
            key=lambda entry: (entry.folders, entry.name),
        )

    def read(self, entry: Entry) -> bytes:
        """Return a file's content; raises SpecError if it is damaged."""
        try:
            return self._opened.read(entry.info)
        except _DAMAGE:
            text = N_("{name} in the ZIP file is damaged; pack the folder again")
            raise problem(self._field, text, name=shown(entry.name)) from None


@contextmanager
def opened_archive(path: Path, field: str) -> Iterator[Archive]:
    """Open a ZIP file; raises SpecError if it is none, or one that must not be read."""
    try:
        # The table of contents alone could fill the memory. This is what zipfile itself goes by,
        # so that nothing can be shown to one and not to the other.
        with path.open("rb") as file:
            end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
        too_long = bool(end) and end[5] > _MOST_DIRECTORY
        opened = None if too_long else zipfile.ZipFile(path)
    except _DAMAGE:
        raise problem(field, _damage(path)) from None
    if opened is None:
        raise problem(field, N_("there are too many files in the ZIP file; bring fewer pictures"))
    with opened:
        yield Archive(opened, field)


def _damage(path: Path) -> str:
    """Say what a file is that cannot be opened as a ZIP."""
    with path.open("rb") as file:
        if file.read(4) == b"PK\3\4":
            return N_("the ZIP file is cut off or damaged; bring it again")
    return N_("this is not a ZIP file; pack a folder that holds one folder a class")


def _check_sizes(infos: list[zipfile.ZipInfo], field: str) -> None:
    """Raise SpecError if the files would be too much once unpacked."""
    whole = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if whole > MOST_BYTES:
        text = N_(
            "unpacked, the ZIP file would take {size} MB; {most} MB is the most. "
            "Bring fewer or smaller pictures"
        )
        raise problem(field, text, size=f"{whole / 2**20:,.0f}", most=MOST_BYTES // 2**20)
    if whole > _RATIO_COUNTS_FROM and whole > MOST_RATIO * packed:
        text = N_(
            "the ZIP file unpacks to more than {ratio} times its size, which pictures never do; "
            "it is not read"
        )
        raise problem(field, text, ratio=MOST_RATIO)


def _entry(info: zipfile.ZipInfo, field: str) -> Entry | None:
    """Return a file that may be looked at, None for what is no file or hidden.

    Raises:
        SpecError: If whoever made the archive meant harm, or it cannot be read.
    """
    path = _decoded(info).replace("\\", "/")
    parts = path.split("/")
    # Nothing is ever written under these names; but who brings such a file brings no pictures.
    if path.startswith("/") or parts[0][1:2] == ":" or ".." in parts:
        text = N_("the ZIP file names {name}, which lies outside of it; it is not read")
        raise problem(field, text, name=shown(path))
    if stat.S_ISLNK(info.external_attr >> 16):
        text = N_("the ZIP file holds a link, {name}, instead of a file; it is not read")
        raise problem(field, text, name=shown(path))
    if info.is_dir() or any(part.startswith(".") or part in _HIDDEN for part in parts):
        return None
    if info.flag_bits & 1:
        raise problem(field, N_("the ZIP file is locked with a password; pack it without one"))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        text = N_("the ZIP file is packed in an unusual way; pack it as an ordinary ZIP file")
        raise problem(field, text)
    if path.lower().endswith(_ARCHIVES):
        text = N_("there is another archive, {name}, in the ZIP file; unpack that one first")
        raise problem(field, text, name=shown(path))
    *folders, name = (fit_name(part) for part in parts)
    return Entry(info, tuple(folders), name)


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return a file's name; macOS writes UTF-8 without saying so, as the format demands."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename

"""Files that people bring: kept under the hash of their content, found again by that name."""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import shown
from core.store.home import home

MOST_BYTES = 300 * 2**20
MOST_KEPT_BYTES = 8 * 2**30
"""Of all uploads together, and of what was found in them: a class may bring a lot."""
_KEPT = re.compile(r"[0-9a-f]{32}(\.[a-z0-9]{1,8})?")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}$")
_READ_AT_ONCE = 2**20


def folder() -> Path:
    """Return the folder of the uploads, made if it was not there."""
    found = home() / "uploads"
    found.mkdir(exist_ok=True)
    return found


def keep(content: bytes | BinaryIO, name: str) -> str:
    """Keep an uploaded file, once however often it is brought.

    Args:
        content: The file, or its bytes.
        name: What it was called where it came from; only its suffix is used.

    Returns:
        The name under which settings refer to it, such as `ab12...cd.zip`.

    Raises:
        SpecError: If it is too large, or if there is no room left for uploads.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    digest, size = hashlib.sha256(), 0
    partial = folder() / f"{secrets.token_hex(8)}.partial"
    try:
        with partial.open("wb") as file:
            while chunk := stream.read(_READ_AT_ONCE):
                size += len(chunk)
                if size > MOST_BYTES:
                    text = N_("the file is larger than {most} MB; bring a smaller one")
                    values = {"most": MOST_BYTES // 2**20}
                    raise SpecError([Problem("upload", Message(text, values))])
                digest.update(chunk)
                file.write(chunk)
        suffix = _SUFFIX.search(name.lower())
        kept = digest.hexdigest()[:32] + (suffix[0] if suffix else "")
        if not (folder() / kept).exists():
            _make_room()
        partial.replace(folder() / kept)
    finally:
        partial.unlink(missing_ok=True)
    return kept


def _make_room() -> None:
    """Have room for what was just brought; what was found in files goes, the oldest first.

    It is found again when it is needed, but only if all of it is gone. What people brought stays.
    """
    sizes: dict[Path, int] = {}
    changed: dict[str, float] = {}
    for path in folder().iterdir():
        with suppress(FileNotFoundError):  # somebody else's upload has just got its name
            status = path.stat()
            sizes[path] = status.st_size
            if "-" in path.name:
                digest = path.name.split("-")[0]
                changed[digest] = max(status.st_mtime, changed.get(digest, 0.0))
    used = sum(sizes.values())
    for digest in sorted(changed, key=lambda one: changed[one]):
        if used <= MOST_KEPT_BYTES:
            return
        # The summaries first: whoever finds none reads the file again.
        found = [path for path in sizes if path.name.startswith(f"{digest}-")]
        for path in sorted(found, key=lambda one: one.suffix != ".json"):
            path.unlink(missing_ok=True)
            used -= sizes[path]
    if used > MOST_KEPT_BYTES:
        text = N_(
            "there is no room for this file: uploads take {most} MB already; ask whoever runs the "
            "playground to delete some"
        )
        raise SpecError([Problem("upload", Message(text, {"most": MOST_KEPT_BYTES // 2**20}))])


def is_upload(name: str) -> bool:
    """Return whether a setting names an upload, and no path."""
    return _KEPT.fullmatch(name) is not None


def path_of(name: str, field: str) -> Path:
    """Return the file that a setting names: an upload, or a path on this machine.

    Args:
        name: The value of the setting.
        field: Where it stands in the specification, for the sentence if there is no such file.

    Raises:
        SpecError: If there is no such file, or if it may not be read from here.
    """
    if not name:
        text = N_("no file has been chosen yet; upload one or give the path of one")
        raise SpecError([Problem(field, Message(text))])
    kept = folder() / name if _KEPT.fullmatch(name) else None
    if kept and kept.is_file():
        return kept
    values = {"value": shown(name)}
    # Whoever can only reach the pages must not learn what else lies on this machine.
    if os.environ.get("PLAYGROUND_UPLOADS_ONLY") == "1":
        text = N_(
            "{value} is not an uploaded file, and only those can be read while the playground "
            "serves other machines; upload it"
        )
        raise SpecError([Problem(field, Message(text, values))])
    try:
        path = Path(name).expanduser()
        if path.is_file():
            return path
    except (OSError, RuntimeError):
        pass  # a path that no system would take is one where no file is
    text = N_("there is no file {value}; upload one or give the path of one")
    raise SpecError([Problem(field, Message(text, values))])

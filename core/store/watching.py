"""Whether somebody watches a run: only then does its process show its current weights."""

from __future__ import annotations

import time
from pathlib import Path

from core.store.home import run_folder

SECONDS_OF_INTEREST = 5.0
_MARKER = "watched"


def watch(run: str) -> None:
    """Say that somebody watches a run now.

    Raises:
        OSError: If the disk does not take it.
    """
    (run_folder(run) / _MARKER).touch()


def is_watched(folder: Path) -> bool:
    """Return whether somebody watched the run of a folder a moment ago."""
    try:
        last = (folder / _MARKER).stat().st_mtime
    except OSError:
        return False  # nobody ever did
    return time.time() - last < SECONDS_OF_INTEREST

"""Reading a series once, in a process of its own, and keeping what was found."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from core.data import kept
from core.data.brought import problem
from core.data.timelines.kinds import Wishes
from core.data.windows import Series
from core.spec.message import N_, Message
from core.spec.run_spec import digest

FIELD = "data.path"
_MOST_SECONDS = 300
_MOST_MEMORY = 4 * 2**30  # bytes of address space
_FORM = 1  # raised when the same file would be read differently


def series(path: Path, wishes: Wishes) -> Series:
    """Return the series in a table, having it read if it has never been; raises SpecError."""
    file = _file(path, wishes)
    found = kept.found(file, lambda: _read_elsewhere(path, wishes))
    notes = tuple(Message.from_json(note) for note in found["notes"])
    values, times = _arrays(file.with_suffix(".npz"))
    return Series(values, times, found["target"], notes=notes, line=wishes.repair == "interpolate")


@lru_cache(maxsize=8)
def _arrays(file: Path) -> tuple[Any, Any]:
    """Return the values and times of a series; its file's name says all of what it holds."""
    with np.load(file, allow_pickle=False) as arrays:
        return arrays["values"], arrays["times"]


def _file(path: Path, wishes: Wishes) -> Path:
    return kept.beside(path, f"series-{_FORM}-{digest(asdict(wishes))}.json")


def _read_elsewhere(path: Path, wishes: Wishes) -> None:
    """Have a process of its own read a series; raises SpecError if it did not come to an end."""
    arguments = (str(path.resolve()), json.dumps(asdict(wishes)))
    try:
        kept.read_apart("core.data.timelines.ingest", *arguments, seconds=_MOST_SECONDS)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        text = N_("the table could not be read in the time and memory allowed; bring a smaller one")
        raise problem(FIELD, text) from None


def read(path: Path, wishes: Wishes) -> None:
    """Read a series and keep it and what was found, or what is wrong with it."""
    from core.data.sheets.files import read_file
    from core.data.timelines.arrange import arrange

    file = _file(path, wishes)

    def find() -> dict[str, Any]:
        found = arrange(read_file(path), wishes)
        with kept.whole(file.with_suffix(".npz")) as unfinished:
            np.savez(unfinished, values=found.values, times=found.times)
        return {"target": found.target, "notes": [note.to_json() for note in found.notes]}

    # Written last: where it is, the arrays are whole.
    kept.keep(file, find)


if __name__ == "__main__":
    kept.bound_memory(_MOST_MEMORY)
    read(Path(sys.argv[1]), Wishes(**json.loads(sys.argv[2])))

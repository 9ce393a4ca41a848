"""Reading a ZIP of pictures once, in a process of its own, and keeping what was found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from core.data import kept
from core.data.archive import opened_archive
from core.data.brought import problem
from core.data.decoding import Colour
from core.data.folders import FIELD, read_pictures
from core.spec.message import N_, Message

MOST_SECONDS = 600
MOST_MEMORY = 3 * 2**30  # bytes of address space
_FORM = 1  # raised when the same file would be read differently


class Summary(NamedTuple):
    """What was found in a ZIP: class names and counts in label order, and what was done."""

    classes: tuple[str, ...]
    counts: tuple[int, ...]
    notes: tuple[Message, ...]


def summary(path: Path, side: int, colour: Colour) -> Summary:
    """Return what is in a ZIP, having it read if it has never been; raises SpecError."""
    facts = _array(path, side, colour).with_suffix(".json")
    found = kept.found(facts, lambda: _read_elsewhere(path, side, colour))
    notes = tuple(Message.from_json(note) for note in found["notes"])
    return Summary(tuple(found["classes"]), tuple(found["counts"]), notes)


def pictures(path: Path, side: int, colour: Colour) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return all pictures, (example, channel, side, side), and their labels; raises SpecError."""
    summary(path, side, colour)
    with np.load(_array(path, side, colour)) as arrays:
        return arrays["images"], arrays["labels"]


def _array(path: Path, side: int, colour: Colour) -> Path:
    """Return where the array of a ZIP is kept."""
    return kept.beside(path, f"{side}-{colour}-{_FORM}.npz")


def _read_elsewhere(path: Path, side: int, colour: Colour) -> None:
    """Have a process of its own read a ZIP; raises SpecError if it did not come to an end."""
    arguments = (str(path.resolve()), str(side), colour)
    try:
        kept.read_apart("core.data.ingest", *arguments, seconds=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        text = N_("reading the ZIP file took longer than {most} minutes; bring fewer pictures")
        raise problem(FIELD, text, most=MOST_SECONDS // 60) from None
    except subprocess.CalledProcessError:
        text = N_("the ZIP file could not be read within the memory allowed; bring fewer pictures")
        raise problem(FIELD, text) from None


def read(path: Path, side: int, colour: Colour) -> None:
    """Read a ZIP and keep its array and what was found, or what is wrong with it."""
    array = _array(path, side, colour)

    def find() -> dict[str, Any]:
        with opened_archive(path, FIELD) as archive:
            found = read_pictures(archive, side, colour)
        with kept.whole(array) as unfinished:
            np.savez(unfinished, images=found.images, labels=found.labels)
        return {
            "classes": found.classes,
            "counts": np.bincount(found.labels).tolist(),
            "notes": [note.to_json() for note in found.notes],
        }

    # Written last: where it is, the array is whole.
    kept.keep(array.with_suffix(".json"), find)


if __name__ == "__main__":
    kept.bound_memory(MOST_MEMORY)
    read(Path(sys.argv[1]), int(sys.argv[2]), cast(Colour, sys.argv[3]))

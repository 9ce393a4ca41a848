"""Reading a table once, in a process of its own, and keeping what was found.

Its columns are kept as an Arrow file, so that another target or another type of a column does not
have the file read again. Nothing heavy is imported before something is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from core.catalog.descriptions import Task
from core.data import kept
from core.data.brought import problem
from core.data.sheets.kinds import Kind, Wishes
from core.spec.message import N_, Message
from core.spec.run_spec import digest

if TYPE_CHECKING:
    from core.data.sheets.arrange import Arranged
    from core.data.sheets.columns import Column

FIELD = "data.path"
MOST_SECONDS = 300
MOST_MEMORY = 4 * 2**30  # bytes of address space
_FORM = 1  # raised when the same file would be read differently
_FIRST_ROWS = 20
_SHORT = 60  # characters of a value that is shown


class Glance(NamedTuple):
    """A column as a page shows it: what it seems to be, and its first values."""

    name: str
    kind: Kind
    missing: int
    distinct: int
    first: tuple[str, ...]


class Summary(NamedTuple):
    """What a table is once it is arranged."""

    features: tuple[str, ...]
    classes: tuple[str, ...]
    target: str
    task: Task
    rows: int
    notes: tuple[Message, ...]


def glances(path: Path) -> list[Glance]:
    """Return the columns of a table, having it read if it has never been; raises SpecError."""
    return [
        Glance(**{key: column[key] for key in Glance._fields[:-1]}, first=tuple(column["first"]))
        for column in _overview(path)["columns"]
    ]


def summary(path: Path, wishes: Wishes) -> Summary:
    """Return what a table is once arranged, in a process of its own if it never was."""
    told = json.dumps(asdict(wishes))
    found = kept.found(_summary_file(path, wishes), lambda: _read_elsewhere(path, told))
    return Summary(
        tuple(found["features"]),
        tuple(found["classes"]),
        found["target"],
        found["task"],
        found["rows"],
        tuple(Message.from_json(note) for note in found["notes"]),
    )


def arranged(path: Path, wishes: Wishes) -> Arranged:
    """Return a table that can be learned from; raises SpecError."""
    from core.data.sheets.arrange import arrange

    return arrange(_columns(path), wishes)


def _file(path: Path, ending: str) -> Path:
    """Return where something about a table is kept."""
    return kept.beside(path, f"sheet-{_FORM}{ending}")


def _summary_file(path: Path, wishes: Wishes) -> Path:
    return _file(path, f"-{digest(asdict(wishes))}.json")


def _overview(path: Path) -> dict[str, Any]:
    return kept.found(_file(path, ".json"), lambda: _read_elsewhere(path))


def _columns(path: Path) -> list[Column]:
    """Return the columns of a table as they were read."""
    import pyarrow as pa

    from core.data.sheets.columns import Column
    from core.data.sheets.values import Reading

    told = _overview(path)["columns"]
    with pa.memory_map(str(_file(path, ".arrow"))) as file:
        batch = pa.ipc.open_file(file).get_batch(0)
    return [
        Column(
            one["name"], one["kind"], Reading(values, one["infinite"], one["odd"], one["swapped"])
        )
        for one, values in zip(told, batch.columns, strict=True)
    ]


def _read_elsewhere(path: Path, *told: str) -> None:
    """Have a process of its own read a table; raises SpecError if it did not come to an end."""
    arguments = (str(path.resolve()), *told)
    try:
        kept.read_apart("core.data.sheets.ingest", *arguments, seconds=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        text = N_("reading the table took longer than {most} minutes; bring a smaller one")
        raise problem(FIELD, text, most=MOST_SECONDS // 60) from None
    except subprocess.CalledProcessError:
        text = N_("the table could not be read within the memory allowed; bring a smaller one")
        raise problem(FIELD, text) from None


def read(path: Path, *told: str) -> None:
    """Read a table and keep its columns, and for each of the wishes told what comes out."""
    overview = _file(path, ".json")
    if not overview.exists():
        kept.keep(overview, lambda: _read_columns(path))
    for one in told:
        wishes = Wishes(**json.loads(one))
        kept.keep(_summary_file(path, wishes), partial(_summarised, path, wishes))


def _read_columns(path: Path) -> dict[str, Any]:
    """Read a file and keep the values of its columns; return what there is to know of them."""
    import pyarrow as pa

    from core.data.sheets.columns import understood
    from core.data.sheets.files import read_file

    sheet = read_file(path)
    columns = [understood(name, raw) for name, raw in zip(sheet.names, sheet.columns, strict=True)]
    places = [str(place) for place in range(len(columns))]
    batch = pa.RecordBatch.from_arrays([column.values for column in columns], places)
    with (
        kept.whole(_file(path, ".arrow")) as unfinished,
        pa.ipc.new_file(str(unfinished), batch.schema) as file,
    ):
        file.write_batch(batch)
    return {
        "columns": [_described(column) for column in columns],
        "notes": [note.to_json() for note in sheet.notes],
    }


def _described(column: Column) -> dict[str, Any]:
    """Return what there is to know of a column, beside its values."""
    from core.data.sheets.values import as_text

    first = as_text(column.values.slice(0, _FIRST_ROWS)).to_pylist()
    return {
        "name": column.name,
        "kind": column.kind,
        "missing": column.missing,
        "distinct": column.distinct,
        "first": [(value or "")[:_SHORT] for value in first],
        "infinite": column.reading.infinite,
        "odd": column.reading.odd,
        "swapped": column.reading.swapped,
    }


def _summarised(path: Path, wishes: Wishes) -> dict[str, Any]:
    found = arranged(path, wishes)
    return {
        "features": found.table.features,
        "classes": found.table.classes,
        "target": found.table.target,
        "task": found.task,
        "rows": len(found.table.targets),
        "notes": _overview(path)["notes"] + [note.to_json() for note in found.notes],
    }


if __name__ == "__main__":
    kept.bound_memory(MOST_MEMORY)
    read(Path(sys.argv[1]), *sys.argv[2:])

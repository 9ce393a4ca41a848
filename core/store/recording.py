"""What the process of a run writes while it plays, and what viewers read of it.

`attempt` is the fence: it proves that the run is still the writer's own.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from core.store.database import database, writing
from core.store.tables import checkpoints, chunks, runs


class Superseded(Exception):
    """This process's run was given to another one, or deleted; whatever it writes is refused."""


class Moment(NamedTuple):
    """Where a run stands: steps times phases plus the phases done of the next; steps; epochs."""

    tick: int
    step: int
    epoch: int


# Run for every bit of a training's history, so put together once: that takes longer than they do.
_HOLD = update(runs).where(
    runs.c.id == bindparam("its_run"),
    runs.c.attempt == bindparam("its_attempt"),
    runs.c.status == "running",
)
_LAST_SEQUENCE = select(func.coalesce(func.max(chunks.c.sequence), 0)).where(
    chunks.c.run == bindparam("its_run")
)
_FORGET_CHECKPOINTS = delete(checkpoints).where(
    checkpoints.c.run == bindparam("its_run"),
    checkpoints.c.tick.in_(bindparam("ticks", expanding=True)),
)
_ADD_CHUNK, _ADD_CHECKPOINT = insert(chunks), insert(checkpoints)


def hold(connection: Connection, run: str, attempt: int, **values: Any) -> None:
    """Update a run's row if this attempt still holds it; raises Superseded otherwise."""
    held = {"its_run": run, "its_attempt": attempt, "heartbeat": time.time(), **values}
    if not connection.execute(_HOLD, held).rowcount:
        raise Superseded(run)


class Chunk(NamedTuple):
    """What is recorded at a time.

    Attributes:
        series: Events by series; there may be none.
        checkpoint: Where the run stood when a checkpoint was written, and the file's bytes.
    """

    series: Mapping[str, Any]
    checkpoint: tuple[Moment, int] | None = None


def append(
    run: str,
    attempt: int,
    recorded: Iterable[Chunk],
    *,
    progress: Mapping[str, Any],
    forgotten: Sequence[int] = (),
) -> None:
    """Add chunks, one after the other, and the progress made.

    Args:
        run: The run.
        attempt: The writer's.
        recorded: What is to be added.
        progress: How far the run is after all of it.
        forgotten: Ticks of checkpoints that are to be thinned out.

    Raises:
        Superseded: If the run is not this attempt's any more.
    """
    with writing() as connection:
        hold(connection, run, attempt, progress=dict(progress))
        sequence = int(connection.execute(_LAST_SEQUENCE, {"its_run": run}).scalar_one())
        events, kept = [], {}
        for series, checkpoint in recorded:
            if series:
                sequence += 1
                events.append({"run": run, "sequence": sequence, "series": dict(series)})
            if checkpoint:
                at, size = checkpoint
                kept[at.tick] = {"run": run, **at._asdict(), "bytes": size, "sequence": sequence}
        if events:
            connection.execute(_ADD_CHUNK, events)
        if kept or forgotten:
            old = {"its_run": run, "ticks": [*kept, *forgotten]}
            connection.execute(_FORGET_CHECKPOINTS, old)
        if kept:
            connection.execute(_ADD_CHECKPOINT, list(kept.values()))


def cut(run: str, attempt: int, tick: int) -> None:
    """Forget what was recorded after the checkpoint at `tick`; raises Superseded."""
    with writing() as connection:
        hold(connection, run, attempt)
        cut_back(connection, run, tick)


def cut_back(connection: Connection, run: str, tick: int) -> None:
    """Delete what was recorded after the checkpoint at `tick`, and have viewers start over."""
    kept = (
        select(checkpoints.c.sequence)
        .where(checkpoints.c.run == run, checkpoints.c.tick == tick)
        .scalar_subquery()
    )
    later = chunks.c.sequence > func.coalesce(kept, 0)
    gone = connection.execute(delete(chunks).where(chunks.c.run == run, later)).rowcount
    connection.execute(
        delete(checkpoints).where(checkpoints.c.run == run, checkpoints.c.tick > tick)
    )
    if gone:
        connection.execute(
            update(runs).where(runs.c.id == run).values(revision=runs.c.revision + 1)
        )


def checkpoints_of(run: str) -> list[dict[str, int]]:
    """Return tick, step, epoch and bytes of a run's checkpoints, first to last."""
    query = select(checkpoints).where(checkpoints.c.run == run).order_by(checkpoints.c.tick)
    with database().connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def events_after(run: str, sequence: int) -> tuple[int, dict[str, dict[str, list[Any]]]]:
    """Return the newest chunk's number and all series recorded after chunk `sequence`."""
    query = (
        select(chunks.c.sequence, chunks.c.series)
        .where(chunks.c.run == run, chunks.c.sequence > sequence)
        .order_by(chunks.c.sequence)
    )
    merged: dict[str, dict[str, list[Any]]] = {}
    with database().connect() as connection:
        for number, series in connection.execute(query):
            sequence = number
            for key, points in series.items():
                kept = merged.setdefault(key, {"x": [], "y": []})
                kept["x"] += points["x"]
                kept["y"] += points["y"]
    return sequence, merged

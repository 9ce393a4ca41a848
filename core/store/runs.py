"""Runs: making them, asking things of them, and what becomes of them.

A run's status moves like this:

    waiting -> running -> finished | stopped | diverged | failed
       ^          |                      |                 |
       +- paused <+                      |                 |
       +---------------------------------+-----------------+

A paused or waiting run holds no training slot.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Executable, Row, delete, func, insert, select, update

from core.spec.message import N_, Message
from core.spec.run_spec import RunSpec
from core.store.database import database, writing
from core.store.home import home, run_folder
from core.store.recording import cut_back, hold
from core.store.tables import runs

Status = Literal["waiting", "running", "paused", "finished", "stopped", "diverged", "failed"]
ACTIVE: tuple[Status, ...] = ("waiting", "running")
ENDED: tuple[Status, ...] = ("finished", "stopped", "diverged", "failed")
Until = Literal["batch", "epoch", "phase", "now"]
"""Where a stretch of training ends; `now` scores the run as it stands and ends it."""
Command = Literal["pause", "stop", "rewind"]

STATUS_TITLES: dict[str, str] = {
    "waiting": N_("Waiting"),
    "running": N_("Training"),
    "paused": N_("Paused"),
    "finished": N_("Finished"),
    "stopped": N_("Stopped"),
    "diverged": N_("Diverged"),
    "failed": N_("Failed"),
}


@dataclass(frozen=True)
class Run:
    """A run as stored; times are seconds since the epoch. See `core.store.tables.runs`."""

    id: str
    name: str
    owner: str
    recipe: str
    dataset: str
    seed: int
    spec: dict[str, Any]
    data_hash: str
    group_hash: str
    status: Status
    command: Command | None
    until: Until | None
    attempt: int
    restarts: int
    revision: int
    progress: dict[str, Any]
    message: dict[str, Any] | None
    error: str | None
    scores: dict[str, dict[str, float | None]]
    seconds: dict[str, float]
    parameters: int | None
    memory_mb: float | None
    device: str | None
    environment: dict[str, Any]
    created: float
    queued: float | None
    started: float | None
    finished: float | None
    heartbeat: float | None
    comparison: str | None


def _run(row: Row[Any]) -> Run:
    return Run(**row._mapping)


def _write(statement: Executable) -> int:
    """Execute one writing statement; return how many rows it changed."""
    with writing() as connection:
        return int(connection.execute(statement).rowcount)


def create(
    spec: RunSpec,
    *,
    name: str,
    owner: str = "",
    status: Status = "waiting",
    until: Until | None = None,
    worker: Mapping[str, Any] | None = None,
) -> str:
    """Store a new run and return its id, which nobody can guess.

    Args:
        spec: What to train.
        name: What people call it.
        owner: Whose it is; empty for the command line's.
        status: Where it starts from.
        until: How far it is to go, if not to its end.
        worker: For a process that trains the run itself: who it is. The run is then its first
            attempt already, and no engine can take it.
    """
    (run,) = create_all([spec], name=name, owner=owner, status=status, until=until, worker=worker)
    return run


def create_all(
    specs: Sequence[RunSpec],
    *,
    name: str | Sequence[str],
    owner: str = "",
    status: Status = "waiting",
    until: Until | None = None,
    worker: Mapping[str, Any] | None = None,
    compared: bool = False,
) -> list[str]:
    """Store several new runs at once, as `create` does one; return their ids in order.

    Runs that can be trained together are, if they begin to wait at the same moment. A single name
    is that of each. If they are to be `compared`, they are one comparison, and each of them lets
    runs go first that somebody waits for.
    """
    comparison = secrets.token_hex(10) if compared else None
    now = time.time()
    names = [name] * len(specs) if isinstance(name, str) else name
    rows = [
        {
            "id": secrets.token_hex(10),
            "name": called[:200],
            "owner": owner,
            "recipe": spec.recipe,
            "dataset": spec.dataset,
            "seed": spec.seed,
            "spec": spec.to_json(),
            "data_hash": spec.data_hash(),
            "group_hash": spec.group_hash(),
            "status": "running" if worker else status,
            "attempt": 1 if worker else 0,
            "environment": dict(worker or {}),
            "heartbeat": now if worker else None,
            "started": now if worker else None,
            "until": until,
            "created": now,
            "queued": now,
            "comparison": comparison,
        }
        for spec, called in zip(specs, names, strict=True)
    ]
    _write(insert(runs).values(rows))
    return [str(row["id"]) for row in rows]


def get(run: str) -> Run | None:
    """Return one run, or None if there is none of that id."""
    with database().connect() as connection:
        row = connection.execute(select(runs).where(runs.c.id == run)).one_or_none()
    return _run(row) if row else None


def standing(wanted: Sequence[str]) -> dict[str, tuple[int, Command | None]]:
    """Return attempt and command of some runs, by run; those that are gone are left out."""
    query = select(runs.c.id, runs.c.attempt, runs.c.command).where(runs.c.id.in_(wanted))
    with database().connect() as connection:
        return {run: (attempt, command) for run, attempt, command in connection.execute(query)}


def find(
    *,
    owners: Sequence[str] | None = None,
    status: Sequence[str] | None = None,
    data_hash: str | None = None,
    group_hash: str | None = None,
    group_hashes: Sequence[str] | None = None,
    comparison: str | None = None,
    limit: int = 1000,
) -> list[Run]:
    """Return matching runs, newest first."""
    query = select(runs).order_by(runs.c.created.desc()).limit(limit)
    if owners is not None:
        query = query.where(runs.c.owner.in_(owners))
    if status is not None:
        query = query.where(runs.c.status.in_(status))
    if data_hash is not None:
        query = query.where(runs.c.data_hash == data_hash)
    if group_hash is not None:
        query = query.where(runs.c.group_hash == group_hash)
    if group_hashes is not None:
        query = query.where(runs.c.group_hash.in_(group_hashes))
    if comparison is not None:
        query = query.where(runs.c.comparison == comparison)
    with database().connect() as connection:
        return [_run(row) for row in connection.execute(query)]


def rename(run: str, name: str) -> None:
    """Give a run another name."""
    _write(update(runs).where(runs.c.id == run).values(name=name[:200]))


def remove(run: str) -> None:
    """Forget a run and its files; its process, if it has one, notices at its next write."""
    _write(delete(runs).where(runs.c.id == run))
    shutil.rmtree(run_folder(run), ignore_errors=True)


def sweep() -> None:
    """Delete folders without a run, which a deleted run's process may have written at the last."""
    if os.environ.get("PLAYGROUND_DATABASE_URL"):
        return  # the folder may hold runs of another database
    # Listed before the runs are, so that a run made in between keeps its folder.
    folders = list((home() / "runs").glob("*"))
    with database().connect() as connection:
        known = set(connection.execute(select(runs.c.id)).scalars())
    for folder in folders:
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def ask(run: str, command: Command) -> None:
    """Ask something of a run that trains or waits. A waiting one is answered here and now."""
    immediate = {"pause": "paused", "stop": "stopped", "rewind": "paused"}
    waits = (runs.c.id == run, runs.c.status == "waiting")
    with writing() as connection:
        standing = {"status": immediate[command], "until": None, "message": None}
        answered = connection.execute(update(runs).where(*waits).values(standing)).rowcount
        if answered and command == "rewind":
            _begin_anew(connection, run)
        if not answered:
            trains = (runs.c.id == run, runs.c.status == "running")
            connection.execute(update(runs).where(*trains).values(command=command))


def enqueue(run: str, until: Until | None = None) -> bool:
    """Let a paused, stopped or failed run go on; return whether it will.

    A finished run has nothing left to do and must be rewound first.
    """
    statement = (
        update(runs)
        .where(runs.c.id == run, runs.c.status.in_(("paused", "stopped", "failed")))
        .values(
            status="waiting",
            until=until,
            queued=time.time(),
            comparison=None,  # whoever asks for this one waits for it
            command=None,
            message=None,
            error=None,
            scores={},  # of a model that will have learned more
            seconds={},
            restarts=0,
            finished=None,
        )
    )
    return _write(statement) == 1


def finish_early(run: str) -> None:
    """End a paused or waiting run: it is given a slot once more, just long enough to be scored."""
    _write(
        update(runs)
        .where(runs.c.id == run, runs.c.status.in_(("paused", "waiting")))
        .values(status="waiting", until="now", queued=time.time(), command=None, message=None)
    )


def rewind(run: str) -> bool:
    """Cut a run that does not train back to its beginning; return whether it was.

    Played again it repeats itself exactly: same initial weights, same order of the data.
    """
    ready = select(runs.c.id).where(runs.c.id == run, runs.c.status.in_(("paused", *ENDED)))
    with writing() as connection:
        found = connection.execute(ready).first() is not None
        if found:
            _begin_anew(connection, run)
    return found


def _begin_anew(connection: Connection, run: str) -> None:
    """Make a run one that is paused before its first step."""
    beginning: dict[str, Any] = {
        **{"status": "paused", "command": None, "until": None, "message": None, "error": None},
        **{"scores": {}, "seconds": {}, "finished": None, "restarts": 0, "progress": {}},
    }
    connection.execute(update(runs).where(runs.c.id == run).values(beginning))
    cut_back(connection, run, 0)


def claim(run: str, *, worker: Mapping[str, Any]) -> int | None:
    """Take a waiting run to train it; return the attempt's number, or None if it is taken."""
    now = time.time()
    with writing() as connection:
        taken = connection.execute(
            update(runs)
            .where(runs.c.id == run, runs.c.status == "waiting")
            .values(
                status="running",
                attempt=runs.c.attempt + 1,
                command=None,
                heartbeat=now,
                started=func.coalesce(runs.c.started, now),
                environment=dict(worker),
            )
        ).rowcount
        if not taken:
            return None
        return int(connection.execute(select(runs.c.attempt).where(runs.c.id == run)).scalar_one())


def note(run: str, attempt: int, **values: Any) -> None:
    """Update fields of a run that this attempt holds.

    Raises:
        Superseded: If it no longer does.
    """
    with writing() as connection:
        hold(connection, run, attempt, **values)


def settle(
    run: str,
    attempt: int,
    status: Status,
    *,
    message: Message | None = None,
    rewound: bool = False,
    **values: Any,
) -> None:
    """End this attempt with a status; raises Superseded like `note`.

    One that was `rewound` is from then on paused at its beginning; nobody sees it in between.
    """
    with writing() as connection:
        hold(
            connection,
            run,
            attempt,
            status=status,
            command=None,
            until=None,
            message=message.to_json() if message else None,
            finished=time.time() if status in ENDED else None,
            **values,
        )
        if rewound:
            _begin_anew(connection, run)


def requeue(run: str, attempt: int, message: Message, *, counted: bool) -> bool:
    """Put a run whose process was lost back into the queue, at its old place.

    Args:
        run: The run.
        attempt: The attempt that was lost.
        message: What viewers are told.
        counted: Whether the run itself may be at fault, which it may be once.

    Returns:
        Whether the run was still that attempt's.
    """
    lost = (runs.c.id == run, runs.c.attempt == attempt, runs.c.status == "running")
    return bool(
        _write(
            update(runs)
            .where(*lost)
            .values(
                status="waiting",
                message=message.to_json(),
                attempt=runs.c.attempt + 1,
                restarts=runs.c.restarts + (1 if counted else 0),
            )
        )
    )

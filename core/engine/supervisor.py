"""A worker's task: one child process, for a run or several, watched, bounded and, if need be,
killed."""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import psutil

from core.spec.message import N_, Message
from core.store import runs

SECONDS_BETWEEN_LOOKS = 0.05
SECONDS_TO_OBEY = 10.0
AUTOMATIC_RESTARTS = 1

CRASHED_ONCE = N_("The process of this run ended unexpectedly; it goes on from its last checkpoint")
CRASHED_TWICE = N_(
    "The process of this run ended unexpectedly, twice. What it had learned up to its last "
    "checkpoint is kept; press Resume to try once more"
)
TOO_HUNGRY_ONCE = N_(
    "This run needed more than {limit} MB of memory and was ended; it goes on from its last "
    "checkpoint"
)
TOO_HUNGRY_TWICE = N_(
    "This run needed more than {limit} MB of memory, twice, and was ended. Try a smaller batch or "
    "a smaller model"
)


def memory_limit_mb() -> float:
    """Return how much one run may hold: PLAYGROUND_RUN_MEMORY_MB, else a fair share."""
    named = os.environ.get("PLAYGROUND_RUN_MEMORY_MB")
    if named:
        return float(named)
    return float(psutil.virtual_memory().total * 0.7 / 1e6 / (os.cpu_count() or 1))


def supervise(waiting: Sequence[str]) -> None:
    """Train waiting runs in one process of their own until it is done; several of them together."""
    worker = {"host": socket.gethostname()}
    claimed = {run: runs.claim(run, worker=worker) for run in waiting}
    attempts = {run: attempt for run, attempt in claimed.items() if attempt is not None}
    if not attempts:
        return
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(attempts, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        hungry = _watch(attempts, child, ours)
    finally:
        child.kill()
        child.join()
    for run, attempt in attempts.items():
        _bury(run, attempt, hungry)


def _child(attempts: Mapping[str, int], pipe: Connection) -> None:
    """Become the runs' process. The worker itself never imports torch, which is what this costs."""
    from core.engine.child import main

    main(attempts, pipe)


def _watch(attempts: Mapping[str, int], child: BaseProcess, pipe: Connection) -> float | None:
    """Pass commands on until the child ends; return the memory limit if it was broken."""
    process = psutil.Process(child.pid)
    limit = memory_limit_mb()
    asked: dict[str, tuple[str, float]] = {}
    while child.is_alive():
        child.join(SECONDS_BETWEEN_LOOKS)
        found = runs.standing(list(attempts))
        ours = {
            run: command for run, (attempt, command) in found.items() if attempts[run] == attempt
        }
        if not ours:
            return None  # deleted, or given to another process
        for run, command in ours.items():
            if command and (run not in asked or asked[run][0] != command):
                asked[run] = (command, time.monotonic())
                _send(pipe, (run, command))
            if command and time.monotonic() - asked[run][1] > SECONDS_TO_OBEY:
                _enforce(run)
                return None
        if _resident_mb(process) > limit:
            return limit
    return None


def _send(pipe: Connection, asked: tuple[str, str]) -> None:
    try:
        pipe.send(asked)
    except OSError:
        return  # the child has just ended; its exit says the rest


def _resident_mb(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def _enforce(run: str) -> None:
    """Do what a child that does not answer was asked, from its last checkpoint."""
    stored = runs.get(run)
    if stored is None:
        return
    status: runs.Status = "stopped" if stored.command == "stop" else "paused"
    text = N_("The run did not answer in time and was ended; it stands at its last checkpoint")
    rewound = stored.command == "rewind"
    runs.settle(stored.id, stored.attempt, status, message=Message(text), rewound=rewound)


def _bury(run: str, attempt: int, hungry: float | None) -> None:
    """Put a run whose child died without a word back into the queue, once."""
    stored = runs.get(run)
    if stored is None or stored.attempt != attempt or stored.status != "running":
        return
    values = {"limit": f"{hungry:,.0f}"} if hungry else {}
    if stored.restarts < AUTOMATIC_RESTARTS:
        text = TOO_HUNGRY_ONCE if hungry else CRASHED_ONCE
        runs.requeue(run, attempt, Message(text, values), counted=True)
    else:
        text = TOO_HUNGRY_TWICE if hungry else CRASHED_TWICE
        runs.settle(run, attempt, "failed", message=Message(text, values))

"""A worker's task: one child process for one run, watched, bounded and, if need be, killed."""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import psutil

from core.spec.message import N_, Message
from core.store import runs
from core.store.runs import Run

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


def supervise(run: str) -> None:
    """Train a waiting run in a process of its own until that process is done."""
    attempt = runs.claim(run, worker={"host": socket.gethostname()})
    if attempt is None:
        return
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(run, attempt, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        hungry = _watch(run, attempt, child, ours)
    finally:
        child.kill()
        child.join()
    _bury(run, attempt, hungry)


def _child(run: str, attempt: int, pipe: Connection) -> None:
    """Become the run's process. The worker itself never imports torch, which is what this costs."""
    from core.engine.child import main

    main(run, attempt, pipe)


def _watch(run: str, attempt: int, child: BaseProcess, pipe: Connection) -> float | None:
    """Pass commands on until the child ends; return the memory limit if it was broken."""
    process = psutil.Process(child.pid)
    limit = memory_limit_mb()
    asked: tuple[str, float] | None = None
    while child.is_alive():
        child.join(SECONDS_BETWEEN_LOOKS)
        stored = runs.get(run)
        if stored is None or stored.attempt != attempt:
            return None  # deleted, or given to another process
        if stored.command and (asked is None or asked[0] != stored.command):
            asked = (stored.command, time.monotonic())
            _send(pipe, stored.command)
        if asked and time.monotonic() - asked[1] > SECONDS_TO_OBEY:
            _enforce(stored)
            return None
        if _resident_mb(process) > limit:
            return limit
    return None


def _send(pipe: Connection, command: str) -> None:
    try:
        pipe.send(command)
    except OSError:
        return  # the child has just ended; its exit says the rest


def _resident_mb(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def _enforce(stored: Run) -> None:
    """Do what a child that does not answer was asked, from its last checkpoint."""
    status: runs.Status = "stopped" if stored.command == "stop" else "paused"
    text = N_("The run did not answer in time and was ended; it stands at its last checkpoint")
    runs.settle(stored.id, stored.attempt, status, message=Message(text))
    if stored.command == "rewind":
        runs.rewind(stored.id)


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

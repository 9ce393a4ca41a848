"""The process of one run: plays it and writes down how that ended."""

from __future__ import annotations

import contextlib
import os
import platform
import traceback
from collections.abc import Callable
from importlib.metadata import version
from multiprocessing.connection import Connection
from typing import Any

from core.catalog.build import build_spec
from core.engine.journal import StoreJournal, patiently
from core.metrics.metric import as_arrays
from core.spec.message import N_, Message, SpecError
from core.store import arrays, runs
from core.store.recording import Superseded
from core.store.runs import Command
from core.training.player import Journal, Outcome, Player, nobody_asks, peak_memory_mb

BROKEN = N_("Something in this run failed unexpectedly: {reason}")


def main(run: str, attempt: int, pipe: Connection) -> None:
    """Play `run` until its end or until a command comes through `pipe`."""
    with contextlib.suppress(Superseded):
        play_stored(run, attempt, lambda: _received(pipe))


def play_stored(
    run: str,
    attempt: int,
    control: Callable[[], Command | None] = nobody_asks,
    journal: Journal | None = None,
) -> Outcome:
    """Play a run that this process has claimed, and settle it in the store.

    This is a process boundary: whatever a recipe raises ends up in the run, not on a console.
    """
    stored = runs.get(run)
    if stored is None:
        raise Superseded(run)
    environment = {**stored.environment, **versions()}
    try:
        player = Player(build_spec(stored.spec), journal or StoreJournal(run, attempt))
        runs.note(
            run,
            attempt,
            device=player.device,
            parameters=player.learner.parameter_count(),
            environment=environment,
        )
        outcome = player.play(stored.until, control)
    except Superseded:
        raise
    except Exception as error:
        reason = Message(BROKEN, {"reason": f"{type(error).__name__}: {error}"[:300]})
        if isinstance(error, SpecError):  # such as data that are not there: it is a sentence itself
            reason = error.problems[0].message
        outcome = Outcome("failed", reason)
        settle(run, attempt, outcome, error=traceback.format_exc())
        return outcome
    memory = peak_memory_mb()  # before anything is measured or written, which takes some too
    if outcome.scores:
        environment["size_bytes"] = player.learner.size_bytes()
    settle(
        run,
        attempt,
        outcome,
        fallback=player.device_message,
        parameters=player.learner.parameter_count(),
        memory_mb=memory,
        environment=environment,
    )
    return outcome


def settle(
    run: str, attempt: int, outcome: Outcome, fallback: Message | None = None, **values: Any
) -> None:
    """Write an outcome down; `fallback` is said when the outcome itself says nothing."""
    if outcome.scores:
        values["scores"] = outcome.scores
    if outcome.predictions:
        patiently(lambda: runs.note(run, attempt))  # before a superseded attempt writes a file
        said = as_arrays(outcome.predictions)
        patiently(lambda: arrays.save(run, "predictions", said))
    if outcome.seconds:
        values["seconds"] = outcome.seconds
    message = outcome.message or fallback
    patiently(lambda: runs.settle(run, attempt, outcome.status, message=message, **values))
    if outcome.rewound:
        runs.rewind(run)


def versions() -> dict[str, Any]:
    """Return what a result depends on besides its spec."""
    packages = ("torch", "numpy", "scikit-learn", "gymnasium")
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "threads": 1,
        **{package: version(package) for package in packages},
    }


def _received(pipe: Connection) -> Command | None:
    """Return the command that waits in the pipe, if one does."""
    if not pipe.poll():
        return None
    try:
        command: Command = pipe.recv()
    except (EOFError, OSError):
        # The supervisor is gone. Another attempt will go on from the last checkpoint; this one
        # must not write over it.
        os._exit(1)
    return command

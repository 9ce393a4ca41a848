"""The process of a run, or of several that differ in their seed alone: plays them, and writes down
how that ended."""

from __future__ import annotations

import contextlib
import os
import platform
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from multiprocessing.connection import Connection
from typing import Any

from core.catalog.build import build_spec
from core.engine.journal import StoreJournal, patiently
from core.metrics.metric import as_arrays
from core.spec.message import N_, Message, SpecError
from core.store import arrays, runs
from core.store.recording import Superseded
from core.store.runs import Command, Until
from core.training.player import Journal, Outcome, Player, nobody_asks, peak_memory_mb
from core.training.turns import Commands, nobody_asks_any, play_together

BROKEN = N_("Something in this run failed unexpectedly: {reason}")


def main(attempts: Mapping[str, int], pipe: Connection) -> None:
    """Play a run, or several together, until their end or until commands come through `pipe`.

    Args:
        attempts: By run, the attempt that this process makes at it.
        pipe: Brings pairs of a run and a command.
    """
    if len(attempts) > 1:
        play_stored_together(attempts, lambda: _received(pipe))
        return
    for run, attempt in attempts.items():
        with contextlib.suppress(Superseded):
            play_stored(run, attempt, partial(_received_for, run, pipe))


@dataclass(frozen=True)
class _Begun:
    """A run that this process plays."""

    run: str
    attempt: int
    player: Player
    until: Until | None
    environment: dict[str, Any]


def play_stored(
    run: str,
    attempt: int,
    control: Callable[[], Command | None] = nobody_asks,
    journal: Journal | None = None,
) -> Outcome:
    """Play a run that this process has claimed, and settle it in the store.

    This is a process boundary: whatever a recipe raises ends up in the run, not on a console.
    """
    try:
        begun = _begin(run, attempt, journal)
        outcome = begun.player.play(begun.until, control)
    except Superseded:
        raise
    except Exception as error:
        return _fail(run, attempt, error)
    memory = peak_memory_mb()  # before anything is measured or written, which takes some too
    _end(begun, outcome, memory)
    return outcome


def play_stored_together(
    attempts: Mapping[str, int],
    control: Callable[[], Commands] = nobody_asks_any,
    journals: Mapping[str, Journal] | None = None,
) -> None:
    """Play runs that differ in nothing but their seed as one batch, and settle each in the store.

    A process boundary like `play_stored`. Who uses how much memory cannot be told.
    """
    begun: dict[str, _Begun] = {}
    data = None
    for run, attempt in attempts.items():
        try:
            journal = journals[run] if journals else None
            begun[run] = _begin(run, attempt, journal, data=data, among=len(attempts))
            data = begun[run].player.setup.data
        except Superseded:
            continue
        except Exception as error:
            _fail(run, attempt, error)
    left = dict(begun)
    try:
        players = {run: each.player for run, each in begun.items()}
        until = {run: each.until for run, each in begun.items()}
        for run, end in play_together(players, until, control):
            with contextlib.suppress(Superseded):
                _conclude(left.pop(run), end)
    except Exception as error:  # in a step that they make together
        for run, each in left.items():
            with contextlib.suppress(Superseded):
                _fail(run, each.attempt, error)


def _begin(
    run: str, attempt: int, journal: Journal | None, *, data: Any = None, among: int = 1
) -> _Begun:
    """Make the player of a run; raises Superseded if there is none."""
    stored = runs.get(run)
    if stored is None:
        raise Superseded(run)
    environment = {**stored.environment, **versions()} | ({"together": among} if among > 1 else {})
    journal = journal or StoreJournal(run, attempt)
    player = Player(build_spec(stored.spec), journal, data=data, among=among)
    runs.note(
        run,
        attempt,
        device=player.device,
        parameters=player.learner.parameter_count(),
        environment=environment,
    )
    return _Begun(run, attempt, player, stored.until, environment)


def _conclude(begun: _Begun, end: Outcome | Exception) -> None:
    """Settle one of several runs."""
    if isinstance(end, Outcome):
        _end(begun, end, None)
    elif not isinstance(end, Superseded):
        _fail(begun.run, begun.attempt, end)


def _end(begun: _Begun, outcome: Outcome, memory_mb: float | None) -> None:
    """Settle a run that was played."""
    player, environment = begun.player, begun.environment
    if outcome.scores:
        environment["size_bytes"] = player.learner.size_bytes()
    settle(
        begun.run,
        begun.attempt,
        outcome,
        fallback=player.device_message,
        parameters=player.learner.parameter_count(),
        memory_mb=memory_mb,
        environment=environment,
    )


def _fail(run: str, attempt: int, error: Exception) -> Outcome:
    """Settle a run in which something was raised."""
    reason = Message(BROKEN, {"reason": f"{type(error).__name__}: {error}"[:300]})
    if isinstance(error, SpecError):  # such as data that are not there: it is a sentence itself
        reason = error.problems[0].message
    outcome = Outcome("failed", reason)
    settle(run, attempt, outcome, error="".join(traceback.format_exception(error)))
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
    values |= {"message": message, "rewound": outcome.rewound}
    patiently(lambda: runs.settle(run, attempt, outcome.status, **values))


@cache
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


def _received_for(run: str, pipe: Connection) -> Command | None:
    return _received(pipe).get(run)


def _received(pipe: Connection) -> Commands:
    """Return the commands that wait in the pipe, by run."""
    commands: dict[str, Command] = {}
    while pipe.poll():
        try:
            run, command = pipe.recv()
        except (EOFError, OSError):
            # The supervisor is gone. Another attempt will go on from the last checkpoint; this one
            # must not write over it.
            os._exit(1)
        commands[run] = command
    return commands

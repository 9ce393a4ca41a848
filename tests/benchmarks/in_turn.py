"""Two trainings of the same kind in processes of their own, of which one stands still at a time.

The speed of a shared machine changes from moment to moment, by more than what is to be measured:
two equal trainings of a second each differ by a tenth. Slices that follow each other, on the same
core, see the same of it, and a training need not know that it is cut into slices.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import statistics
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import Self

from core.engine.journal import StoreJournal
from core.spec.run_spec import RunSpec
from core.store import runs
from core.training.player import Outcome, Player
from tests.benchmarks.result import Result, median_of

SLICE = 0.03
"""Seconds for which one of them goes on; its part of the processor's caches is back in far less."""
Training = Generator[None, None, None]
"""Gets ready when first asked, then makes an epoch each time; the last one ends it, untimed, with a
look at whether it was the training that is meant. Of the first, which imports much, nothing is
timed either."""


def ratios(
    name: str,
    ours: Callable[[], Training],
    theirs: Callable[[], Training],
    *,
    epochs: int,
    steps: int,
    pairs: int,
    target: float | None = None,
) -> list[Result]:
    """Return the ratio of speeds, by the wall's clock and by processor time.

    Args:
        name: What is compared.
        ours: Begins the player's training. Like `theirs` it goes to another process.
        theirs: Begins the other way of training.
        epochs: How many each of them has.
        steps: How many an epoch has.
        pairs: How often both are trained; a pair's ratio is that of all its epochs together.
        target: What the ratio should reach.
    """
    timed = epochs - 2
    with ExitStack() as opened:
        mine, others = (opened.enter_context(_Side(begin, timed)) for begin in (ours, theirs))
        for pair in range(pairs):
            _train(*((mine, others) if pair % 2 else (others, mine)))
    speeds = [timed * steps / statistics.median(side.wall) for side in (mine, others)]
    note = (
        f"steps/s: {speeds[0]:.1f} and {speeds[1]:.1f}; {pairs} trainings, "
        f"{timed} epochs of each, {1000 * SLICE:.0f} ms in turn"
    )
    wall, cpu = (
        [theirs / ours for ours, theirs in zip(*both, strict=True)]
        for both in ((mine.wall, others.wall), (mine.cpu, others.cpu))
    )
    return [
        median_of(name, wall, "x", target=target, note=note),
        median_of(f"{name}, by processor time", cpu, "x"),
    ]


class _Side:
    """A process that makes one training after the other, and often stands still.

    Attributes:
        wall: Seconds by the wall's clock that each of its trainings took, without its standstills.
        cpu: Seconds of processor time, which other processes spare.
    """

    def __init__(self, begin: Callable[[], Training], timed: int) -> None:
        spawning = multiprocessing.get_context("spawn")
        self._there, self._its_end = spawning.Pipe()
        told = (begin, timed, self._its_end)
        self._process = spawning.Process(target=_work, args=told, daemon=True)
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def __enter__(self) -> Self:
        self._process.start()
        self._its_end.close()  # or one would wait for ever for a process that has died
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()  # which ends one that stands still, too
        self._process.join()

    def tell(self) -> None:
        """Have it go on to what comes next: a training that gets ready, or that begins."""
        self._there.send(None)

    def hear(self) -> float | None:
        """Wait for what it says; raises RuntimeError if its training failed."""
        said: float | RuntimeError | None = self._there.recv()
        if isinstance(said, RuntimeError):
            raise said
        return said

    def stop(self) -> None:
        """Let it stand still."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def slice(self) -> bool:
        """Let it go on for a moment, and add that to its last training; True once that is over."""
        begun = time.perf_counter()
        self.go_on()
        over = self._there.poll(SLICE)
        self.stop()
        self.wall[-1] += time.perf_counter() - begun
        return over

    def _signal(self, number: signal.Signals) -> None:
        if self._process.pid is not None:
            os.kill(self._process.pid, number)


def _train(first: _Side, second: _Side) -> None:
    """Have each make a training, of which the timed part is cut into slices."""
    sides = [first, second]
    for side in sides:
        side.tell()
    for side in sides:
        side.hear()
    for side in sides:
        side.stop()
        side.tell()
        side.wall.append(0.0)
    left = sides
    while left:
        left = [side for side in left if not side.slice()]
    for side in sides:
        side.go_on()
        side.cpu.append(side.hear() or 0.0)
        side.hear()


def _work(begin: Callable[[], Training], timed: int, there: Connection) -> None:
    """Make trainings for as long as somebody asks: say when one is ready, timed, and looked at."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    try:
        while True:
            there.recv()
            _stay_on(cores)
            training = begin()
            for _ in range(2):
                next(training)
            _stay_on(cores[:1])  # this thread; one that writes beside it goes where it likes
            there.send(None)
            there.recv()
            begun = time.process_time()
            for _ in range(timed):
                next(training)
            there.send(time.process_time() - begun)
            next(training, None)
            there.send(None)
    except Exception as error:
        there.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _stay_on(cores: Sequence[int]) -> None:
    """Keep this thread, and those that it begins from now on, to some cores; none where unknown."""
    if cores:
        os.sched_setaffinity(0, cores)


def by_the_player(spec: RunSpec, look: Callable[[Outcome], None]) -> Training:
    """Train as a run does: events in the database, a checkpoint file each epoch.

    Before what is timed, and at its end, it is waited for what is to be written.

    Args:
        spec: The run.
        look: Raises an error if what came of it shows another training than the one meant.
    """
    run = runs.create(spec, name="benchmark")
    attempt = runs.claim(run, worker={})
    if attempt is None:
        raise RuntimeError("the benchmark's run was taken by another process")
    journal = StoreJournal(run, attempt)
    playing = Player(spec, journal)
    progress = playing.learner.progress()
    batches, last = progress.steps // progress.epochs, progress.epochs - 1
    turns, step = playing.turns(), 0
    yield
    try:
        phase = next(turns)
        while True:
            begun = time.perf_counter()
            told = list(playing.learner.step(phase))
            phase = turns.send((told, time.perf_counter() - begun))
            step += 1
            if step % batches == 0:
                if step // batches in (1, last):
                    journal.written()
                yield
    except StopIteration as ended:
        look(ended.value)

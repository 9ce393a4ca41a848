"""Two trainings of the same kind, some epochs of the one and of the other in turn.

The speed of a shared machine changes from second to second, by more than what is to be measured;
epochs that follow each other see the same of it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Generator

from core.engine.journal import StoreJournal
from core.spec.run_spec import RunSpec
from core.store import runs
from core.training.player import Outcome, Player
from tests.benchmarks.result import Result, median_of

STRETCHES = 3
"""In how many turns a training is made. Longer ones would see more of what else changes; at the end
of shorter ones the player would wait more often for what it writes, which a run does once."""
Training = Generator[None, None, None]
"""Gets ready when first asked, then makes an epoch each time; the last one ends it, untimed, with a
look at whether it was the training that is meant."""


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
        ours: Begins the player's training.
        theirs: Begins the other way of training.
        epochs: How many each of them has; one more than some stretches of equal length.
        steps: How many an epoch has.
        pairs: How often both are trained; a pair's ratio is that of all its epochs together.
        target: What the ratio should reach.
    """
    measured = [_both(ours(), theirs(), epochs, pair) for pair in range(pairs)]
    mine, other = ([pair[side].wall for pair in measured] for side in (0, 1))
    speeds = [(epochs - 1) * steps / statistics.median(seconds) for seconds in (mine, other)]
    note = (
        f"steps/s: {speeds[0]:.1f} and {speeds[1]:.1f}; {pairs} trainings, "
        f"{epochs - 1} epochs of each, {_stretch(epochs)} in turn"
    )
    wall = [by_hand.wall / played.wall for played, by_hand in measured]
    cpu = [by_hand.cpu / played.cpu for played, by_hand in measured]
    return [
        median_of(name, wall, "x", target=target, note=note),
        median_of(f"{name}, by processor time", cpu, "x"),
    ]


class _Stopwatch:
    """Adds up the seconds of the wall's clock, and of processor time, which others spare."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def time(self, training: Training, epochs: int) -> None:
        """Add what the next epochs take."""
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(epochs):
            next(training)
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


def _both(
    ours: Training, theirs: Training, epochs: int, pair: int
) -> tuple[_Stopwatch, _Stopwatch]:
    """Train both to their end; which of them goes first changes from stretch to stretch.

    So does which is made first from pair to pair: it may get the better place in memory.
    """
    watches = _Stopwatch(), _Stopwatch()
    sides = list(zip((ours, theirs), watches, strict=True))
    for training, _ in sides if pair % 2 else reversed(sides):
        next(training)
    for stretch in range(STRETCHES):
        for training, watch in sides if (stretch + pair) % 2 else reversed(sides):
            watch.time(training, _stretch(epochs))
    for training, _ in sides:
        next(training, None)
    return watches


def _stretch(epochs: int) -> int:
    """Return how many epochs follow each other before it is the other's turn."""
    length, rest = divmod(epochs - 1, STRETCHES)
    if rest:
        raise ValueError(f"{epochs - 1} epochs do not make {STRETCHES} stretches of equal length")
    return length


def by_the_player(spec: RunSpec, look: Callable[[Outcome], None]) -> Training:
    """Train as a run does: events in the database, a checkpoint file each epoch.

    What an epoch leaves to be written is written beside the next one, as in a run; at the end of a
    stretch it is waited for.

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
    journal.written()
    turns, epoch = playing.turns(), 0
    stretch = _stretch(playing.learner.progress().epochs)
    yield
    try:
        phase = next(turns)
        while True:
            if playing.learner.progress().epoch > epoch:
                epoch += 1
                if epoch % stretch == 0:
                    journal.written()
                yield
            begun = time.perf_counter()
            told = list(playing.learner.step(phase))
            phase = turns.send((told, time.perf_counter() - begun))
    except StopIteration as ended:
        look(ended.value)

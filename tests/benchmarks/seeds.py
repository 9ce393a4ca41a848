"""What many seeds cost, trained together, next to one."""

from __future__ import annotations

import time
from typing import NamedTuple

from core.catalog.build import build_spec
from core.engine.child import play_stored, play_stored_together
from core.store import runs
from tests.benchmarks.result import Result, median_of, side_by_side

MANY = 8
EPOCHS = 150
PAIRS = 3
LEAST_ACCURACY = 0.9  # or something other than this training was timed


class Cost(NamedTuple):
    """Seconds of the wall's clock, and of processor time, which other processes spare."""

    wall: float
    cpu: float


def seeds() -> list[Result]:
    """Train a whole run of the default network, and eight seeds of it, each stored like one."""
    measured = side_by_side(lambda: cost(MANY), lambda: cost(1), PAIRS)
    name, note = f"{MANY} seeds / one seed", f"mlp on spiral, {EPOCHS} epochs, from setup to scores"
    wall = [many.wall / one.wall for many, one in measured]
    cpu = [many.cpu / one.cpu for many, one in measured]
    return [
        median_of(name, wall, "x", target=2.0, higher_is_better=False, note=note),
        median_of(f"{name}, by processor time", cpu, "x"),
    ]


def cost(count: int) -> Cost:
    """Train so many seeds in this process as the engine's child does; return what it took."""
    raw = {"recipe": "mlp", "dataset": "spiral", "device": "cpu"}
    training = {"epochs": EPOCHS, "early_stopping": None}
    specs = [build_spec({**raw, "seed": seed, "training": training}) for seed in range(count)]
    attempts = {run: runs.claim(run, worker={}) for run in runs.create_all(specs, name="benchmark")}
    claimed = {run: attempt for run, attempt in attempts.items() if attempt is not None}
    began = Cost(time.perf_counter(), time.process_time())
    if count == 1:
        for run, attempt in claimed.items():
            play_stored(run, attempt)
    else:
        play_stored_together(claimed)
    took = Cost(time.perf_counter() - began.wall, time.process_time() - began.cpu)
    for run in attempts:
        done = runs.get(run)
        accuracy = done.scores["test"]["accuracy"] if done is not None and done.scores else None
        if accuracy is None or accuracy < LEAST_ACCURACY:
            raise RuntimeError(f"an accuracy of {accuracy} is too low to be compared")
    return took

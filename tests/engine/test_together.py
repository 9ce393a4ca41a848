"""Seeds of one setup trained by one process, and what becomes of those that leave the others."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from core.catalog.build import build_spec
from core.store import recording, runs
from tests.engine.conftest import current, ended, wait_for
from tests.engine.test_faults import child_of
from tests.fixtures.playing import play

SEEDS = 4
LONG = 150


def start(epochs: int, **training: Any) -> list[str]:
    """Enqueue runs of several seeds at once and return their ids."""
    raw = {
        "recipe": "mlp",
        "dataset": "moons",
        "device": "cpu",
        "params": {"width": 8},
        "training": {"epochs": epochs, "early_stopping": None} | training,
    }
    specs = [build_spec(raw | {"seed": seed}) for seed in range(SEEDS)]
    return runs.create_all(specs, name="test")


def numbers(run: str) -> tuple[Any, ...]:
    """Return everything a run measured."""
    series = recording.events_after(run, 0)[1]
    points = {key: list(zip(found["x"], found["y"], strict=True)) for key, found in series.items()}
    return points, current(run).scores


def alone(run: str) -> tuple[Any, ...]:
    """Return what the same run measures when it is trained alone."""
    outcome, journal = play(build_spec(current(run).spec))
    return journal.events(), outcome.scores


@pytest.mark.slow
def test_waiting_seeds_are_trained_together_and_each_is_a_run_of_its_own() -> None:
    started = start(epochs=20)
    for run in started:
        done = ended(run)
        assert done.status == "finished"
        assert done.environment["together"] == SEEDS
        assert done.memory_mb is None
        assert len(recording.checkpoints_of(run)) >= 2
        assert numbers(run) == alone(run)


@pytest.mark.slow
def test_one_that_is_paused_leaves_and_goes_on_alone_while_the_others_train() -> None:
    started = start(epochs=LONG)
    first, *others = started
    wait_for(lambda: current(first).progress.get("step", 0) > 0)
    runs.ask(first, "pause")
    wait_for(lambda: current(first).status == "paused")
    assert {current(run).status for run in others} == {"running"}
    assert runs.enqueue(first)
    wait_for(lambda: current(first).status == "running")
    assert "together" not in current(first).environment
    runs.ask(others[0], "stop")
    assert ended(others[0]).status == "stopped"
    runs.ask(others[1], "rewind")
    wait_for(lambda: current(others[1]).status == "paused")
    assert len(recording.checkpoints_of(others[1])) == 1
    runs.remove(others[2])
    done = ended(first)
    assert done.status == "finished"
    assert numbers(first) == alone(first)


@pytest.mark.slow
def test_a_lost_process_costs_none_of_its_runs_anything() -> None:
    started = start(epochs=LONG)
    os.kill(child_of(started[0]), signal.SIGKILL)
    for run in started:
        done = ended(run)
        assert done.status == "finished"
        assert done.restarts == 1
        assert "together" not in done.environment, "one of them may be to blame"
    assert numbers(started[-1]) == alone(started[-1])


@pytest.mark.slow
def test_early_stopping_ends_each_at_its_own_epoch() -> None:
    started = start(epochs=LONG, early_stopping=5)
    epochs = {run: ended(run).progress["epoch"] for run in started}
    assert len(set(epochs.values())) > 1
    for run in started:
        assert numbers(run) == alone(run)

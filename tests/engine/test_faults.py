"""Processes are killed at random moments: no run is lost, and its numbers stay the same."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import time
from typing import Any

import psutil
import pytest

from core.engine.start import engine_state
from core.store import recording, runs
from core.store.home import home
from tests.engine.conftest import current, ended, start_run, wait_for

# Each worker imports torch whenever the engine is started again, which takes seconds.
WORKERS = 1
# A run that is still going when a busy machine gets round to disturbing it.
LONG = {"epochs": 120}


def processes(word: str) -> list[psutil.Process]:
    """Return the engine's processes whose command line holds `word`."""
    state = engine_state()
    assert state is not None
    keeper = psutil.Process(int(state["keeper"]))
    family = [keeper, *keeper.children(recursive=True)]
    return [process for process in family if word in _command(process)]


def _command(process: psutil.Process) -> str:
    """Return a process's command line; empty if it has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def child_of(run: str, after: int = 0) -> int:
    """Wait until a run is trained, by another process than `after`, and return its id."""

    def found() -> int | None:
        if current(run).status != "running" or not current(run).progress.get("step"):
            return None
        with contextlib.suppress(psutil.NoSuchProcess):
            return training()
        return None

    def training() -> int | None:
        for worker in processes("core.engine.worker"):
            for server in worker.children():
                for child in server.children():
                    if child.pid != after and child.status() != psutil.STATUS_ZOMBIE:
                        return child.pid
        return None

    return int(wait_for(found))


def kill(pid: int) -> None:
    """Kill -9, unless it has just ended by itself."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def numbers(run: str) -> tuple[Any, ...]:
    """Return everything a run measured, without what clocks say."""
    series = recording.events_after(run, 0)[1]
    return series, current(run).scores


@pytest.fixture(scope="module")
def undisturbed() -> tuple[Any, ...]:
    """Return the numbers of a run that nobody disturbs."""
    run = start_run()
    assert ended(run).status == "finished"
    return numbers(run)


@pytest.fixture(scope="module")
def undisturbed_long() -> tuple[Any, ...]:
    """Return the numbers of a long run that nobody disturbs."""
    run = start_run(training=LONG)
    assert ended(run).status == "finished"
    return numbers(run)


@pytest.fixture(autouse=True)
def reference(engine: None, request: pytest.FixtureRequest) -> None:
    """Make sure the reference runs are made by the module's engine, before anything is killed."""
    request.getfixturevalue("undisturbed")
    request.getfixturevalue("undisturbed_long")


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_a_killed_child_goes_on_and_ends_with_identical_numbers(
    times: int, undisturbed: Any
) -> None:
    chance = random.Random(7)
    for _ in range(times):
        run = start_run()
        pid = child_of(run)
        time.sleep(chance.uniform(0, 0.8))
        kill(pid)
        assert ended(run).status == "finished"
        assert numbers(run) == undisturbed


def test_a_child_killed_twice_fails_with_a_sentence_and_resumes(undisturbed_long: Any) -> None:
    run = start_run(training=LONG)
    first = child_of(run)
    kill(first)
    kill(child_of(run, after=first))
    failed = ended(run)
    assert failed.status == "failed"
    assert "twice" in str(failed.message)
    assert runs.enqueue(run)
    assert ended(run).status == "finished"
    assert numbers(run) == undisturbed_long


@pytest.mark.parametrize(
    "word",
    [
        "core.engine.worker",
        pytest.param("dask_scheduler", marks=pytest.mark.slow),
        pytest.param("core.engine.keeper", marks=pytest.mark.slow),
    ],
)
def test_a_killed_part_of_the_engine_loses_no_run(word: str, undisturbed: Any) -> None:
    run = start_run()
    child_of(run)
    for process in processes(word):
        kill(process.pid)
    if word == "core.engine.keeper":
        from core.engine.start import ensure_engine

        wait_for(lambda: engine_state() is None)
        ensure_engine()
    assert ended(run).status == "finished"
    assert numbers(run) == undisturbed
    assert current(run).restarts == 0, "the run was not to blame"


def test_a_killed_probe_comes_back() -> None:
    from core.probes.ask import ProbeUnavailable, ask

    request = {"dataset": "digits", "data": {}, "split": "train", "count": 10}

    def answered() -> Any:
        try:
            return ask("samples", request)
        except ProbeUnavailable:
            return None

    before = wait_for(answered)
    for process in processes("core.probes.server"):
        kill(process.pid)
    after = wait_for(answered)
    assert (before["inputs"] == after["inputs"]).all()
    assert sorted(after["targets"]) == list(range(10)), "one of each class"


def test_a_recipe_that_eats_memory_harms_nobody_and_fails_with_a_sentence(undisturbed: Any) -> None:
    hungry = start_run(recipe="hungry", params={}, training={})
    good = start_run()
    failed = ended(hungry)
    assert failed.status == "failed"
    assert failed.restarts == 1, "it was tried again, once"
    assert "memory" in str(failed.message)
    assert ended(good).status == "finished"
    assert numbers(good) == undisturbed


def test_pause_frees_the_slot_and_steps_go_beside_the_queue(undisturbed_long: Any) -> None:
    run = start_run(training=LONG)
    child_of(run)
    runs.ask(run, "pause")
    wait_for(lambda: current(run).status == "paused")
    step = current(run).progress["step"]
    assert runs.enqueue(run, "batch")
    wait_for(lambda: current(run).status == "paused")
    assert current(run).progress["step"] == step + 1
    assert runs.enqueue(run, "epoch")
    wait_for(lambda: current(run).status == "paused")
    assert current(run).progress["step"] % 17 == 0
    assert runs.enqueue(run)
    assert ended(run).status == "finished"
    assert numbers(run) == undisturbed_long


@pytest.mark.slow
def test_rewind_repeats_the_run(undisturbed_long: Any) -> None:
    run = start_run(training=LONG)
    child_of(run)
    runs.ask(run, "rewind")
    wait_for(lambda: current(run).status == "paused")
    wait_for(lambda: not current(run).progress)
    assert runs.enqueue(run)
    assert ended(run).status == "finished"
    assert numbers(run) == undisturbed_long


def test_stop_keeps_and_scores_what_was_learned() -> None:
    run = start_run(training=LONG)
    child_of(run)
    runs.ask(run, "stop")
    stopped = ended(run)
    assert stopped.status == "stopped"
    assert 0 < stopped.scores["test"]["accuracy"] <= 1


def test_the_engine_file_names_living_processes() -> None:
    known = json.loads((home() / "engine.json").read_text())["pids"]
    assert all(psutil.pid_exists(int(pid)) for pid in known)

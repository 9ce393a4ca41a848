"""A real engine for each module of tests: scheduler, workers, probe and forked runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.catalog import find
from core.catalog.build import build_spec
from core.engine.start import engine_state, ensure_engine, stop_engine
from core.store import runs
from core.store.runs import ENDED, Run

PATIENCE = 120.0


def wait_for(what: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Return the first true value of `what`, or fail."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {patience:.0f} s in vain")


def start_run(**settings: Any) -> str:
    """Enqueue a small CNN run and return its id."""
    raw = {
        "recipe": "cnn",
        "dataset": "digits",
        "params": {"layers": [{"type": "flatten"}, {"type": "dense", "units": 32}]},
        "training": {"epochs": 60},
    }
    return runs.create(build_spec(raw | settings), name="test")


def current(run: str) -> Run:
    """Return a run that must be there."""
    found = runs.get(run)
    assert found is not None
    return found


def ended(run: str) -> Run:
    """Wait for the end of a run and return it."""
    return wait_for(lambda: (found := current(run)).status in ENDED and found)


@pytest.fixture(scope="module")
def home_of_module(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Any]:
    """Give a whole module one data folder, and as many workers as it says."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("PLAYGROUND_HOME", str(folder))
        patch.setenv("PLAYGROUND_PLUGINS", "tests.fixtures.faults")
        patch.setenv("PLAYGROUND_RUN_MEMORY_MB", "1500")
        patch.setenv("PLAYGROUND_WORKERS", str(getattr(request.module, "WORKERS", 2)))
        find.recipes.cache_clear()  # the catalog was read with other plugins
        find.sources.cache_clear()
        yield folder
    find.recipes.cache_clear()
    find.sources.cache_clear()


@pytest.fixture(scope="module")
def running_engine(home_of_module: Any) -> Iterator[None]:
    """Start an engine and end it with the module."""
    ensure_engine()
    wait_for(engine_state)
    yield
    stop_engine()


@pytest.fixture(autouse=True)
def engine(running_engine: None, home_of_module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point each test at the module's engine, whatever other fixtures have set."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(home_of_module))
    monkeypatch.setenv("PLAYGROUND_PLUGINS", "tests.fixtures.faults")
    monkeypatch.setenv("PLAYGROUND_RUN_MEMORY_MB", "1500")
    ensure_engine()
    wait_for(engine_state)

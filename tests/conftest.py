"""What every test shares: a data folder of its own and a catalog with the fixtures in it."""

import os
from pathlib import Path

import pytest

# Set before anything reads the catalog, whose answers are kept for the whole process.
os.environ["PLAYGROUND_PLUGINS"] = "tests.fixtures.recipes"
# Small models on a shared machine are slower with more.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def playground_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep everything that a test stores in a folder that is its alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PLAYGROUND_HOME", str(folder))
    monkeypatch.delenv("PLAYGROUND_DATABASE_URL", raising=False)
    return folder


SLOW_KINDS = ("tests/engine", "tests/browser")
"""Tests with real processes, which wait a lot, and then those with a browser too."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the quick tests first; where tests run beside each other, the slow ones in one process.

    So an engine or a browser never competes with another one. That process begins with them, for
    they wait more than they compute, and the others have the quick ones done by the time it ends.
    """

    def turn(item: pytest.Item) -> int:
        place = item.path.relative_to(item.config.rootpath).as_posix()
        return next((n + 1 for n, kind in enumerate(SLOW_KINDS) if place.startswith(kind)), 0)

    for item in items:
        if turn(item):
            item.add_marker(pytest.mark.xdist_group("processes"))
    items.sort(key=turn, reverse=hasattr(config, "workerinput"))

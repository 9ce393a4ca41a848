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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first, then those with real processes, then those with a browser."""
    late = ("tests/engine", "tests/browser")

    def turn(item: pytest.Item) -> int:
        place = item.path.relative_to(item.config.rootpath).as_posix()
        return next((index + 1 for index, name in enumerate(late) if place.startswith(name)), 0)

    items.sort(key=turn)

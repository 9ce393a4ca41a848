"""What every test shares: a data folder of its own and a catalog with the fixtures in it."""

import os
from pathlib import Path

import pytest

from core.computing import ENVIRONMENT

# Set before anything reads the catalog, whose answers are kept for the whole process.
os.environ["PLAYGROUND_PLUGINS"] = "tests.fixtures.recipes"
# Small models on a shared machine are slower with more threads.
os.environ |= ENVIRONMENT


@pytest.fixture(autouse=True)
def playground_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep everything that a test stores in a folder that is its alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PLAYGROUND_HOME", str(folder))
    monkeypatch.delenv("PLAYGROUND_DATABASE_URL", raising=False)
    return folder


def _group(item: pytest.Item) -> str | None:
    """Return which tests one may not run beside: they wait for processes, or for a browser."""
    place = item.path.relative_to(item.config.rootpath).as_posix()
    whole = "same_home" in getattr(item, "fixturenames", ())  # the playground, whose engine trains
    if whole or place.startswith("tests/engine"):
        return "engine"
    return "browser" if place.startswith("tests/browser") else None


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the quick tests first; where tests run beside each other, spread the slow ones.

    One process begins with those of a group, which wait more than they compute, and the other does
    quick ones meanwhile; most of them are left for when the first group is done and the other
    process has taken the second.
    """
    grouped: dict[str | None, list[pytest.Item]] = {"browser": [], None: [], "engine": []}
    for item in items:
        group = _group(item)
        grouped[group].append(item)
        if group:
            item.add_marker(pytest.mark.xdist_group(group))
    browser, quick, engine = grouped.values()
    if hasattr(config, "workerinput"):
        first = len(quick) // 4
        items[:] = browser + quick[:first] + engine + quick[first:]
    else:
        items[:] = quick + engine + browser

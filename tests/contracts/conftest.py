"""What the promises of every catalog entry are tried with."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where files that people bring are kept, with what was found in them."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(autouse=True)
def kept_readings(playground_home: Path, readings: Path) -> None:
    """Read each file once for all tests: that takes a process of its own."""
    playground_home.mkdir()
    (playground_home / "uploads").symlink_to(readings)

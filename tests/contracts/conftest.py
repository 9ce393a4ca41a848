"""What the promises of every catalog entry are tried with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.data import python_docs


@pytest.fixture(scope="session")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where files that people bring are kept, with what was found in them."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module", autouse=True)
def short_text() -> Iterator[None]:
    """Keep a tenth of Python's documentation: every run judges each of its characters."""
    beginning = python_docs._numbers()[:37_000]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(python_docs, "_numbers", lambda: beginning)
        yield


@pytest.fixture(autouse=True)
def kept_readings(playground_home: Path, readings: Path) -> None:
    """Read each file once for all tests: that takes a process of its own."""
    playground_home.mkdir()
    (playground_home / "uploads").symlink_to(readings)

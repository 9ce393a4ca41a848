"""One small trained run for all tests of the probes, and the probe's server in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.runs import Run
from tests.fixtures.playing import play_in_store, small_spec
from tests.fixtures.probing import probe_serving

LAYERS = [
    {"type": "convolution", "channels": 4, "stride": 2},
    {"type": "batch_norm"},
    {"type": "activation"},
    {"type": "convolution", "channels": 40, "kernel": 3},
    {"type": "flatten"},
    {"type": "dense", "units": 520},
]
CONVOLUTION, WIDE, FLATTEN, DENSE, OUTPUT = 0, 3, 4, 5, 6


@pytest.fixture(scope="session")
def home_of_probes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of the one trained run."""
    return tmp_path_factory.mktemp("probes")


@pytest.fixture(scope="session")
def run(home_of_probes: Path) -> Run:
    """Return a finished run of three checkpoints."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home_of_probes))
        spec = small_spec("cnn", "digits", params={"layers": LAYERS, "dropout": 0.0})
        return play_in_store(spec)


@pytest.fixture(autouse=True)
def shared_home(playground_home: Path, home_of_probes: Path, monkeypatch) -> None:
    """Point each test at that folder, whatever other fixtures have set."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(home_of_probes))


@pytest.fixture
def probe(shared_home: None) -> Iterator[None]:
    """Serve the probes as the probe process does."""
    with probe_serving():
        yield

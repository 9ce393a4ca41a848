"""A run in training, looked into through the real probe process."""

from __future__ import annotations

from typing import Any

import pytest

from core.probes.ask import ProbeUnavailable, ask
from core.store import recording, runs
from core.store.home import run_folder
from core.store.watching import watch
from core.training.checkpoints import CheckpointFolder
from tests.engine.conftest import current, ended, start_run, wait_for

pytestmark = pytest.mark.slow

# One epoch takes long: whatever is newer than the first checkpoint was published.
LONG_EPOCHS = {"epochs": 3, "batch_size": 1, "learning_rate": 1e-4}


def look(run: str) -> dict[str, Any] | None:
    """Return the newest weights' answer, once the probe is up."""
    try:
        image = {"split": "test", "index": 0}
        return ask("look", {"run": run, "tick": "live", "image": image}, seconds=30)
    except ProbeUnavailable:
        return None


def test_whoever_watches_sees_the_weights_of_now() -> None:
    layers = [{"type": "convolution", "channels": 128}] * 2
    params = {"layers": [*layers, {"type": "flatten"}]}
    run = start_run(params=params, training=LONG_EPOCHS)
    live = CheckpointFolder(run_folder(run)).live
    wait_for(lambda: (current(run).progress.get("step") or 0) > 20)
    assert not live.exists(), "nobody watches"
    assert wait_for(lambda: look(run))["tick"] == 0

    def published() -> int:
        watch(run)
        answer = look(run)
        return int(answer["tick"]) if answer else 0

    first = wait_for(published)
    later = wait_for(lambda: (tick := published()) > first and tick)
    assert later <= (current(run).progress["step"] or 0) + 1000
    assert len(recording.checkpoints_of(run)) == 1, "all that is still the first epoch"
    runs.ask(run, "stop")
    ended(run)
    answer = look(run)
    assert answer is not None
    assert answer["tick"] == recording.checkpoints_of(run)[-1]["tick"] >= later

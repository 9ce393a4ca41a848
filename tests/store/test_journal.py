"""What a journal writes together, and what of it is there whenever the process ends."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from core.catalog.build import build_spec
from core.engine import journal
from core.engine.journal import StoreJournal
from core.store import recording, runs
from core.store.recording import Moment
from core.training import checkpoints

SPEC = build_spec({"recipe": "random_forest", "dataset": "digits"})


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> StoreJournal:
    """Return the journal of a run that has its first checkpoint; what follows waits."""
    monkeypatch.setattr(journal, "SECONDS_BETWEEN_WRITES", 1e9)
    run = runs.create(SPEC, name="test")
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    made = StoreJournal(run, attempt)
    epoch(made, 0)
    made.written()
    return made


def epoch(kept: StoreJournal, number: int) -> None:
    """Hand over an epoch: its loss and its checkpoint, at tick `number`."""
    series: Any = {"train/loss": {"x": [number], "y": [float(number)]}}
    state = {"network": {"weight": torch.full((100,), float(number))}}
    kept.checkpoint(Moment(number, number, number), state, series, {"step": number})


def ticks(kept: StoreJournal) -> list[int]:
    """Return where the database knows checkpoints."""
    return [row["tick"] for row in recording.checkpoints_of(kept.run)]


def losses(kept: StoreJournal) -> Any:
    """Return the steps of which there is a loss."""
    return recording.events_after(kept.run, 0)[1]["train/loss"]["x"]


def test_what_follows_soon_is_written_together_and_whole(kept: StoreJournal) -> None:
    for number in (1, 2, 3):
        epoch(kept, number)
    kept.append({"train/loss": {"x": [4], "y": [4.0]}}, {"step": 4})
    assert (ticks(kept), losses(kept)) == ([0], [0])
    kept.written()
    assert (ticks(kept), losses(kept)) == ([0, 1, 2, 3], [0, 1, 2, 3, 4])
    assert kept.folder.ticks() == [0, 1, 2, 3]
    stored = runs.get(kept.run)
    assert stored is not None and stored.progress == {"step": 4}


def test_each_of_them_is_a_place_to_go_on_from(kept: StoreJournal) -> None:
    for number in (1, 2, 3):
        epoch(kept, number)
    kept.written()
    kept.cut(2)
    newest = kept.newest()
    assert newest is not None
    assert newest[0] == 2 and newest[1]["network"]["weight"][0] == 2
    assert (ticks(kept), losses(kept)) == ([0, 1, 2], [0, 1, 2])


def test_those_that_are_too_many_are_not_written_at_all(
    kept: StoreJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "MOST_KEPT", 4)
    written: list[int] = []
    write = kept.folder.write
    monkeypatch.setattr(
        kept.folder, "write", lambda tick, state: written.append(tick) or write(tick, state)
    )
    for number in range(1, 11):
        epoch(kept, number)
    kept.written()
    assert len(written) == 3 and written[-1] == 10
    assert ticks(kept) == kept.folder.ticks() == [0, *written]
    assert losses(kept) == [*range(11)], "of those too, what was recorded is kept"


def test_much_does_not_wait(kept: StoreJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES_WAITING", 500)
    epoch(kept, 1)
    epoch(kept, 2)
    kept._wait()
    assert ticks(kept) == [0, 1, 2]

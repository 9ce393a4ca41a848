"""What the player does when training goes wrong, and what it leaves alone."""

import errno
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sqlalchemy import event, text

from core.engine import journal
from core.engine.child import play_stored
from core.engine.journal import disk_is_full
from core.spec.message import Message
from core.store import recording, runs
from core.store.database import database
from core.store.recording import Moment
from core.store.runs import Run
from core.training import player, random_state, recorder
from core.training.player import Player
from tests.fixtures.playing import (
    MemoryJournal,
    play,
    play_in_store,
    small_spec,
    stored,
)

HUGE_RATE = {"optimiser": "sgd", "learning_rate": 10.0, "schedule": "constant", "epochs": 20}


def test_a_diverging_run_ends_with_its_step_and_advice() -> None:
    layers = [{"type": "flatten"}, *({"type": "dense", "units": 64} for _ in range(2))]
    spec = small_spec(
        "cnn", "digits", params={"layers": layers, "dropout": 0.0}, training=HUGE_RATE
    )
    run = play_in_store(spec)
    assert run.status == "diverged"
    assert run.finished is not None
    assert run.message is not None
    _, events = recording.events_after(run.id, 0)
    losses = events["train/loss"]
    assert losses["y"][-1] is None, "the curve ends where the loss did"
    assert all(value is not None for value in losses["y"][:-1])
    assert run.message["values"]["step"] == losses["x"][-1]
    sentence = Message.from_json(run.message).worded()
    assert f"at step {losses['x'][-1]}" in sentence
    assert "learning rate" in sentence
    assert run.progress["step"] < run.progress["steps"]


def test_what_a_learner_advises_is_told_while_it_is_true_and_at_the_end() -> None:
    journal = MemoryJournal()
    player = Player(small_spec("mlp", "moons"), journal)
    said = iter([Message("slower"), None, Message("stop")])
    player.learner.advice = lambda: next(said)  # type: ignore[attr-defined]
    assert player.play("epoch").status == "paused"
    assert journal.progress["advice"] == {"text": "slower", "values": {}}
    outcome = player.play()
    assert "advice" not in journal.progress
    assert outcome.message == Message("stop")


def test_how_often_events_are_flushed_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = small_spec("cnn", "digits")
    seldom, seldom_journal = play(spec)
    monkeypatch.setattr(recorder, "SECONDS_BETWEEN_FLUSHES", 0.0)
    often, often_journal = play(spec)
    assert len(often_journal.chunks) > len(seldom_journal.chunks)
    assert often_journal.events() == seldom_journal.events()
    assert often.scores == seldom.scores


@pytest.mark.parametrize("to_redo", [1e9, 0.0])
def test_of_many_short_epochs_as_many_have_checkpoints_as_will_stay(
    to_redo: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "MOST_SECONDS_TO_REDO", to_redo)
    spec = small_spec("mlp", "moons", training={"epochs": 70, "early_stopping": None})
    _, kept = play(spec)
    a_epoch = kept.progress["steps"] // 70
    expected = [*range(0, 70, 3), 70] if to_redo else [*range(71)]
    assert sorted(kept.checkpoints) == [epoch * a_epoch for epoch in expected]


def test_a_crashing_learner_is_a_failed_run_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(learner: Any, phase: str | None = None) -> None:
        raise RuntimeError("the cat sat on the keyboard")

    monkeypatch.setattr("core.recipes.random_forest.ForestLearner.step", crash)
    run = play_in_store(small_spec("random_forest", "digits"))
    assert run.status == "failed"
    assert run.message is not None
    assert "the cat sat" in Message.from_json(run.message).worded()
    assert run.error is not None
    assert run.error.startswith("Traceback")


def test_no_test_score_is_looked_at_before_the_end() -> None:
    _, kept = play(small_spec("cnn", "digits"))
    assert not [key for key in kept.events() if key.startswith("test/")]


def test_random_states_survive_capture_and_restore() -> None:
    generator = random_state.seed_everything(4)
    generator.normal(), torch.rand(1), np.random.normal()
    state = random_state.capture(generator)

    def draw() -> list[float]:
        return [generator.normal(), torch.rand(1).item(), np.random.normal(), random.random()]

    first = draw()
    assert draw() != first
    random_state.restore(state, generator)
    assert draw() == first
    random_state.restore(state, generator)
    with random_state.undisturbed(generator):
        generator.normal(), torch.rand(1)
    assert draw() == first


# A full disk.


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a list of the waits for room on the disk, which take no time here."""
    slept: list[float] = []
    monkeypatch.setattr("core.engine.journal.time.sleep", slept.append)
    return slept


@pytest.fixture
def undisturbed() -> Run:
    """Return a run that always had room, and its events."""
    return play_in_store(small_spec("cnn", "digits"))


def assert_equal_numbers(run: Run, other: Run) -> None:
    """Check that two runs recorded the same."""
    assert run.status == other.status == "finished"
    assert run.scores == other.scores
    assert recording.events_after(run.id, 0)[1] == recording.events_after(other.id, 0)[1]


def test_a_checkpoint_waits_for_room_on_the_disk(
    undisturbed: Run, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    write, failures = Path.write_bytes, iter([False, True, True])

    def sometimes_full(path: Path, content: Any) -> int:
        if path.suffix == ".partial" and next(failures, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", sometimes_full)
    run = play_in_store(small_spec("cnn", "digits"))
    assert waits == [journal.SECONDS_BETWEEN_TRIES] * 2
    assert_equal_numbers(run, undisturbed)


def test_the_database_waits_for_room_on_the_disk(
    undisturbed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = small_spec("cnn", "digits", training={"epochs": 40})
    reference = play_in_store(spec)
    run = runs.create(spec, name="test")
    waited: list[float] = []

    def make_room(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            set_most_pages(2**30)

    monkeypatch.setattr("core.engine.journal.time.sleep", make_room)
    set_most_pages(1)  # SQLite takes the smallest it can: what there is already
    with pytest.raises(Exception, match="disk is full") as raised:
        fill_database()
    assert disk_is_full(raised.value)
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    play_stored(run, attempt)
    assert len(waited) >= 2
    assert_equal_numbers(stored(run), reference)


def set_most_pages(pages: int) -> None:
    """Limit the database file for whoever connects from now on."""

    def limit(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database(), "checkout", limit)


def fill_database() -> None:
    """Use up what is left of the file's last pages."""
    with database().connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE filling (content TEXT)"))
        connection.execute(text("INSERT INTO filling VALUES (:c)"), {"c": "x" * 100_000})


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
    ],
)
def test_other_errors_are_not_waited_out(
    error: OSError, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def write() -> str:
        calls.append(1)
        if len(calls) == 1:
            raise error
        return "written"

    monkeypatch.setattr("core.engine.journal.time.sleep", lambda seconds: None)
    if full:
        assert journal.patiently(write) == "written"
    else:
        with pytest.raises(OSError, match="denied"):
            journal.patiently(write)


def test_a_journal_in_memory_is_a_journal() -> None:
    kept = MemoryJournal()
    assert kept.newest() is None
    kept.checkpoint(Moment(1, 1, 0), {}, {"train/loss": {"x": [1], "y": [1.0]}}, {})
    kept.append({"train/loss": {"x": [2], "y": [2.0]}}, {})
    kept.cut(1)
    assert kept.events() == {"train/loss": [(1, 1.0)]}

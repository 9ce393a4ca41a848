"""A run in training shows its weights to whoever watches, and is not changed by it."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.engine import journal as journal_module
from core.engine.journal import StoreJournal
from core.probes.look import look
from core.store import recording, runs
from core.store.home import run_folder
from core.store.watching import SECONDS_OF_INTEREST, is_watched, watch
from core.training import recorder
from core.training.checkpoints import CheckpointFolder
from core.training.player import Player
from tests.fixtures.playing import play_on, same, small_spec

TRAINING = {"epochs": 2, "batch_size": 100}


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flush after each step, and publish at each flush."""
    monkeypatch.setattr(recorder, "SECONDS_BETWEEN_FLUSHES", 0.0)
    monkeypatch.setattr(journal_module, "SECONDS_BETWEEN_PUBLICATIONS", 0.0)
    monkeypatch.setattr(journal_module, "MOST_TIME_PUBLISHING", 1.0)


def waiting() -> str:
    """Return a new run that nobody trains yet."""
    return runs.create(small_spec("cnn", "digits", training=TRAINING), name="test")


def numbers(run: str) -> tuple[Any, ...]:
    """Return everything that a run has measured, and its last state, without what clocks say."""
    stored = runs.get(run)
    assert stored is not None
    newest = CheckpointFolder(run_folder(run)).newest(
        [row["tick"] for row in recording.checkpoints_of(run)]
    )
    assert newest is not None
    state = {name: value for name, value in newest[1].items() if name != "seconds"}
    return stored.scores, recording.events_after(run, 0)[1], state


class Stepped:
    """A run in training in this process, that stops after each of its steps."""

    def __init__(self, run: str) -> None:
        attempt = runs.claim(run, worker={})
        assert attempt is not None
        stored = runs.get(run)
        assert stored is not None
        self.run, self.attempt = run, attempt
        self.journal = StoreJournal(run, attempt)
        self.player = Player(small_spec("cnn", "digits", training=TRAINING), self.journal)
        self.journal.written()

    def steps(self, count: int) -> None:
        """Train so many steps, flushing after each as the player does."""
        for _ in range(count):
            self.player.recorder.add(self.player.learner.step())
            self.player._flush()
        self.journal.written()

    def look(self) -> dict[str, Any]:
        """Ask for the newest weights' answer."""
        image = {"split": "test", "index": 0}
        return look({"run": self.run, "tick": "live", "image": image})


def test_watching_changes_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, watched = waiting(), waiting()
    play_on(alone)
    assert not CheckpointFolder(run_folder(alone)).live.exists(), "nobody watched"
    written: list[int] = []
    publish = CheckpointFolder.publish
    monkeypatch.setattr(
        CheckpointFolder,
        "publish",
        lambda folder, state: (written.append(state["tick"]), publish(folder, state)),
    )
    watch(watched)
    play_on(watched)
    assert len(written) > 10
    assert same(numbers(alone), numbers(watched))


def test_live_is_what_the_run_has_learned_by_now() -> None:
    training = Stepped(waiting())
    assert training.look()["tick"] == 0
    training.steps(2)
    assert training.look()["tick"] == 0, "nobody watched"
    watch(training.run)
    training.steps(3)
    answer = training.look()
    assert answer["tick"] == answer["step"] == 5
    test = training.player.learner.predict("test")
    np.testing.assert_allclose(answer["probabilities"], test.scores[0], atol=1e-6)
    training.steps(1)
    assert training.look()["tick"] == 6


def test_a_newer_checkpoint_goes_before_what_was_shown() -> None:
    training = Stepped(waiting())
    watch(training.run)
    training.steps(2)
    training.player.recorder.add(training.player.learner.step())
    training.player._flush(save=True)
    training.journal.written()
    assert training.look()["tick"] == 3


def test_what_another_attempt_showed_counts_no_more() -> None:
    training = Stepped(waiting())
    watch(training.run)
    training.steps(4)
    assert training.look()["tick"] == 4
    runs.ask(training.run, "pause")
    runs.settle(training.run, training.attempt, "paused")
    assert training.look()["tick"] == 0, "a paused run stands at its last checkpoint"
    runs.enqueue(training.run)
    assert Stepped(training.run).look()["tick"] == 0


def test_interest_fades() -> None:
    run = waiting()
    folder = run_folder(run)
    assert not is_watched(folder)
    watch(run)
    assert is_watched(folder)
    long_ago = time.time() - SECONDS_OF_INTEREST - 1
    os.utime(folder / "watched", (long_ago, long_ago))
    assert not is_watched(folder)
    watch(run)
    assert is_watched(folder)


def test_at_most_one_publication_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "SECONDS_BETWEEN_PUBLICATIONS", 3600.0)
    training = Stepped(waiting())
    watch(training.run)
    training.steps(5)
    assert training.look()["tick"] == 1


def test_a_full_disk_does_not_disturb_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    training = Stepped(waiting())
    watch(training.run)
    training.steps(1)
    write = Path.write_bytes

    def full(path: Path, content: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    training.steps(2)
    monkeypatch.setattr(Path, "write_bytes", write)
    assert training.look()["tick"] == 1
    training.steps(1)
    assert training.look()["tick"] == 4, "there is room again"
    assert not list(run_folder(training.run).glob("*.partial"))


def test_a_damaged_file_is_as_good_as_none() -> None:
    training = Stepped(waiting())
    watch(training.run)
    training.steps(3)
    CheckpointFolder(run_folder(training.run)).live.write_bytes(b"PK no weights")
    assert training.look()["tick"] == 0


def test_a_learner_may_say_what_is_published() -> None:
    training = Stepped(waiting())
    learner: Any = training.player.learner
    first = {name: value.clone() for name, value in learner.network.state_dict().items()}
    learner.weights = lambda: first
    watch(training.run)
    training.steps(3)
    shown = training.look()
    assert shown["tick"] == 3
    image = {"split": "test", "index": 0}
    untrained = look({"run": training.run, "tick": 0, "image": image})
    np.testing.assert_array_equal(shown["probabilities"], untrained["probabilities"])


def test_a_run_without_a_network_publishes_nothing() -> None:
    run = runs.create(small_spec("random_forest", "digits"), name="test")
    watch(run)
    assert play_on(run).status == "finished"
    assert not CheckpointFolder(run_folder(run)).live.exists()

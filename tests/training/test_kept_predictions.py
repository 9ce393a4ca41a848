"""What a scored run keeps of what it said: aligned with the data, whole, and only its own."""

import errno
from typing import Any

import numpy as np
import pytest

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import SplitName
from core.engine import journal
from core.engine.child import play_stored
from core.metrics.metric import Estimates, Predictions
from core.metrics.scoring import score
from core.store import arrays, runs
from core.store.home import run_folder
from core.store.recording import Superseded
from core.training.player import Player
from tests.fixtures.playing import play_in_store, small_spec, stored


@pytest.mark.parametrize(("name", "probabilistic"), [("cnn", True), ("linear_svm", False)])
def test_a_scored_run_keeps_what_it_said(name: str, probabilistic: bool) -> None:
    run = play_in_store(small_spec(name, "digits"))
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    described = source("digits")
    data = implementation(described.loader)(described.params())
    splits: tuple[SplitName, ...] = ("valid", "test")
    for split in splits:
        targets = data.splits[split].targets
        assert np.array_equal(kept[f"{split}.targets"], targets)
        assert kept[f"{split}.scores"].shape == (len(targets), 10)
        assert kept[f"{split}.scores"].dtype == np.float32
        assert np.array_equal(kept[f"{split}.labels"], kept[f"{split}.scores"].argmax(1))
        again = Predictions(
            targets, kept[f"{split}.scores"].astype(np.float64), bool(kept["probabilistic"])
        )
        for metric, value in score(again).items():
            expected = run.scores[split][metric]
            assert (expected is None and value != value) or value == pytest.approx(
                expected, rel=1e-5
            )
    assert bool(kept["probabilistic"]) is probabilistic
    assert (run.scores["test"]["log_loss"] is None) is not probabilistic
    size = run.environment["size_bytes"]
    assert size > 4 * (run.parameters or 0)
    runs.remove(run.id)
    assert arrays.load(run.id, "predictions") is None


def test_a_scored_regressor_keeps_its_estimates_in_the_unit_of_the_target() -> None:
    run = play_in_store(small_spec("ridge", "diabetes"))
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    described = source("diabetes")
    data = implementation(described.loader)(described.params())
    assert set(kept) == {"valid.targets", "valid.values", "test.targets", "test.values"}
    splits: tuple[SplitName, ...] = ("valid", "test")
    for split in splits:
        assert np.array_equal(kept[f"{split}.targets"], data.splits[split].targets)
        said = Estimates(kept[f"{split}.targets"], kept[f"{split}.values"])
        assert score(said) == run.scores[split]
        assert run.scores[split]["rmse"] < data.splits[split].targets.std()


def test_a_run_that_is_only_paused_keeps_none() -> None:
    run = runs.create(small_spec("random_forest", "digits"), name="test", until="batch")
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    play_stored(run, attempt)
    assert stored(run).status == "paused"
    assert arrays.load(run, "predictions") is None
    assert "size_bytes" not in stored(run).environment


def test_a_model_that_has_learned_nothing_yet_says_nothing() -> None:
    run = runs.create(small_spec("dummy", "digits"), name="test", until="now")
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    play_stored(run, attempt)
    assert (stored(run).status, stored(run).scores) == ("stopped", {"valid": {}, "test": {}})
    assert arrays.load(run, "predictions") is None


def test_predictions_wait_for_room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("core.engine.journal.time.sleep", waits.append)
    save, failures = np.savez_compressed, iter([True, True])

    def sometimes_full(*arguments: Any, **named: Any) -> None:
        if next(failures, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        save(*arguments, **named)

    monkeypatch.setattr(np, "savez_compressed", sometimes_full)
    run = play_in_store(small_spec("dummy", "digits"))
    assert waits == [journal.SECONDS_BETWEEN_TRIES] * 2
    assert run.status == "finished"
    assert arrays.load(run.id, "predictions") is not None
    assert not list(run_folder(run.id).glob("*.partial"))


def test_a_superseded_attempt_writes_no_predictions(monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.create(small_spec("dummy", "digits"), name="test")
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    play = Player.play

    def taken_away(player: Player, *arguments: Any) -> Any:
        outcome = play(player, *arguments)
        runs.remove(run)
        return outcome

    monkeypatch.setattr(Player, "play", taken_away)
    with pytest.raises(Superseded):
        play_stored(run, attempt)
    assert arrays.load(run, "predictions") is None

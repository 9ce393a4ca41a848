"""Early stopping: when it ends, whose weights stay, and that an interruption changes nothing."""

from typing import Any

import pytest
import torch
from torch import nn

from core.training.early_stopping import EarlyStopping
from core.training.player import Player
from core.training.supervised import ClassifierLearner
from tests.fixtures.playing import MemoryJournal, play, same, small_spec

# Learns the digits by heart within a few epochs, so that the validation loss soon rises.
OVERFITTING: dict[str, dict[str, Any]] = {
    "params": {
        "layers": [
            {"type": "flatten"},
            {"type": "dense", "units": 128},
            {"type": "activation"},
        ],
        "dropout": 0.0,
    },
    "training": {
        "epochs": 40,
        "batch_size": 32,
        "learning_rate": 0.03,
        "schedule": "constant",
        "weight_decay": 0.0,
        "early_stopping": 3,
    },
    "data": {"subset": 200},
}


def watched(losses: list[float], patience: int | None) -> tuple[EarlyStopping, list[float]]:
    """Return a watcher after some epochs, and the weight that each of them ended with."""
    network = nn.Linear(1, 1, bias=False)
    stopping, weights = EarlyStopping(network, patience, epochs=len(losses)), []
    for epoch, loss in enumerate(losses, start=1):
        nn.init.constant_(network.weight, float(epoch))
        stopping.look(epoch, loss)
        weights.append(network.weight.item())
        if stopping.over:
            break
    return stopping, weights


def test_it_ends_after_its_patience_with_the_best_weights() -> None:
    stopping, weights = watched([3.0, 1.0, 2.0, 1.0, 0.5], patience=2)
    assert stopping.over
    assert weights == [1.0, 2.0, 3.0, 2.0], "an equal loss is not better"


def test_patience_begins_anew_with_each_better_loss() -> None:
    _, weights = watched([3.0, 4.0, 2.0, 4.0, 1.0, 4.0, 4.0, 0.0], patience=2)
    assert weights == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 5.0]


def test_the_last_epoch_gives_way_to_the_best_one_too() -> None:
    stopping, weights = watched([3.0, 1.0, 2.0], patience=10)
    assert stopping.over
    assert weights == [1.0, 2.0, 2.0]


def test_without_patience_nothing_is_kept() -> None:
    stopping, weights = watched([3.0, 1.0, 2.0], patience=None)
    assert not stopping.over
    assert weights == [1.0, 2.0, 3.0]
    assert stopping.state_dict()["weights"] == {}


def test_the_untrained_network_is_no_candidate() -> None:
    network = nn.Linear(1, 1)
    stopping = EarlyStopping(network, 1, epochs=5)
    stopping.look(0, -1.0)
    stopping.look(1, 2.0)
    assert not stopping.over


@pytest.fixture(scope="module")
def stopped() -> tuple[Any, MemoryJournal]:
    """Return a run that early stopping ended."""
    return play(small_spec("cnn", "digits", **OVERFITTING))


def test_a_run_ends_early_and_scores_its_best_epoch(stopped: tuple[Any, MemoryJournal]) -> None:
    outcome, journal = stopped
    losses = dict(journal.events()["valid/log_loss"])
    del losses[0]
    best = min(losses, key=lambda step: losses[step])
    per_epoch = min(losses)
    assert outcome.status == "finished"
    assert journal.progress["epoch"] == best // per_epoch + 3 < 40
    assert journal.progress["step"] == journal.progress["steps"] == max(losses)
    assert journal.progress["epochs"] == journal.progress["epoch"]
    assert outcome.scores["valid"]["log_loss"] == losses[best]
    state = journal.newest()
    assert state is not None
    kept = state[1]["learner"]
    assert same(kept["network"], kept["stopping"]["weights"])


def test_an_interruption_changes_nothing(stopped: tuple[Any, MemoryJournal]) -> None:
    outcome, journal = stopped
    spec = small_spec("cnn", "digits", **OVERFITTING)
    resumed = MemoryJournal()
    # A new player for each of the last epochs, so that it has only the checkpoint to go by.
    while (final := Player(spec, resumed).play("epoch")).status == "paused":
        pass
    assert resumed.events() == journal.events()
    assert final.scores == outcome.scores
    assert same(resumed.state(), journal.state())


def test_a_finished_run_stays_finished(stopped: tuple[Any, MemoryJournal]) -> None:
    outcome, journal = stopped
    again = Player(small_spec("cnn", "digits", **OVERFITTING), journal).play()
    assert again.status == "finished"
    assert again.scores == outcome.scores


def test_weights_kept_are_copies() -> None:
    network = nn.Linear(1, 1, bias=False)
    nn.init.constant_(network.weight, 1.0)
    stopping = EarlyStopping(network, 1, epochs=5)
    stopping.look(1, 1.0)
    with torch.no_grad():
        network.weight += 1
    stopping.look(2, 2.0)
    assert network.weight.item() == 1.0


def test_the_learner_is_told_by_its_training() -> None:
    learner = Player(small_spec("cnn", "digits", **OVERFITTING), MemoryJournal()).learner
    assert isinstance(learner, ClassifierLearner)
    assert (learner.stopping.patience, learner.stopping.epochs) == (3, 40)

"""A forest grown a few trees at a time is the forest that scikit-learn fits at once."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score, log_loss, roc_auc_score

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import Dataset
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, small_spec

TREES = 25


@pytest.fixture(scope="module")
def digits() -> Dataset:
    """Return the default split."""
    described = source("digits")
    data: Dataset = implementation(described.loader)(described.params())
    return data


def flat(images: np.ndarray) -> np.ndarray:
    """Lay images out as rows."""
    return images.reshape(len(images), -1)


@pytest.mark.parametrize("seed", [0, 1])
def test_growing_equals_one_fit(digits: Dataset, seed: int) -> None:
    spec = small_spec("random_forest", "digits", seed, params={"trees": TREES})
    player = Player(spec, MemoryJournal())
    outcome = player.play()
    single = RandomForestClassifier(TREES, random_state=seed)
    train, test = digits.splits["train"], digits.splits["test"]
    single.fit(flat(train.inputs), train.targets)
    probabilities = single.predict_proba(flat(test.inputs))
    grown = player.learner.predict("test").probabilities  # type: ignore[attr-defined]
    assert np.array_equal(grown, probabilities)
    labels, scores = probabilities.argmax(1), outcome.scores["test"]
    assert scores["accuracy"] == accuracy_score(test.targets, labels)
    assert scores["f1_macro"] == f1_score(test.targets, labels, average="macro")
    assert scores["log_loss"] == pytest.approx(log_loss(test.targets, probabilities), rel=1e-12)
    area = roc_auc_score(test.targets, probabilities, multi_class="ovr")
    assert scores["roc_auc"] == pytest.approx(area, rel=1e-12)


def test_its_parameters_are_its_nodes(digits: Dataset) -> None:
    spec = small_spec("random_forest", "digits", params={"trees": 1, "max_depth": 1})
    player = Player(spec, MemoryJournal())
    assert player.learner.parameter_count() == 0
    player.play()
    assert player.learner.parameter_count() == 3, "a question and two leaves"

"""Every metric against scikit-learn, and once by hand."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from core.metrics.classification import METRICS, classification_scores
from core.metrics.metric import Predictions

PEERS: dict[str, Callable[[Any, Any, Any], float]] = {
    "accuracy": lambda y, p, k: metrics.accuracy_score(y, p.argmax(1)),
    "precision_macro": lambda y, p, k: metrics.precision_score(
        y, p.argmax(1), labels=k, average="macro", zero_division=0.0
    ),
    "recall_macro": lambda y, p, k: metrics.recall_score(
        y, p.argmax(1), labels=k, average="macro", zero_division=0.0
    ),
    "f1_macro": lambda y, p, k: metrics.f1_score(
        y, p.argmax(1), labels=k, average="macro", zero_division=0.0
    ),
    "log_loss": lambda y, p, k: metrics.log_loss(y, p, labels=k),
    "roc_auc": lambda y, p, k: peer_roc_auc(y, p, k),
}


def peer_roc_auc(targets: Any, probabilities: Any, classes: Any) -> float:
    """Average the areas of one class against the rest, one call of scikit-learn for each."""
    if set(targets) != set(classes):
        return math.nan
    areas = [metrics.roc_auc_score(targets == k, probabilities[:, k]) for k in classes]
    return float(np.mean(areas))


def drawn(case: str, seed: int) -> Predictions:
    """Return random predictions of one kind."""
    random = np.random.default_rng(seed)
    classes = 2 if case == "two classes" else 4
    known = 3 if case == "absent class" else classes
    targets = np.concatenate([np.arange(known), random.integers(0, known, 40)])
    probabilities = random.dirichlet(np.ones(classes), len(targets))
    if case == "ties":
        probabilities = np.round(probabilities * 4) + 1
        probabilities /= probabilities.sum(axis=1, keepdims=True)
    if case == "never predicted":
        probabilities[:, 0] *= 1e-3
        probabilities /= probabilities.sum(axis=1, keepdims=True)
    if case == "certain":
        probabilities = np.eye(classes)[random.integers(0, classes, len(targets))]
    return Predictions(targets, probabilities)


CASES = ("usual", "two classes", "ties", "absent class", "never predicted", "certain")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
@pytest.mark.parametrize("case", CASES)
def test_metrics_equal_scikit_learn(metric: Any, case: str) -> None:
    for seed in range(5):
        predictions = drawn(case, seed)
        targets, probabilities = predictions.targets, predictions.probabilities
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = PEERS[metric.name](targets, probabilities, np.arange(probabilities.shape[1]))
        assert metric.compute(predictions) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_every_metric_has_a_peer() -> None:
    assert set(PEERS) == {metric.name for metric in METRICS}


def test_area_is_undefined_while_a_class_is_absent() -> None:
    assert math.isnan(classification_scores(drawn("absent class", 0))["roc_auc"])
    assert not math.isnan(classification_scores(drawn("usual", 0))["roc_auc"])


def test_a_worked_example() -> None:
    # Four examples, three classes; the third is taken for the second.
    predictions = Predictions(
        np.array([0, 0, 1, 2]),
        np.array([[0.8, 0.1, 0.1], [0.6, 0.2, 0.2], [0.2, 0.5, 0.3], [0.1, 0.5, 0.4]]),
    )
    scores = classification_scores(predictions)
    assert scores["accuracy"] == 3 / 4
    assert scores["precision_macro"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert scores["recall_macro"] == pytest.approx((1 + 1 + 0) / 3)
    assert scores["f1_macro"] == pytest.approx((1 + 2 / 3 + 0) / 3)
    right = (0.8, 0.6, 0.5, 0.4)
    assert scores["log_loss"] == pytest.approx(-sum(map(math.log, right)) / 4)
    # Class 0: both examples score above both others. Class 1: 0.5 ties once in three pairs and
    # wins two. Class 2: 0.4 beats all three.
    assert scores["roc_auc"] == pytest.approx((1 + 2.5 / 3 + 1) / 3)


def test_live_scores_are_some_of_all_scores() -> None:
    predictions = drawn("usual", 1)
    live = classification_scores(predictions, live=True)
    assert set(live) == {"accuracy", "log_loss"}
    assert live.items() <= classification_scores(predictions).items()


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_direction_and_range_are_right(metric: Any) -> None:
    targets = np.arange(3).repeat(4)
    sure = np.eye(3) * 0.97 + 0.01
    good, bad = Predictions(targets, sure[targets]), Predictions(targets, sure[(targets + 1) % 3])
    better, worse = metric.compute(good), metric.compute(bad)
    assert (better > worse) == metric.higher_is_better
    assert all(metric.range[0] <= value <= metric.range[1] for value in (better, worse))
    assert metric.title and metric.help and metric.formula and metric.unit and metric.source

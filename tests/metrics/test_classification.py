"""Every metric against scikit-learn, and once by hand."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from core.metrics.classification import METRICS
from core.metrics.metric import Predictions, as_arrays
from core.metrics.scoring import score


def averaged(name: str, average: str) -> Callable[[Any, Any, Any], float]:
    """Return scikit-learn's precision, recall or F1 over all classes."""
    score = getattr(metrics, f"{name}_score")
    return lambda y, p, k: score(y, p.argmax(1), labels=k, average=average, zero_division=0.0)


PEERS: dict[str, Callable[[Any, Any, Any], float]] = {
    "accuracy": lambda y, p, k: metrics.accuracy_score(y, p.argmax(1)),
    **{
        f"{name}_{average}": averaged(name, average)
        for name in ("precision", "recall", "f1")
        for average in ("macro", "weighted")
    },
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
    assert math.isnan(score(drawn("absent class", 0))["roc_auc"])
    assert not math.isnan(score(drawn("usual", 0))["roc_auc"])


def test_a_worked_example() -> None:
    # Four examples, three classes; the third is taken for the second.
    predictions = Predictions(
        np.array([0, 0, 1, 2]),
        np.array([[0.8, 0.1, 0.1], [0.6, 0.2, 0.2], [0.2, 0.5, 0.3], [0.1, 0.5, 0.4]]),
    )
    scores = score(predictions)
    assert scores["accuracy"] == 3 / 4
    assert scores["precision_macro"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert scores["recall_macro"] == pytest.approx((1 + 1 + 0) / 3)
    assert scores["f1_macro"] == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert scores["precision_weighted"] == pytest.approx((2 * 1 + 1 / 2 + 0) / 4)
    assert scores["recall_weighted"] == 3 / 4
    assert scores["f1_weighted"] == pytest.approx((2 * 1 + 2 / 3 + 0) / 4)
    right = (0.8, 0.6, 0.5, 0.4)
    assert scores["log_loss"] == pytest.approx(-sum(map(math.log, right)) / 4)
    # Class 0: both examples score above both others. Class 1: 0.5 ties once in three pairs and
    # wins two. Class 2: 0.4 beats all three.
    assert scores["roc_auc"] == pytest.approx((1 + 2.5 / 3 + 1) / 3)


def test_live_scores_are_some_of_all_scores() -> None:
    predictions = drawn("usual", 1)
    live = score(predictions, live=True)
    assert set(live) == {"accuracy", "log_loss"}
    assert live.items() <= score(predictions).items()


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_direction_and_range_are_right(metric: Any) -> None:
    targets = np.arange(3).repeat(4)
    sure = np.eye(3) * 0.97 + 0.01
    good, bad = Predictions(targets, sure[targets]), Predictions(targets, sure[(targets + 1) % 3])
    better, worse = metric.compute(good), metric.compute(bad)
    assert (better > worse) == metric.higher_is_better
    assert all(metric.range[0] <= value <= metric.range[1] for value in (better, worse))
    assert metric.title and metric.help and metric.formula and metric.unit and metric.source


def margins(classes: int, seed: int) -> Predictions:
    """Return decision values of a margin classifier, some of them tied."""
    random = np.random.default_rng(seed)
    targets = np.concatenate([np.arange(classes), random.integers(0, classes, 40)])
    values = np.round(random.normal(size=(len(targets), classes)) * 3) - 1
    return Predictions(targets, values, probabilistic=False)


@pytest.mark.parametrize("classes", [2, 4])
def test_decision_values_rank_but_are_no_probabilities(classes: int) -> None:
    predictions = margins(classes, 0)
    scores = score(predictions)
    assert math.isnan(scores["log_loss"])
    assert [name for name, value in scores.items() if math.isnan(value)] == ["log_loss"]
    if classes == 2:
        expected = metrics.roc_auc_score(predictions.targets, predictions.scores[:, 1])
    else:
        expected = peer_roc_auc(predictions.targets, predictions.scores, np.arange(classes))
    assert scores["roc_auc"] == pytest.approx(expected, rel=1e-12)
    with pytest.raises(TypeError, match="no probabilities"):
        _ = predictions.probabilities


def test_any_growing_function_of_the_scores_keeps_the_area() -> None:
    random = drawn("usual", 3)
    stretched = Predictions(random.targets, 5 * np.log(random.scores) - 2, probabilistic=False)
    area = score(random)["roc_auc"]
    assert score(stretched)["roc_auc"] == pytest.approx(area, rel=1e-12)


def test_stored_arrays_say_what_the_predictions_said() -> None:
    predictions = {"valid": drawn("ties", 0), "test": drawn("usual", 1)}
    arrays = as_arrays(predictions)
    for split, said in predictions.items():
        assert np.array_equal(arrays[f"{split}.targets"], said.targets)
        assert np.array_equal(arrays[f"{split}.labels"], said.labels)
        assert arrays[f"{split}.scores"].dtype == np.float32
        assert np.allclose(arrays[f"{split}.scores"], said.scores, rtol=1e-6)
    assert bool(arrays["probabilistic"])
    assert not as_arrays({"test": margins(3, 0)})["probabilistic"]
    assert len(arrays) == 7

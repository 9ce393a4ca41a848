"""Curves of binary classifiers against scikit-learn, and by hand."""

import math
import warnings

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics
from sklearn.calibration import calibration_curve

from core.metrics.curves import (
    at_threshold,
    average_precision,
    calibration,
    precision_recall,
    roc,
    roc_area,
)


def drawn(case: str, seed: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return true classes and scores of one kind."""
    random = np.random.default_rng(seed)
    positive = random.random(70) < (0.05 if case == "rare" else 0.4)
    positive[:2] = [True, False]
    if case == "one class":
        positive[:] = bool(seed % 2)
    scores = np.clip(0.3 * positive + 0.7 * random.random(70), 0, 1)
    if case == "ties":
        scores = np.round(scores * 5) / 5
    if case == "all alike":
        scores[:] = 0.5
    return positive, scores


CASES = ("usual", "rare", "ties", "all alike", "one class")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(4))
def test_curves_equal_scikit_learn(case: str, seed: int) -> None:
    positive, scores = drawn(case, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn's, of a class that does not occur
        alarms, hits, thresholds = metrics.roc_curve(positive, scores, drop_intermediate=False)
        precision, recall, at = metrics.precision_recall_curve(positive, scores)
    curve = roc(positive, scores)
    assert np.array_equal(curve.thresholds, thresholds)
    assert curve.false_positive_rate == pytest.approx(alarms, rel=1e-12, nan_ok=True)
    assert curve.recall == pytest.approx(hits, rel=1e-12, nan_ok=True)
    other = precision_recall(positive, scores)
    assert np.array_equal(other.thresholds, at)
    assert other.precision == pytest.approx(precision, rel=1e-12)
    assert other.recall == pytest.approx(recall, rel=1e-12)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(4))
def test_areas_equal_scikit_learn(case: str, seed: int) -> None:
    positive, scores = drawn(case, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        precise = metrics.average_precision_score(positive, scores)
        area = math.nan if case == "one class" else metrics.roc_auc_score(positive, scores)
    assert roc_area(roc(positive, scores)) == pytest.approx(area, nan_ok=True)
    if positive.any():  # without positives scikit-learn says 0 where recall is 1 by definition
        assert average_precision(precision_recall(positive, scores)) == pytest.approx(precise)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("bins", [5, 10])
def test_calibration_equals_scikit_learn(case: str, bins: int) -> None:
    for seed in range(4):
        positive, scores = drawn(case, seed)
        if case == "one class":
            continue  # scikit-learn wants two
        observed, predicted = calibration_curve(positive, scores, n_bins=bins)
        ours = calibration(positive, scores, bins)
        assert ours.observed == pytest.approx(observed, rel=1e-12)
        assert ours.predicted == pytest.approx(predicted, rel=1e-12)
        assert ours.examples.sum() == len(scores) and ours.examples.min() > 0


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 0.8, 1.1])
def test_a_threshold_equals_scikit_learn(case: str, threshold: float) -> None:
    positive, scores = drawn(case, 1)
    called = scores >= threshold
    ours = at_threshold(positive, scores, threshold)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        positive, called, average="binary", zero_division=0.0
    )
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx((precision, recall, f1))
    assert ours.accuracy == metrics.accuracy_score(positive, called)
    matrix = metrics.confusion_matrix(positive, called, labels=[False, True])
    counted = [[ours.true_negatives, ours.false_positives]]
    counted += [[ours.false_negatives, ours.true_positives]]
    assert matrix.tolist() == counted


def test_points_of_the_curves_are_what_their_thresholds_make() -> None:
    positive, scores = drawn("ties", 2)
    for threshold, alarms, recall in zip(*roc(positive, scores), strict=True):
        there = at_threshold(positive, scores, threshold)
        assert (there.false_positive_rate, there.recall) == pytest.approx((alarms, recall))
    curve = precision_recall(positive, scores)
    for index, threshold in enumerate(curve.thresholds):
        there = at_threshold(positive, scores, threshold)
        assert there.precision == pytest.approx(curve.precision[index])
        assert there.recall == pytest.approx(curve.recall[index])


def test_a_worked_example() -> None:
    # Two positives scored 0.9 and 0.4, two negatives 0.6 and 0.1.
    positive, scores = np.array([True, False, True, False]), np.array([0.9, 0.6, 0.4, 0.1])
    curve = roc(positive, scores)
    assert curve.thresholds.tolist() == [math.inf, 0.9, 0.6, 0.4, 0.1]
    assert curve.false_positive_rate.tolist() == [0, 0, 0.5, 0.5, 1]
    assert curve.recall.tolist() == [0, 0.5, 0.5, 1, 1]
    other = precision_recall(positive, scores)
    assert other.thresholds.tolist() == [0.1, 0.4, 0.6, 0.9]
    assert other.precision.tolist() == [2 / 4, 2 / 3, 1 / 2, 1, 1]
    assert other.recall.tolist() == [1, 1, 0.5, 0.5, 0]
    middle = at_threshold(positive, scores, 0.5)
    assert middle[:4] == (1, 1, 1, 1)
    assert (middle.precision, middle.recall, middle.f1) == (0.5, 0.5, 0.5)
    points = calibration(positive, scores, bins=2)
    assert points.predicted.tolist() == [0.25, 0.75]
    assert points.observed.tolist() == [0.5, 0.5]
    assert points.examples.tolist() == [2, 2]

"""Confusion matrix and scores of each class against scikit-learn, and once by hand."""

import warnings

import numpy as np
import pytest
from sklearn import metrics

from core.metrics.confusion import confusion_matrix, per_class
from core.metrics.metric import Predictions


def said(targets: list[int], labels: list[int], classes: int) -> Predictions:
    """Return predictions that are sure of `labels`."""
    return Predictions(np.array(targets), np.eye(classes)[labels])


def drawn(seed: int, classes: int, known: int, called: int) -> Predictions:
    """Return random predictions; only some classes occur, only some are ever predicted."""
    random = np.random.default_rng(seed)
    scores = np.zeros((60, classes))
    scores[:, :called] = np.round(random.random((60, called)) * 3)  # ties: the first class wins
    return Predictions(random.integers(0, known, 60), scores, probabilistic=False)


@pytest.mark.parametrize(("classes", "known", "called"), [(2, 2, 2), (5, 5, 5), (5, 3, 4)])
@pytest.mark.parametrize("seed", range(5))
def test_counts_and_scores_equal_scikit_learn(
    seed: int, classes: int, known: int, called: int
) -> None:
    predictions = drawn(seed, classes, known, called)
    targets, labels, names = predictions.targets, predictions.labels, np.arange(classes)
    matrix = confusion_matrix(predictions)
    assert np.array_equal(matrix, metrics.confusion_matrix(targets, labels, labels=names))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = metrics.precision_recall_fscore_support(
            targets, labels, labels=names, zero_division=0.0
        )
    for ours, theirs in zip(per_class(predictions), expected, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-12)


def test_a_worked_example() -> None:
    # Three cats, of which one is called a dog; two dogs, both found; no birds.
    predictions = said([0, 0, 0, 1, 1], [0, 0, 1, 1, 1], classes=3)
    assert confusion_matrix(predictions).tolist() == [[2, 1, 0], [0, 2, 0], [0, 0, 0]]
    scores = per_class(predictions)
    assert scores.precision == pytest.approx([1, 2 / 3, 0])
    assert scores.recall == pytest.approx([2 / 3, 1, 0])
    assert scores.f1 == pytest.approx([4 / 5, 4 / 5, 0])
    assert scores.support.tolist() == [3, 2, 0]

"""Which class was taken for which, and what follows for each class."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Predictions


class PerClass(NamedTuple):
    """Scores of each class against the rest: (class,) each.

    Attributes:
        precision: Of the examples called the class, the fraction that are; 0 if none was.
        recall: Of the examples of the class, the fraction that was found; 0 if there are none.
        f1: The harmonic mean of both; 0 where both are.
        support: How many examples are of the class, int64.
    """

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    support: NDArray[np.int64]


def confusion_matrix(predictions: Predictions) -> NDArray[np.int64]:
    """Count the examples of each true class (row) that were called each class (column)."""
    classes = predictions.scores.shape[1]
    cells = predictions.targets * classes + predictions.labels
    counts: NDArray[np.int64] = np.bincount(cells, minlength=classes**2)
    return counts.reshape(classes, classes)


def scores_of(matrix: NDArray[np.int64]) -> PerClass:
    """Return precision, recall, F1 and support of each class of a confusion matrix."""
    hits, support, called = matrix.diagonal(), matrix.sum(axis=1), matrix.sum(axis=0)
    return PerClass(
        precision=_fraction(hits, called),
        recall=_fraction(hits, support),
        # 2PR / (P + R), multiplied out so that it is defined where one of them is not.
        f1=_fraction(2 * hits, called + support),
        support=support,
    )


def per_class(predictions: Predictions) -> PerClass:
    """Return precision, recall, F1 and support of each class."""
    return scores_of(confusion_matrix(predictions))


def _fraction(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """Divide element by element; nothing out of nothing is 0, as in scikit-learn."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)

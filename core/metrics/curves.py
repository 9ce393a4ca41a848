"""What a binary classifier is worth at every threshold, and how honest its probabilities are.

NumPy alone, so that pages can draw it. Everything here equals scikit-learn's function of the name
in the docstring. `positive` says of each example whether it is of the class looked at, `scores` how
strongly the model is for that class; an example is called positive if its score reaches the
threshold.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class ROC(NamedTuple):
    """A ROC curve, from nothing called positive to everything: (point,) each.

    Attributes:
        thresholds: Falling; infinity first.
        false_positive_rate: Of the negatives, the fraction called positive; NaN without negatives.
        recall: Of the positives, the fraction called positive; NaN without positives.
    """

    thresholds: Numbers
    false_positive_rate: Numbers
    recall: Numbers


class PrecisionRecall(NamedTuple):
    """A precision-recall curve, from everything called positive to nothing.

    Attributes:
        thresholds: (point - 1,), rising; the last point calls nothing positive and has none.
        precision: (point,), of those called positive, the fraction that is; 1 if none is called.
        recall: (point,), of the positives, the fraction called positive; 1 without positives.
    """

    thresholds: Numbers
    precision: Numbers
    recall: Numbers


class Calibration(NamedTuple):
    """How often what is called so probable happens: (bin,) each, without empty bins.

    Attributes:
        predicted: Mean probability that the model gave.
        observed: The fraction that is positive: the same, if the model is honest.
        examples: How many there are.
    """

    predicted: Numbers
    observed: Numbers
    examples: NDArray[np.int64]


class AtThreshold(NamedTuple):
    """What a threshold makes of the scores; a fraction of nothing is 0."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    precision: float
    recall: float
    f1: float
    accuracy: float
    false_positive_rate: float


def roc(positive: NDArray[np.bool_], scores: Numbers) -> ROC:
    """Return the ROC curve (`roc_curve`, no point dropped)."""
    thresholds, hits, alarms = _counts(positive, scores)
    negatives = len(positive) - int(positive.sum())
    with np.errstate(invalid="ignore"):
        rates = (np.r_[0, alarms] / negatives, np.r_[0, hits] / int(positive.sum()))
    return ROC(np.r_[np.inf, thresholds], *rates)


def precision_recall(positive: NDArray[np.bool_], scores: Numbers) -> PrecisionRecall:
    """Return the precision-recall curve (`precision_recall_curve`, no point dropped)."""
    thresholds, hits, alarms = _counts(positive, scores)
    there = int(positive.sum())
    recall = hits / there if there else np.ones(len(hits))
    precision = np.r_[1.0, hits / (hits + alarms)]
    return PrecisionRecall(thresholds[::-1], precision[::-1], np.r_[0.0, recall][::-1])


def roc_area(curve: ROC) -> float:
    """Return the area under a ROC curve (`roc_auc_score`); NaN without both kinds."""
    return float(np.trapezoid(curve.recall, curve.false_positive_rate))


def average_precision(curve: PrecisionRecall) -> float:
    """Return precision, weighted by the recall gained (`average_precision_score`)."""
    return float(-(np.diff(curve.recall) * curve.precision[:-1]).sum())


def _counts(
    positive: NDArray[np.bool_], scores: Numbers
) -> tuple[Numbers, NDArray[np.int64], NDArray[np.int64]]:
    """Return each score that occurs, falling, with the true and false positives it makes."""
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    last = np.flatnonzero(np.r_[np.diff(falling) != 0, True])  # of those with the same score
    hits = np.cumsum(positive[order], dtype=np.int64)[last]
    return falling[last], hits, last + 1 - hits


def calibration(positive: NDArray[np.bool_], probabilities: Numbers, bins: int = 10) -> Calibration:
    """Return the points of a reliability diagram (`calibration_curve`, bins of equal width)."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    places = np.searchsorted(edges[1:-1], probabilities)
    count = np.bincount(places, minlength=bins)
    filled = count > 0
    sums = (np.bincount(places, values, bins)[filled] for values in (probabilities, positive))
    predicted, observed = (total / count[filled] for total in sums)
    return Calibration(predicted, observed, count[filled])


def at_threshold(positive: NDArray[np.bool_], scores: Numbers, threshold: float) -> AtThreshold:
    """Return counts and scores at one threshold (`precision_recall_fscore_support`)."""
    called = scores >= threshold
    hits, alarms = int((called & positive).sum()), int((called & ~positive).sum())
    missed = int(positive.sum()) - hits
    rest = len(positive) - hits - alarms - missed
    return AtThreshold(
        hits,
        alarms,
        missed,
        rest,
        precision=_fraction(hits, hits + alarms),
        recall=_fraction(hits, hits + missed),
        f1=_fraction(2 * hits, 2 * hits + alarms + missed),
        accuracy=_fraction(hits + rest, len(positive)),
        false_positive_rate=_fraction(alarms, alarms + rest),
    )


def _fraction(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

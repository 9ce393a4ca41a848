"""Metrics of classifiers; everything that counts classes follows from the confusion matrix."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.metrics.confusion import per_class
from core.metrics.metric import Metric, Predictions
from core.spec.message import N_


def accuracy(predictions: Predictions) -> float:
    """Return the fraction of examples whose most probable class is the true one."""
    return float(np.mean(predictions.labels == predictions.targets))


def precision_macro(predictions: Predictions) -> float:
    """Return macro precision; a class never predicted counts as 0."""
    return _macro(per_class(predictions).precision)


def recall_macro(predictions: Predictions) -> float:
    """Return macro recall; a class that does not occur counts as 0."""
    return _macro(per_class(predictions).recall)


def f1_macro(predictions: Predictions) -> float:
    """Return the mean over classes of the harmonic mean of precision and recall."""
    return _macro(per_class(predictions).f1)


def precision_weighted(predictions: Predictions) -> float:
    """Return precision averaged over the classes, each as often as it occurs."""
    scores = per_class(predictions)
    return _weighted(scores.precision, scores.support)


def recall_weighted(predictions: Predictions) -> float:
    """Return recall averaged over the classes, each as often as it occurs."""
    scores = per_class(predictions)
    return _weighted(scores.recall, scores.support)


def f1_weighted(predictions: Predictions) -> float:
    """Return F1 averaged over the classes, each as often as it occurs."""
    scores = per_class(predictions)
    return _weighted(scores.f1, scores.support)


def _macro(scores: NDArray[np.float64]) -> float:
    return float(scores.mean())


def _weighted(scores: NDArray[np.float64], support: NDArray[np.int64]) -> float:
    return float(np.average(scores, weights=support))


def log_loss(predictions: Predictions) -> float:
    """Return the mean negative log probability of the true class, in nats.

    NaN for a model that gives no probabilities.
    """
    if not predictions.probabilistic:
        return math.nan
    rows = np.arange(len(predictions.targets))
    return float(surprises(predictions.probabilities[rows, predictions.targets]).mean())


def surprises(right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return minus the logarithm of each right class's probability: (example,), in nats.

    Probabilities are clipped to the smallest positive step of float64 so that one certain mistake
    does not make it infinite, as in scikit-learn.
    """
    smallest = np.finfo(np.float64).eps
    lost: NDArray[np.float64] = -np.log(np.clip(right, smallest, 1 - smallest))
    return lost


def roc_auc(predictions: Predictions) -> float:
    """Return the area under the ROC curve, one class against the rest, macro averaged.

    It needs nothing but an order, so probabilities and decision values serve alike. NaN where it
    is undefined: fewer classes occur in the targets than the model knows.
    """
    targets, scores = predictions.targets, predictions.scores
    if len(np.unique(targets)) < scores.shape[1]:
        return math.nan
    first = 1 if scores.shape[1] == 2 else 0  # of two classes, one area says both
    return _macro(
        np.array([_area(targets == k, scores[:, k]) for k in range(first, scores.shape[1])])
    )


def _area(positive: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Return how often a positive example scores above a negative one (Mann and Whitney 1947).

    A tie counts half, so examples with the same score share the mean of their ranks.
    """
    _, value, tied = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(tied) - (tied - 1) / 2)[value]
    count = int(positive.sum())
    wins = ranks[positive].sum() - count * (count + 1) / 2
    return float(wins / (count * (len(scores) - count)))


METRICS: tuple[Metric, ...] = (
    Metric(
        "accuracy",
        N_("Accuracy"),
        N_(
            "Fraction of examples named rightly. Misleads when one class is much more common than "
            "the others: always guessing it looks good."
        ),
        r"\frac{1}{n}\sum_i [\hat y_i = y_i]",
        N_("fraction"),
        True,
        accuracy,
        "scikit-learn user guide, accuracy_score",
        N_(
            "Where one class is much more common than the others, it says little: of 1000 people "
            'of whom 10 are ill, "healthy" for everybody is right 990 times and finds nobody. It '
            "also takes every mistake to be as bad as any other."
        ),
        live=True,
        range=(0, 1),
    ),
    Metric(
        "precision_macro",
        N_("Precision (macro)"),
        N_(
            "Of the examples called a class, the fraction that really are; averaged over the "
            "classes, each counting alike. Says nothing about those that were missed."
        ),
        r"\frac{1}{K}\sum_k \frac{TP_k}{TP_k + FP_k}",
        N_("fraction"),
        True,
        precision_macro,
        "scikit-learn user guide, precision_score",
        N_(
            "Alone, it rewards a model that says a class only when it is quite sure and misses "
            "nearly all of it. A rare class, with few examples called so, makes it jump by "
            "chance."
        ),
        range=(0, 1),
    ),
    Metric(
        "recall_macro",
        N_("Recall (macro)"),
        N_(
            "Of the examples that really are of a class, the fraction that was found; averaged "
            "over the classes. Says nothing about false alarms."
        ),
        r"\frac{1}{K}\sum_k \frac{TP_k}{TP_k + FN_k}",
        N_("fraction"),
        True,
        recall_macro,
        "scikit-learn user guide, recall_score",
        N_(
            "Alone, it rewards a model that says a class all the time: it misses none and cries "
            "wolf. A class with few examples makes it jump by chance."
        ),
        range=(0, 1),
    ),
    Metric(
        "f1_macro",
        N_("F1 (macro)"),
        N_(
            "Harmonic mean of precision and recall of each class, averaged over the classes. High "
            "only when both are."
        ),
        r"\frac{1}{K}\sum_k \frac{2 P_k R_k}{P_k + R_k}",
        N_("fraction"),
        True,
        f1_macro,
        "scikit-learn user guide, f1_score",
        N_(
            "It never looks at what was rightly left alone (true negatives), and takes a false "
            "alarm to be as bad as a miss, which they rarely are."
        ),
        range=(0, 1),
    ),
    Metric(
        "precision_weighted",
        N_("Precision (weighted)"),
        N_(
            "Precision averaged over the classes, each as often as it occurs. Close to the macro "
            "average where the classes are equally common; a rare class hardly counts."
        ),
        r"\sum_k \frac{n_k}{n} \frac{TP_k}{TP_k + FP_k}",
        N_("fraction"),
        True,
        precision_weighted,
        "scikit-learn user guide, precision_score",
        N_(
            "A rare class is the one that matters: its false alarms hardly show among the many "
            "examples of the others."
        ),
        range=(0, 1),
    ),
    Metric(
        "recall_weighted",
        N_("Recall (weighted)"),
        N_(
            "Recall averaged over the classes, each as often as it occurs. For one answer an "
            "example this is the accuracy, always."
        ),
        r"\sum_k \frac{n_k}{n} \frac{TP_k}{TP_k + FN_k}",
        N_("fraction"),
        True,
        recall_weighted,
        "scikit-learn user guide, recall_score",
        N_("It looks like a number of its own, but is the accuracy, and misleads where that does."),
        range=(0, 1),
    ),
    Metric(
        "f1_weighted",
        N_("F1 (weighted)"),
        N_(
            "F1 averaged over the classes, each as often as it occurs. High only when the common "
            "classes have both precision and recall."
        ),
        r"\sum_k \frac{n_k}{n} \frac{2 P_k R_k}{P_k + R_k}",
        N_("fraction"),
        True,
        f1_weighted,
        "scikit-learn user guide, f1_score",
        N_(
            "Common classes hide a rare one that is never found. It may even lie outside the range "
            "between weighted precision and weighted recall."
        ),
        range=(0, 1),
    ),
    Metric(
        "log_loss",
        N_("Log loss"),
        N_(
            "Mean of minus the logarithm of the probability given to the right class. Punishes "
            "being sure and wrong. 0 is perfect. Undefined for a model that gives no probabilities."
        ),
        r"-\frac{1}{n}\sum_i \ln p_i(y_i)",
        N_("nats"),
        False,
        log_loss,
        "scikit-learn user guide, log_loss",
        N_(
            "One sure mistake outweighs hundreds of good answers. Its size depends on how many "
            "classes there are and how common each is, so it cannot be compared between datasets."
        ),
        live=True,
        range=(0, float("inf")),
    ),
    Metric(
        "roc_auc",
        N_("ROC AUC"),
        N_(
            "Probability that a random example of a class gets a higher score for it than a random "
            "example of another; averaged over the classes. 0.5 is guessing."
        ),
        r"P(s(x^{+}) > s(x^{-}))",
        N_("fraction"),
        True,
        roc_auc,
        "Hand and Till 2001; scikit-learn, roc_auc_score (one against the rest)",
        N_(
            "It says how good the order is, nothing of the threshold in use nor of whether the "
            "probabilities are honest. Where positives are rare it looks good despite many false "
            "alarms."
        ),
        range=(0, 1),
    ),
)

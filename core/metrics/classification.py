"""Metrics of classifiers, computed by scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from core.metrics.metric import Metric, Predictions
from core.spec.message import N_


def accuracy(predictions: Predictions) -> float:
    """Return the fraction of examples whose most probable class is the true one."""
    return float(np.mean(predictions.labels == predictions.targets))


def _macro(name: str, predictions: Predictions) -> float:
    """Return a scikit-learn score averaged over the classes, each class counting alike."""
    from sklearn import metrics

    classes = np.arange(predictions.probabilities.shape[1])
    score: Any = getattr(metrics, name)(
        predictions.targets, predictions.labels, labels=classes, average="macro", zero_division=0.0
    )
    return float(score)


def precision_macro(predictions: Predictions) -> float:
    """Return macro precision; a class never predicted counts as 0."""
    return _macro("precision_score", predictions)


def recall_macro(predictions: Predictions) -> float:
    """Return macro recall; a class that does not occur counts as 0."""
    return _macro("recall_score", predictions)


def f1_macro(predictions: Predictions) -> float:
    """Return the mean over classes of the harmonic mean of precision and recall."""
    return _macro("f1_score", predictions)


def log_loss(predictions: Predictions) -> float:
    """Return the mean negative log probability of the true class, in nats.

    Probabilities are clipped to the smallest positive step of float64 so that one certain mistake
    does not make it infinite, as in scikit-learn.
    """
    smallest = np.finfo(np.float64).eps
    rows = np.arange(len(predictions.targets))
    right = predictions.probabilities[rows, predictions.targets]
    return float(-np.log(np.clip(right, smallest, 1 - smallest)).mean())


def roc_auc(predictions: Predictions) -> float:
    """Return the area under the ROC curve, one class against the rest, macro averaged.

    NaN where it is undefined: fewer classes occur in the targets than the model knows.
    """
    from sklearn.metrics import roc_auc_score

    probabilities = predictions.probabilities
    if len(np.unique(predictions.targets)) < probabilities.shape[1]:
        return float("nan")
    if probabilities.shape[1] == 2:
        return float(roc_auc_score(predictions.targets, probabilities[:, 1]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(roc_auc_score(predictions.targets, probabilities, multi_class="ovr"))


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
        range=(0, 1),
    ),
    Metric(
        "log_loss",
        N_("Log loss"),
        N_(
            "Mean of minus the logarithm of the probability given to the right class. Punishes "
            "being sure and wrong. 0 is perfect."
        ),
        r"-\frac{1}{n}\sum_i \ln p_i(y_i)",
        N_("nats"),
        False,
        log_loss,
        "scikit-learn user guide, log_loss",
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
        range=(0, 1),
    ),
)


def classification_scores(predictions: Predictions, *, live: bool = False) -> dict[str, float]:
    """Return every metric by name; with `live`, only those cheap enough for each epoch."""
    return {
        metric.name: metric.compute(predictions) for metric in METRICS if metric.live or not live
    }

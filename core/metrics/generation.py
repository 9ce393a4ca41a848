"""Metrics of models that make examples: how real, how varied, and how much their own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Metric, Samples
from core.metrics.normal import Normal
from core.spec.message import N_

SCORED = 1000
"""How many samples the scores at the end are of."""
NEIGHBOURS = 3
"""The k of Kynkaanniemi et al. 2019, section 3.1."""
COPY = 0.1
"""A sample is a copy if it is nearer to a training example than this fraction of how near a real
example that was held back usually is."""
Rows = NDArray[np.float64]
"""Features: (example, feature)."""


def frechet_distance(said: Samples) -> float:
    """Return the Frechet distance of what was made from the real examples."""
    return said.real_normal.frechet(Normal.fitted(said.made))


def frechet_floor(said: Samples) -> float:
    """Return the Frechet distance of real examples from other real ones."""
    return said.real_normal.frechet(Normal.fitted(said.trained))


def sample_precision(said: Samples) -> float:
    """Return the fraction of samples that lie where real examples do."""
    return within(said.made, said.real)


def sample_recall(said: Samples) -> float:
    """Return the fraction of real examples that lie where samples do."""
    return within(said.real, said.made)


def within(points: Rows, reference: Rows) -> float:
    """Return the fraction of points in a ball around any of the reference.

    The ball of each reaches to its third nearest neighbour among the reference.
    """
    count = min(NEIGHBOURS, len(reference) - 1)
    radii = np.partition(_apart(reference, reference), count, axis=1)[:, count]  # 0 is itself
    return float((_apart(points, reference) <= radii).any(1).mean())


def _apart(one: Rows, other: Rows) -> Rows:
    """Return the squared distance of each from each: (one, other)."""
    squares = np.square(one).sum(1)[:, None] + np.square(other).sum(1)
    apart: Rows = np.maximum(squares - 2 * one @ other.T, 0)
    return apart


def recognised(said: Samples) -> float:
    """Return the fraction of samples that the judge recognises; NaN if it cannot tell."""
    return float(said.sure.mean()) if said.sure.size else math.nan


def recognised_real(said: Samples) -> float:
    """Return the fraction of real examples that the judge recognises; NaN if it cannot tell."""
    return float(said.real_sure.mean()) if said.real_sure.size else math.nan


def classes_covered(said: Samples) -> float:
    """Return how many classes or places occur among the samples that the judge recognises."""
    return float(len(np.unique(said.labels[said.sure]))) if said.sure.size else math.nan


def copied(said: Samples) -> float:
    """Return the fraction of samples that are copies of training examples."""
    return float((said.distances < COPY * np.median(said.real_distances)).mean())


def training_distance(said: Samples) -> float:
    """Return how near samples are to training examples, beside real ones that were held back."""
    usual = float(np.median(said.real_distances))
    return float(np.median(said.distances)) / usual if usual else math.nan


def reconstruction_error(said: Samples) -> float:
    """Return by how much real examples change when rebuilt, on average; NaN if they cannot be."""
    return float(said.rebuilt.mean()) if said.rebuilt.size else math.nan


METRICS: tuple[Metric, ...] = (
    Metric(
        "frechet_distance",
        N_("Fréchet distance"),
        N_(
            "How different samples and real examples are as crowds: the distance of the normal "
            "distributions fitted to their features. 0 is perfect; compare it with the distance "
            "of real examples from other real ones."
        ),
        r"|\mu_g-\mu_r|^2+\operatorname{tr}\left(C_g+C_r-2(C_gC_r)^{1/2}\right)",
        N_("squared features"),
        False,
        frechet_distance,
        "Dowson and Landau 1982; Heusel et al. 2017, equation 6",
        N_(
            "It sees means and spreads alone, shrinks with the number of samples, and its unit is "
            "that of one judge's features: never compare it between data or judges."
        ),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "recognised",
        N_("Recognised samples"),
        N_(
            "The fraction of samples in which a classifier of the same data finds a class with a "
            "confidence of 0.9; of points, those within 3 standard deviations of a place."
        ),
        r"\frac{1}{n}\sum_i [\max_c p(c \mid x_i) \ge 0.9]",
        N_("fraction"),
        True,
        recognised,
        "Salimans et al. 2016 judge samples by a classifier, too",
        N_("A classifier can be sure of nonsense, and of the same picture again and again."),
        live=True,
        range=(0, 1),
    ),
    Metric(
        "classes_covered",
        N_("Classes found"),
        N_("How many of the classes, or places, occur among the samples that are recognised."),
        r"\left|\{c(x_i) : x_i \text{ recognised}\}\right|",
        N_("classes"),
        True,
        classes_covered,
        "Metz et al. 2017 count modes",
        N_("One sample is enough to cover a class: it may still be rare."),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "copied",
        N_("Copies"),
        N_(
            "The fraction of samples that are copies: ten times nearer to a training example than "
            "real examples that were held back usually are."
        ),
        r"\frac{1}{n}\sum_i [d(x_i) < \tfrac{1}{10} \operatorname{median}_j d(r_j)]",
        N_("fraction"),
        False,
        copied,
        "After Meehan et al. 2020",
        N_(
            "A copy that was shifted or made brighter is not recognised as one. Points of the "
            "plane lie that near by chance, too: about 7 of a thousand."
        ),
        range=(0, 1),
    ),
    Metric(
        "sample_precision",
        N_("Precision of samples"),
        N_("The fraction of samples that lie where real examples do: how real they look."),
        r"\frac{1}{n}\sum_i [x_i \in \bigcup_j B(r_j, d_3(r_j))]",
        N_("fraction"),
        True,
        sample_precision,
        "Kynkäänniemi et al. 2019, equation 1",
        N_(
            "One perfect sample made a thousand times has a precision of 1. It is no precision of "
            "a classifier."
        ),
        range=(0, 1),
    ),
    Metric(
        "sample_recall",
        N_("Recall of samples"),
        N_("The fraction of real examples that lie where samples do: how varied they are."),
        r"\frac{1}{m}\sum_j [r_j \in \bigcup_i B(x_i, d_3(x_i))]",
        N_("fraction"),
        True,
        sample_recall,
        "Kynkäänniemi et al. 2019, equation 1",
        N_("A few samples far off blow up their own neighbourhoods and thus the recall."),
        range=(0, 1),
    ),
    Metric(
        "training_distance",
        N_("Distance from training"),
        N_(
            "How far samples are from the nearest training example, as a multiple of how far real "
            "examples that were held back are. About 1 is right; near 0 it copies."
        ),
        r"\operatorname{median}_i d(x_i) / \operatorname{median}_j d(r_j)",
        N_("times"),
        True,
        training_distance,
        "After Meehan et al. 2020",
        N_("Far above 1 is no better: noise is far from everything."),
        range=(0, math.inf),
    ),
    Metric(
        "reconstruction_error",
        N_("Reconstruction error"),
        N_(
            "By how much real examples change when the model takes them apart and puts them "
            "together again; of pictures, in units of the range from black to white."
        ),
        r"\frac{1}{m}\sum_j \sqrt{\tfrac{1}{d}|r_j - \hat r_j|^2}",
        N_("root mean squared difference"),
        False,
        reconstruction_error,
        "Root of the mean squared error of each example",
        N_("It says nothing of what the model makes by itself. Some models cannot rebuild."),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "frechet_floor",
        N_("Fréchet distance of real examples"),
        N_(
            "The same distance between real examples of the training and as many others: what a "
            "perfect model would reach, for chance makes any two crowds differ."
        ),
        r"\mathrm{FD}(\text{train},\text{held back})",
        N_("squared features"),
        False,
        frechet_floor,
        "Heusel et al. 2017",
        N_("It belongs to the data, not to the model: every model has the same."),
        range=(0, math.inf),
    ),
    Metric(
        "recognised_real",
        N_("Recognised real examples"),
        N_("The same fraction of the real examples: what samples can hope for."),
        r"\frac{1}{m}\sum_j [\max_c p(c \mid r_j) \ge 0.9]",
        N_("fraction"),
        True,
        recognised_real,
        "Salimans et al. 2016 judge samples by a classifier, too",
        N_("It belongs to the data and the judge, not to the model."),
        range=(0, 1),
    ),
)

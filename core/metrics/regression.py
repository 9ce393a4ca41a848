"""Metrics of regressors; all follow from the errors and how much the targets vary."""

from __future__ import annotations

import math

import numpy as np

from core.metrics.metric import Estimates, Metric
from core.spec.message import N_


def mae(estimates: Estimates) -> float:
    """Return the mean absolute error, in the target's unit."""
    return float(np.abs(estimates.errors).mean())


def mse(estimates: Estimates) -> float:
    """Return the mean squared error, in the target's unit squared."""
    return float(np.square(estimates.errors).mean())


def rmse(estimates: Estimates) -> float:
    """Return the square root of the mean squared error, in the target's unit."""
    return math.sqrt(mse(estimates))


def r2(estimates: Estimates) -> float:
    """Return which fraction of the targets' variance the estimates explain.

    Targets that are all alike have no variance to explain: 1 if each is met exactly and 0
    otherwise, as in scikit-learn. NaN for fewer than two examples.
    """
    if len(estimates.targets) < 2:
        return math.nan
    left = float(np.square(estimates.errors).sum())
    if np.ptp(estimates.targets) == 0:  # their computed mean may be off by a rounding error
        return float(left == 0)
    return 1 - left / float(np.square(estimates.targets - estimates.targets.mean()).sum())


def mape(estimates: Estimates) -> float:
    """Return the mean of each error's size as a fraction of what was true; 0.1 is 10 %.

    NaN if a target is 0, of which nothing is a fraction.
    """
    if not estimates.targets.all():
        return math.nan
    return float(np.abs(estimates.errors / estimates.targets).mean())


METRICS: tuple[Metric, ...] = (
    Metric(
        "mae",
        N_("MAE"),
        N_(
            "Mean absolute error: by how much an estimate is off on average, in the unit of the "
            "target. Every error counts in proportion to its size, so a few wild ones hardly show."
        ),
        r"\frac{1}{n}\sum_i |\hat y_i - y_i|",
        N_("unit of the target"),
        False,
        mae,
        "scikit-learn user guide, mean_absolute_error",
        N_(
            "It hides large errors: ten of 1 count as much as one of 10. Without knowing how much "
            "the target varies it says neither good nor bad."
        ),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "mse",
        N_("MSE"),
        N_(
            "Mean squared error: what training by squares minimises. Its unit is that of the "
            "target squared, so it cannot be read as the size of an error; its square root, the "
            "RMSE, can."
        ),
        r"\frac{1}{n}\sum_i (\hat y_i - y_i)^2",
        N_("unit of the target, squared"),
        False,
        mse,
        "scikit-learn user guide, mean_squared_error",
        N_(
            "Do not read it as the size of an error, nor compare it with somebody's RMSE. A single "
            "outlier can decide it."
        ),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "rmse",
        N_("RMSE"),
        N_(
            "Root mean squared error: the square root of the MSE, which brings it back to the unit "
            "of the target. The names matter: an MSE of 100 is an RMSE of 10, and whoever takes "
            "one for the other misjudges the model by far. Large errors weigh more than in the "
            "MAE, which is never larger."
        ),
        r"\sqrt{\frac{1}{n}\sum_i (\hat y_i - y_i)^2}",
        N_("unit of the target"),
        False,
        rmse,
        "scikit-learn user guide, root_mean_squared_error",
        N_(
            "Do not call it MSE, nor take it for the usual error: a single outlier can make it "
            "several times as large as most errors are."
        ),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "r2",
        N_("R²"),
        N_(
            "Which fraction of the variance of the target the model explains. 1 is perfect, 0 is "
            "no better than always saying the mean, and below 0 is worse than that. It depends on "
            "how much the targets vary, so it cannot be compared between datasets."
        ),
        r"1 - \frac{\sum_i (\hat y_i - y_i)^2}{\sum_i (\bar y - y_i)^2}",
        N_("fraction"),
        True,
        r2,
        "scikit-learn user guide, r2_score",
        N_(
            "Do not compare it between datasets, nor take it for a square that cannot be negative. "
            "A high one does not say that the errors are small enough for the purpose."
        ),
        live=True,
        range=(-math.inf, 1),
    ),
    Metric(
        "mape",
        N_("MAPE"),
        N_(
            "Mean absolute percentage error: by which fraction of the true value an estimate is "
            "off on average; 0.1 is 10 %. Without a unit, but undefined as soon as one true value "
            "is 0."
        ),
        r"\frac{1}{n}\sum_i \left|\frac{\hat y_i - y_i}{y_i}\right|",
        N_("fraction"),
        False,
        mape,
        "scikit-learn user guide, mean_absolute_percentage_error",
        N_(
            "True values near 0 blow it up, however small the error. It forgives saying too little "
            "more than saying too much: an estimate of 0 is never off by more than 100 %."
        ),
        range=(0, math.inf),
    ),
)

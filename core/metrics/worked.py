"""Metrics worked out step by step on a small example, as numbers that a page can show."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Estimates
from core.metrics.regression import mae, mape, mse, r2, rmse


class Ratio(NamedTuple):
    """A fraction of counts, written as it is counted and not in lowest terms."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The quotient; nothing out of nothing is 0, as in scikit-learn."""
        return self.part / self.whole if self.whole else 0.0


class ClassSteps(NamedTuple):
    """One class against the rest.

    Attributes:
        true_positives: Examples of the class that were called so.
        false_positives: Examples of others that were called so.
        false_negatives: Examples of the class that were called something else.
        true_negatives: All the others.
        precision: True positives of those called the class.
        recall: True positives of those that are of the class.
        f1: Twice the true positives of both together: the harmonic mean, multiplied out.
    """

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    precision: Ratio
    recall: Ratio
    f1: Ratio


class WeightedMean(NamedTuple):
    """A mean of the classes' scores: the sum of each value times its weight."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def value(self) -> float:
        """The sum."""
        return sum(value * weight for value, weight in zip(self.values, self.weights, strict=True))


class WorkedClassification(NamedTuple):
    """Every step from a confusion matrix to its scores; the keys are precision, recall and f1.

    Attributes:
        classes: Each class against the rest.
        accuracy: The diagonal of all examples.
        macro: Each class counts alike.
        weighted: Each class counts as often as it occurs.
        micro: Counts of all classes added up first; with one answer an example, all three are the
            accuracy.
    """

    classes: tuple[ClassSteps, ...]
    accuracy: Ratio
    macro: dict[str, WeightedMean]
    weighted: dict[str, WeightedMean]
    micro: dict[str, Ratio]


def worked_classification(matrix: NDArray[np.int64]) -> WorkedClassification:
    """Work out the scores of a confusion matrix: (true class, class said), counts."""
    total, size = int(matrix.sum()), len(matrix)
    classes = tuple(_class_steps(matrix, k) for k in range(size))
    shares = tuple(Ratio(int(support), total).value for support in matrix.sum(axis=1))
    values = {
        name: tuple(getattr(steps, name).value for steps in classes)
        for name in ("precision", "recall", "f1")
    }
    hits, alarms, missed = (sum(column) for column in list(zip(*classes, strict=True))[:3])
    return WorkedClassification(
        classes,
        Ratio(int(matrix.trace()), total),
        macro={name: WeightedMean(each, (1 / size,) * size) for name, each in values.items()},
        weighted={name: WeightedMean(each, shares) for name, each in values.items()},
        micro=_ratios(hits, alarms, missed),
    )


def _class_steps(matrix: NDArray[np.int64], k: int) -> ClassSteps:
    hits = int(matrix[k, k])
    alarms, missed = int(matrix[:, k].sum()) - hits, int(matrix[k].sum()) - hits
    rest = int(matrix.sum()) - hits - alarms - missed
    return ClassSteps(hits, alarms, missed, rest, **_ratios(hits, alarms, missed))


def _ratios(hits: int, alarms: int, missed: int) -> dict[str, Ratio]:
    return {
        "precision": Ratio(hits, hits + alarms),
        "recall": Ratio(hits, hits + missed),
        "f1": Ratio(2 * hits, 2 * hits + alarms + missed),
    }


class WorkedRegression(NamedTuple):
    """Every step from targets and estimates to the scores of a regressor.

    Attributes:
        errors: Estimate minus target, of each example.
        absolute_errors: Without their signs.
        squared_errors: Times themselves.
        relative_errors: Their sizes as fractions of the targets' sizes; NaN where the target is 0.
        target_mean: What one would say without looking.
        squared_deviations: Of each target from that mean.
        absolute_sum: Of the absolute errors.
        squared_sum: Of the squared errors.
        deviation_sum: Of the squared deviations.
        mae: The absolute errors' mean, in the target's unit.
        mse: The squared errors' mean, in that unit squared.
        rmse: Its square root, in the unit again.
        r2: One minus squared sum by deviation sum; of targets that are all alike 1 if every error
            is 0, else 0; NaN for a single example.
        mape: The relative errors' mean; NaN if one of them is.
    """

    errors: tuple[float, ...]
    absolute_errors: tuple[float, ...]
    squared_errors: tuple[float, ...]
    relative_errors: tuple[float, ...]
    target_mean: float
    squared_deviations: tuple[float, ...]
    absolute_sum: float
    squared_sum: float
    deviation_sum: float
    mae: float
    mse: float
    rmse: float
    r2: float
    mape: float


def worked_regression(
    targets: NDArray[np.float64], values: NDArray[np.float64]
) -> WorkedRegression:
    """Work out the scores of estimates `values` of `targets`: (example,) each, at least one."""
    estimates = Estimates(targets, values)
    errors, mean = estimates.errors, float(targets.mean())
    absolute, squared, deviations = np.abs(errors), errors**2, (targets - mean) ** 2
    relative = np.divide(
        absolute, np.abs(targets), out=np.full(len(targets), np.nan), where=targets != 0
    )
    return WorkedRegression(
        errors=tuple(errors.tolist()),
        absolute_errors=tuple(absolute.tolist()),
        squared_errors=tuple(squared.tolist()),
        relative_errors=tuple(relative.tolist()),
        target_mean=mean,
        squared_deviations=tuple(deviations.tolist()),
        absolute_sum=float(absolute.sum()),
        squared_sum=float(squared.sum()),
        deviation_sum=float(deviations.sum()),
        mae=mae(estimates),
        mse=mse(estimates),
        rmse=rmse(estimates),
        r2=r2(estimates),
        mape=mape(estimates),
    )

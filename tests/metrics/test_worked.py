"""Metrics worked out step by step: each step by hand, each result equal to scikit-learn's."""

import math
import warnings
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from core.metrics.worked import Ratio, worked_classification, worked_regression

SCORES = {
    "precision": metrics.precision_score,
    "recall": metrics.recall_score,
    "f1": metrics.f1_score,
}


def matrix_of(seed: int, size: int) -> Any:
    """Return a random matrix; some have a class that is never said, or that does not occur."""
    random = np.random.default_rng(seed)
    matrix = random.integers(0, 6, (size, size))
    if seed % 3 == 1:
        matrix[:, 0] = 0
    if seed % 3 == 2:
        matrix[-1] = 0
    return matrix


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("seed", range(9))
def test_averages_equal_scikit_learn(seed: int, size: int) -> None:
    matrix = matrix_of(seed, size)
    cells = np.repeat(np.arange(size**2), matrix.ravel())
    targets, labels, classes = cells // size, cells % size, np.arange(size)
    worked = worked_classification(matrix)
    assert worked.accuracy.value == metrics.accuracy_score(targets, labels)
    for name, peer in SCORES.items():
        averages = {"macro": worked.macro, "weighted": worked.weighted, "micro": worked.micro}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            single = peer(targets, labels, labels=classes, average=None, zero_division=0.0)
            for average, found in averages.items():
                expected = peer(targets, labels, labels=classes, average=average, zero_division=0.0)
                assert found[name].value == pytest.approx(expected, rel=1e-12), (name, average)
        ours = [getattr(steps, name).value for steps in worked.classes]
        assert ours == pytest.approx(single, rel=1e-12)
        assert worked.micro[name].value == worked.accuracy.value


def test_a_worked_matrix() -> None:
    # Five cats of which two are called dogs; three dogs, one called a cat.
    worked = worked_classification(np.array([[3, 2], [1, 2]]))
    cats, dogs = worked.classes
    assert cats[:4] == (3, 1, 2, 2)
    assert (cats.precision, cats.recall, cats.f1) == (Ratio(3, 4), Ratio(3, 5), Ratio(6, 9))
    assert (dogs.precision, dogs.recall, dogs.f1) == (Ratio(2, 4), Ratio(2, 3), Ratio(4, 7))
    assert worked.accuracy == Ratio(5, 8)
    assert worked.macro["precision"].values == (3 / 4, 2 / 4)
    assert worked.macro["precision"].weights == (1 / 2, 1 / 2)
    assert worked.macro["precision"].value == 5 / 8
    assert worked.weighted["recall"].weights == (5 / 8, 3 / 8)
    assert worked.weighted["recall"].value == pytest.approx(5 / 8), "the accuracy, always"
    assert worked.micro["f1"] == Ratio(10, 16)


def test_an_empty_matrix_is_all_zeros() -> None:
    worked = worked_classification(np.zeros((2, 2), np.int64))
    assert worked.accuracy == Ratio(0, 0)
    assert worked.accuracy.value == worked.macro["f1"].value == worked.weighted["f1"].value == 0


@pytest.mark.parametrize("seed", range(5))
def test_errors_equal_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    targets, values = random.normal(size=(2, 9))
    worked = worked_regression(targets, values)
    assert worked.mae == pytest.approx(metrics.mean_absolute_error(targets, values))
    assert worked.mse == pytest.approx(metrics.mean_squared_error(targets, values))
    assert worked.rmse == pytest.approx(metrics.root_mean_squared_error(targets, values))
    assert worked.r2 == pytest.approx(metrics.r2_score(targets, values))
    assert worked.r2 == pytest.approx(1 - worked.squared_sum / worked.deviation_sum)
    assert worked.mape == pytest.approx(metrics.mean_absolute_percentage_error(targets, values))
    assert worked.mae == pytest.approx(worked.absolute_sum / 9)
    assert worked.rmse == pytest.approx((worked.squared_sum / 9) ** 0.5)


def test_worked_residuals() -> None:
    worked = worked_regression(np.array([1.0, 2, 4, 5]), np.array([2.0, 1, 4, 9]))
    assert worked.errors == (1, -1, 0, 4)
    assert worked.absolute_errors == (1, 1, 0, 4)
    assert worked.squared_errors == (1, 1, 0, 16)
    assert (worked.target_mean, worked.squared_deviations) == (3, (4, 1, 1, 4))
    assert (worked.absolute_sum, worked.squared_sum, worked.deviation_sum) == (6, 18, 10)
    assert (worked.mae, worked.mse, worked.rmse) == (1.5, 4.5, math.sqrt(4.5))
    assert worked.r2 == pytest.approx(-0.8)
    assert worked.relative_errors == (1, 0.5, 0, 0.8)
    assert worked.mape == pytest.approx(2.3 / 4)


def test_no_error_is_a_fraction_of_zero() -> None:
    worked = worked_regression(np.array([0.0, -2]), np.array([1.0, -1]))
    assert math.isnan(worked.relative_errors[0]) and worked.relative_errors[1] == 0.5
    assert math.isnan(worked.mape)


def test_residuals_of_targets_that_are_all_alike() -> None:
    same = np.full(3, 2.0)
    assert worked_regression(same, same.copy()).r2 == 1
    assert worked_regression(same, same + 1).r2 == 0
    assert math.isnan(worked_regression(same[:1], same[:1]).r2)

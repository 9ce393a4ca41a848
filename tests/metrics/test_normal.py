"""The Frechet distance of normal distributions, against closed forms."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.linalg import sqrtm

from core.metrics.normal import Normal


def frechet(one: Any, other: Any) -> float:
    """Return the distance of the normal distributions fitted to two sets of points."""
    return Normal.fitted(one).frechet(Normal.fitted(other))


def with_moments(mean: Any, covariance: Any) -> Any:
    """Return points whose sample mean and covariance are exactly these."""
    points = np.random.default_rng(0).normal(size=(50, len(mean)))
    points -= points.mean(0)
    white = (
        points @ np.linalg.inv(np.linalg.cholesky(np.atleast_2d(np.cov(points, rowvar=False)))).T
    )
    return white @ np.linalg.cholesky(np.array(covariance)).T + mean


def test_frechet_of_two_normal_distributions_of_one_number() -> None:
    # (m1 - m2)^2 + (s1 - s2)^2
    one, other = with_moments([1.0], [[4.0]]), with_moments([3.0], [[9.0]])
    assert frechet(one, other) == pytest.approx((1 - 3) ** 2 + (2 - 3) ** 2)


def test_frechet_of_covariances_that_commute_is_that_of_their_roots() -> None:
    one, other = with_moments([0, 0], np.diag([4.0, 1.0])), with_moments([1, 2], np.diag([9, 16.0]))
    assert frechet(one, other) == pytest.approx(1 + 4 + (2 - 3) ** 2 + (1 - 4) ** 2)


def test_frechet_of_any_covariances_agrees_with_the_matrix_root() -> None:
    random = np.random.default_rng(1)
    first, second = (each @ each.T for each in random.normal(size=(2, 5, 5)))
    one, other = with_moments(np.zeros(5), first), with_moments(np.ones(5), second)
    expected = 5 + np.trace(first + second - 2 * sqrtm(first @ second).real)
    assert frechet(one, other) == pytest.approx(expected)
    assert frechet(other, one) == pytest.approx(expected)


def test_frechet_of_the_same_is_nothing_even_if_all_are_alike() -> None:
    points = np.random.default_rng(0).normal(size=(20, 3))
    assert frechet(points, points) == pytest.approx(0, abs=1e-9)
    alike = np.ones((20, 3))
    assert frechet(alike, alike) == 0
    assert frechet(alike, points) == pytest.approx(
        np.square(1 - points.mean(0)).sum() + np.cov(points, rowvar=False).trace()
    )


@pytest.mark.parametrize("broken", [math.nan, math.inf])
def test_frechet_of_what_is_not_finite_is_undefined(broken: float) -> None:
    points = np.random.default_rng(0).normal(size=(20, 3))
    wrong = points.copy()
    wrong[0, 0] = broken
    assert math.isnan(frechet(wrong, points)) and math.isnan(frechet(points, wrong))


def test_a_single_example_has_no_distribution() -> None:
    points = np.random.default_rng(0).normal(size=(20, 3))
    assert math.isnan(frechet(points[:1], points)) and math.isnan(frechet(points, points[:1]))

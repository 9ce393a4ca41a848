"""How much of an error, or of the difference between two models' errors, may be luck. NumPy alone.

The counterpart for regressors of `core.metrics.uncertainty`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.uncertainty import CHANCE, Interval, share
from core.spec.message import N_, Message

MOST_EXACT = 16
"""Up to so many examples all 2^n ways to flip signs are tried."""
MOST_DRAWN = 10_000
"""For more examples than this, resampling gives the normal distribution, so nothing is drawn."""
_AT_ONCE = 4_000_000
"""Drawn numbers held in memory at a time."""


def mae_interval(
    errors: NDArray[np.float64], *, level: float = 0.95, resamples: int = 2000, seed: int = 0
) -> Interval:
    """Return the percentile bootstrap interval of a mean absolute error.

    The examples are drawn again with replacement, as often as there are, many times over; the
    interval holds the middle `level` of the errors (Efron and Tibshirani 1993, ch. 13). It says how
    much hangs on which examples were held back, not on the seed of the training.

    Args:
        errors: (example,), estimates minus targets; at least one.
        level: The fraction of resamples inside.
        resamples: How many.
        seed: Of their randomness.
    """
    return _mean_interval(np.abs(errors), level, resamples, seed)


def rmse_interval(
    errors: NDArray[np.float64], *, level: float = 0.95, resamples: int = 2000, seed: int = 0
) -> Interval:
    """Return the percentile bootstrap interval of a root mean squared error; see `mae_interval`.

    Roots keep the order of the resamples, so the interval is the root of that of the MSE.
    """
    low, high = _mean_interval(np.square(errors), level, resamples, seed)
    return Interval(low**0.5, high**0.5)


def _mean_interval(
    values: NDArray[np.float64], level: float, resamples: int, seed: int
) -> Interval:
    if len(values) > MOST_DRAWN:
        drawn = NormalDist(float(values.mean()), float(values.std()) / math.sqrt(len(values)))
        half = drawn.inv_cdf((1 + level) / 2) - drawn.mean if drawn.stdev else 0.0
        return Interval(max(0.0, drawn.mean - half), drawn.mean + half)
    random = np.random.default_rng(seed)
    means = np.concatenate(
        [
            values[random.integers(0, len(values), (rows, len(values)))].mean(axis=1)
            for rows in _rows_at_once(resamples, len(values))
        ]
    )
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


class SignFlip(NamedTuple):
    """What a paired permutation test says of two regressors on the same examples.

    Attributes:
        first_mae: The first one's mean absolute error.
        second_mae: The second one's.
        p_value: How often two equally good models would differ at least this much.
    """

    first_mae: float
    second_mae: float
    p_value: float


def sign_flip(
    first_errors: NDArray[np.float64],
    second_errors: NDArray[np.float64],
    *,
    flips: int = 10_000,
    seed: int = 0,
) -> SignFlip:
    """Test whether two regressors are off by the same on average, two-sided (Fisher 1935, §21).

    Were they equally good, it would be a toss of a coin which of them an example's two absolute
    errors belong to: swapping them flips the sign of their difference. The p-value is the fraction
    of all ways to flip signs that make the mean difference at least as large as it is; see
    `flip_p_value`. Unlike a t-test it takes no distribution of the errors for granted.

    Args:
        first_errors: (example,), the first model's estimates minus the targets.
        second_errors: The same of the second, for the same examples in the same order.
        flips: How many random ways to try.
        seed: Of their randomness.
    """
    first, second = np.abs(first_errors), np.abs(second_errors)
    p_value = flip_p_value(first - second, flips=flips, seed=seed)
    return SignFlip(float(first.mean()), float(second.mean()), p_value)


def flip_p_value(differences: NDArray[np.float64], *, flips: int = 10_000, seed: int = 0) -> float:
    """Return how often flipped signs make a sum at least as large as it is, either way.

    For more than `MOST_EXACT` differences it is estimated from random flips, counting the
    differences as they are among these, so that it is never 0 (Phipson and Smyth 2010).

    Args:
        differences: (example,), each as likely to be as it is as to be the opposite.
        flips: How many random ways to try.
        seed: Of their randomness.
    """
    # Sums of the same numbers in another order differ by rounding; such are equally large.
    observed = abs(differences.sum()) - 1e-12 * np.abs(differences).sum()
    count, deviation = len(differences), math.sqrt(np.square(differences).sum())
    if count <= MOST_EXACT:
        ways = np.arange(2**count)[:, None] >> np.arange(count) & 1
        return float((np.abs((1.0 - 2 * ways) @ differences) >= observed).mean())
    if count > MOST_DRAWN:
        return math.erfc(observed / deviation / math.sqrt(2)) if deviation else 1.0
    random = np.random.default_rng(seed)
    larger = sum(
        int(np.sum(np.abs(_signs(random, rows, count) @ differences) >= observed))
        for rows in _rows_at_once(flips, count)
    )
    return (larger + 1) / (flips + 1)


def _signs(random: np.random.Generator, rows: int, count: int) -> NDArray[np.float64]:
    """Return 1 and -1 at random: (rows, count)."""
    return 1 - 2 * random.integers(0, 2, (rows, count)).astype(np.float64)


def _rows_at_once(rows: int, columns: int) -> Iterator[int]:
    """Return how many of `rows` to draw at a time, so that many examples need no more memory."""
    most = max(1, _AT_ONCE // columns)
    for start in range(0, rows, most):
        yield min(most, rows - start)


def in_words(test: SignFlip, first: str | Message, second: str | Message) -> Message:
    """Say what a test found of two models, called `first` and `second`."""
    values = {
        "first": first,
        "second": second,
        "first_mae": f"{test.first_mae:.4g}",
        "second_mae": f"{test.second_mae:.4g}",
        "share": share(test.p_value),
    }
    within = N_(
        "{first} is off by {first_mae} on average, {second} by {second_mae}. Were both equally "
        "good, luck alone would make a difference this large in {share} of cases: the difference "
        "is within chance."
    )
    beyond = N_(
        "{first} is off by {first_mae} on average, {second} by {second_mae}. Were both equally "
        "good, luck alone would make a difference this large in {share} of cases: the difference "
        "is more than chance."
    )
    return Message(within if test.p_value >= CHANCE else beyond, values)

"""Bootstrap and sign-flip test of errors against worked examples and against SciPy."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from core.metrics.error_uncertainty import (
    MOST_DRAWN,
    SignFlip,
    in_words,
    mae_interval,
    rmse_interval,
    sign_flip,
)

# Darwin's 15 pairs of maize plants, cross- less self-fertilised, in eighths of an inch.
MAIZE = np.array([49.0, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])


def drawn(size: int, seed: int = 0, scale: float = 1.0) -> NDArray[np.float64]:
    """Return skewed errors."""
    random = np.random.default_rng(seed)
    return scale * random.exponential(size=size) * random.choice([-1.0, 1.0], size)


def root_mean_square(errors: Any, axis: int = -1) -> Any:
    """Return the RMSE."""
    return np.sqrt(np.square(errors).mean(axis=axis))


@pytest.mark.parametrize("size", [20, 500])
def test_the_intervals_equal_scipy(size: int) -> None:
    errors = drawn(size)
    statistics = [(mae_interval, lambda e, axis: np.abs(e).mean(axis=axis))]
    statistics += [(rmse_interval, root_mean_square)]
    for ours, statistic in statistics:
        theirs = stats.bootstrap(
            (errors,),
            statistic,
            method="percentile",
            n_resamples=20_000,
            rng=np.random.default_rng(1),
        ).confidence_interval
        width = theirs.high - theirs.low
        assert ours(errors, resamples=20_000) == pytest.approx(tuple(theirs), abs=0.03 * width)


def test_many_examples_are_normal_and_cost_nothing() -> None:
    few, many = drawn(MOST_DRAWN), drawn(MOST_DRAWN + 1)
    drawn_interval, computed = mae_interval(few, resamples=4000), mae_interval(many)
    width = computed.high - computed.low
    assert computed == pytest.approx(drawn_interval, abs=0.1 * width)
    exact = stats.norm.interval(0.95, np.abs(many).mean(), np.abs(many).std() / len(many) ** 0.5)
    assert computed == pytest.approx(exact, rel=1e-9)
    assert mae_interval(np.zeros(MOST_DRAWN + 1)) == (0, 0)
    assert sign_flip(many, many).p_value == 1
    other = 1.02 * drawn(MOST_DRAWN + 1, seed=1)
    differences = np.abs(many) - np.abs(other)
    normal = 2 * stats.norm.sf(abs(differences.sum()) / np.sqrt(np.square(differences).sum()))
    assert sign_flip(many, other).p_value == pytest.approx(normal, rel=1e-6)


def test_a_worked_interval() -> None:
    # Two examples, off by 0 and by 4, drawn again: 0, 2 and 4 on average, in 1/4, 1/2 and 1/4.
    errors = np.array([0.0, -4.0])
    assert mae_interval(errors) == (0, 4)
    assert mae_interval(errors, level=0.4) == (2, 2)
    assert rmse_interval(errors, level=0.4) == pytest.approx((8**0.5, 8**0.5))
    assert rmse_interval(np.full(5, -3.0)) == pytest.approx((3, 3))


def test_seeds_and_levels_decide() -> None:
    errors = drawn(60)
    assert mae_interval(errors) == mae_interval(errors)
    assert mae_interval(errors, resamples=20, seed=1) != mae_interval(errors, resamples=20, seed=2)
    wide, narrow = mae_interval(errors, level=0.99), mae_interval(errors, level=0.5)
    assert wide.low < narrow.low < np.abs(errors).mean() < narrow.high < wide.high


def test_the_sign_flip_test_gives_what_fisher_published() -> None:
    # Fisher 1935, "The Design of Experiments", section 21: of the 32 768 ways, 863 sum up to 314
    # or more, as many to -314 or less.
    test = sign_flip(100 + MAIZE, np.full(15, 100.0))
    assert test.p_value == 2 * 863 / 2**15
    assert test.first_mae - test.second_mae == pytest.approx(314 / 15)
    assert sign_flip(np.full(15, -100.0), 100 + MAIZE).p_value == test.p_value, "either way round"


@pytest.mark.parametrize("size", [5, 12, 40, 200])
@pytest.mark.parametrize("better", [1.0, 0.6])
def test_the_sign_flip_test_equals_scipy(size: int, better: float) -> None:
    first, second = drawn(size, 1), drawn(size, 2, better)
    test = sign_flip(first, second)
    expected = stats.permutation_test(
        (np.abs(first) - np.abs(second),),
        lambda differences, axis: differences.mean(axis=axis),
        permutation_type="samples",
        n_resamples=20_000,
        rng=np.random.default_rng(0),
    ).pvalue
    exact = size <= 12
    tolerance = (
        1e-9 if exact else 4 * (expected * (1 - expected) * (1 / 10_000 + 1 / 20_000)) ** 0.5
    )
    assert test.p_value == pytest.approx(expected, abs=tolerance + (0 if exact else 2e-4))
    assert test.first_mae == pytest.approx(np.abs(first).mean())


def test_equal_sizes_of_differences_tie_despite_rounding() -> None:
    # All three differences are 0.1 or -0.1: of the 8 ways, 2 reach 0.3; 0.1 is reached by all.
    tenth = np.array([0.1, 0.1, 0.1])
    assert sign_flip(1 + tenth, np.ones(3)).p_value == 2 / 8
    assert sign_flip(1 + tenth * [1, 1, -1], np.ones(3)).p_value == 1


def test_p_is_never_zero_and_one_for_the_very_same_errors() -> None:
    far = sign_flip(np.full(1000, 5.0), drawn(1000))
    assert far.p_value == 1 / 10_001
    assert sign_flip(drawn(1000), drawn(1000)).p_value == 1


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        (
            SignFlip(41.234, 43.9876, 0.3),
            "A is off by 41.23 on average, B by 43.99. Were both equally good, luck alone would "
            "make a difference this large in 30 % of cases: the difference is within chance.",
        ),
        (
            SignFlip(41.234, 63.9876, 0.0001),
            "A is off by 41.23 on average, B by 63.99. Were both equally good, luck alone would "
            "make a difference this large in fewer than 0.1 % of cases: the difference is more "
            "than chance.",
        ),
    ],
)
def test_a_test_is_put_in_words(test: SignFlip, sentence: str) -> None:
    assert in_words(test, "A", "B").worded() == sentence

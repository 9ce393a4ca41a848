"""Bootstrap and McNemar's test against worked examples and against SciPy."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from core.metrics.uncertainty import McNemar, bootstrap_interval, in_words, mcnemar


def answers(right: int, wrong: int) -> NDArray[np.bool_]:
    """Return so many right and wrong answers."""
    return np.array([True] * right + [False] * wrong)


def pair(both: int, first: int, second: int, neither: int) -> tuple[NDArray[np.bool_], ...]:
    """Return two models' answers with such a table of agreement."""
    return (
        answers(both + first, second + neither),
        np.array([True] * both + [False] * first + [True] * second + [False] * neither),
    )


@pytest.mark.parametrize(
    ("table", "p_value"),
    [
        # Fagerland, Lydersen and Laake 2013, "The McNemar test for binary matched-pairs data",
        # tables 1 and 2, the exact conditional test: p = 0.070 and p = 0.052.
        ((1, 1, 7, 12), 0.0703),
        ((59, 6, 16, 80), 0.0525),
        # Agresti 2013, "Categorical Data Analysis", table 11.1, approval of a prime minister.
        ((794, 150, 86, 570), 3.7e-5),
        # Ten tosses of a coin that all show heads, and its sixteen mirror images.
        ((0, 10, 0, 0), 2 / 2**10),
        ((3, 0, 1, 2), 1.0),
        ((5, 0, 0, 5), 1.0),
    ],
)
def test_mcnemar_gives_what_is_published(table: tuple[int, int, int, int], p_value: float) -> None:
    test = mcnemar(*pair(*table))
    assert (test.first_only, test.second_only) == table[1:3]
    assert test.p_value == pytest.approx(p_value, rel=5e-3)
    turned = mcnemar(*reversed(pair(*table)))
    assert (turned.second_only, turned.first_only) == table[1:3]
    assert turned.p_value == test.p_value


@pytest.mark.parametrize("seed", range(20))
def test_mcnemar_equals_an_exact_binomial_test(seed: int) -> None:
    random = np.random.default_rng(seed)
    size = int(random.integers(1, 2000))
    first, second = random.random((2, size)) < random.random((2, 1))
    test = mcnemar(first, second)
    tosses = test.first_only + test.second_only
    expected = stats.binomtest(test.first_only, tosses).pvalue if tosses else 1.0
    assert test.p_value == pytest.approx(expected, rel=1e-9)


def test_many_examples_do_not_overflow() -> None:
    test = mcnemar(*pair(0, 10_200, 9_800, 0))
    assert test.p_value == pytest.approx(stats.binomtest(9_800, 20_000).pvalue, rel=1e-9)


@pytest.mark.parametrize(("right", "wrong"), [(350, 10), (30, 10), (5000, 5000)])
def test_the_interval_equals_scipy_and_the_binomial(right: int, wrong: int) -> None:
    correct = answers(right, wrong)
    interval = bootstrap_interval(correct)
    size, share = len(correct), right / len(correct)
    exact = stats.binom.ppf([0.025, 0.975], size, share) / size
    assert interval == pytest.approx(exact, abs=1.01 / size + 0.01 * (1 - share))
    if size < 1000:
        drawn = stats.bootstrap(
            (correct,), np.mean, method="percentile", n_resamples=4000, rng=np.random.default_rng(1)
        ).confidence_interval
        assert interval == pytest.approx(tuple(drawn), abs=1.01 / size)


def test_a_worked_interval() -> None:
    # Two tosses of a fair coin hold 0, 1 or 2 heads in 1/4, 1/2 and 1/4 of cases, so the middle
    # 95 % reach from none to all. Of four answers of which one is right, 0.32 of resamples hold no
    # right one, 0.74 one at most and 0.95 two at most, so the middle half reaches from 0 to 2 / 4.
    assert bootstrap_interval(answers(1, 1)) == (0, 1)
    low, high = bootstrap_interval(answers(1, 3), level=0.5)
    assert (low, high) == (0, 0.5)
    assert stats.binom.ppf([0.25, 0.75], 4, 0.25).tolist() == [0, 2]


def test_certainty_has_no_width_and_seeds_decide() -> None:
    assert bootstrap_interval(answers(7, 0)) == (1, 1)
    assert bootstrap_interval(answers(0, 7)) == (0, 0)
    correct = answers(61, 39)
    assert bootstrap_interval(correct) == bootstrap_interval(correct)
    wide, narrow = bootstrap_interval(correct, level=0.99), bootstrap_interval(correct, level=0.5)
    assert wide.low < narrow.low < 0.61 < narrow.high < wide.high
    few = bootstrap_interval(correct, resamples=20, seed=1)
    assert few != bootstrap_interval(correct, resamples=20, seed=2)


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        (
            mcnemar(*pair(340, 9, 2, 9)),
            "Examples that only A gets right: 9; only B: 2. Were both equally good, luck alone "
            "would make a difference this large in 6.5 % of cases: the difference is within "
            "chance.",
        ),
        (
            mcnemar(*pair(340, 12, 2, 6)),
            "Examples that only A gets right: 12; only B: 2. Were both equally good, luck alone "
            "would make a difference this large in 1.3 % of cases: the difference is more than "
            "chance.",
        ),
        (
            McNemar(30, 1, 3e-8),
            "Examples that only A gets right: 30; only B: 1. Were both equally good, luck alone "
            "would make a difference this large in fewer than 0.1 % of cases: the difference is "
            "more than chance.",
        ),
        (
            McNemar(3, 3, 1.0),
            "Examples that only A gets right: 3; only B: 3. Were both equally good, luck alone "
            "would make a difference this large in 100 % of cases: the difference is within "
            "chance.",
        ),
        (McNemar(0, 0, 1.0), "A and B are right about the very same examples: no difference."),
    ],
)
def test_a_test_is_put_in_words(test: McNemar, sentence: str) -> None:
    assert in_words(test, "A", "B").worded() == sentence


def test_the_web_process_can_use_all_metrics() -> None:
    program = """
import sys
import core.metrics.curves, core.metrics.kept, core.metrics.scoring, core.metrics.worked
print(*[name for name in ("sklearn", "scipy", "torch") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []

"""Metrics of agents by hand."""

import math

import numpy as np
import pytest

from core.metrics.control import interquartile_mean, iqm_interval, mean_interval
from core.metrics.metric import Episodes
from core.metrics.scoring import score

SAID = Episodes(
    np.array([1.0, 2.0, 3.0, 10.0]), np.array([5, 6, 7, 8]), np.array([True, False, False, True])
)


def test_scores_by_hand() -> None:
    found = score(SAID)
    assert found["return_mean"] == 4
    assert found["return_median"] == 2.5
    assert found["success_rate"] == 0.5
    assert found["length_mean"] == 6.5
    assert math.isnan(found["solved_steps"])


def test_what_is_known_exactly_is_not_sampled() -> None:
    known = Episodes(
        *(SAID.returns, SAID.lengths, SAID.successes),
        exact_return=0.74, exact_length=44.5, exact_success=0.75, solved_steps=300,
    )  # fmt: skip
    found = score(known)
    assert (found["return_mean"], found["success_rate"]) == (0.74, 0.75)
    assert (found["length_mean"], found["solved_steps"]) == (44.5, 300)
    assert found["return_median"] == 2.5


def test_where_success_means_nothing_there_is_no_rate() -> None:
    blind = Episodes(SAID.returns, SAID.lengths, np.zeros(0, dtype=np.bool_))
    assert math.isnan(score(blind)["success_rate"])


def test_the_interquartile_mean_leaves_out_a_quarter_on_each_side() -> None:
    assert interquartile_mean(np.array([100.0, 1, 2, 3, 4, 5, 6, -90])) == 3.5
    # Of five runs one is left out on each side, as scipy's trim_mean does.
    assert interquartile_mean(np.array([5.0, 1, 2, 3, 100])) == pytest.approx(10 / 3)
    assert interquartile_mean(np.array([1.0, 2.0, 6.0])) == 3


def test_the_interval_of_runs_holds_their_interquartile_mean_and_narrows() -> None:
    random = np.random.default_rng(0)
    few, many = random.normal(10, 2, 5), random.normal(10, 2, 80)
    widths = []
    for runs in (few, many):
        low, high = iqm_interval(runs)
        assert low <= interquartile_mean(runs) <= high
        widths.append(high - low)
    assert widths[1] < widths[0]
    assert iqm_interval(np.array([7.0])) == (7, 7)


def test_runs_are_drawn_within_their_environment_alone() -> None:
    # Two environments on scales that never mix: with two values left in the middle of four,
    # whatever is drawn, these are the greater of the low ones and the lesser of the high ones.
    scores = np.array([[0.0, 100.0], [0.0, 100.0]])
    assert iqm_interval(scores) == (50, 50)


def test_the_interval_of_episodes_is_that_of_their_mean() -> None:
    returns = np.random.default_rng(1).normal(5, 1, 100)
    low, high = mean_interval(returns)
    error = returns.std() / 10
    assert (low, high) == pytest.approx(
        (returns.mean() - 1.96 * error, returns.mean() + 1.96 * error), abs=0.06
    )

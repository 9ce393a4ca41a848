"""Crossings and levels, and whether a lead is luck, against numbers worked out by hand."""

import math

import numpy as np
import pytest

from core.lab.luck import lead_of
from core.lab.shape import crossings, falls_below

X = np.array([0.0, 1.0, 2.0, 3.0])
NAN = float("nan")


@pytest.mark.parametrize(
    ("difference", "found"),
    [
        ([-1, 1, 1, 1], [0.5]),
        ([-1, 3, 3, 3], [0.25]),
        ([1, 1, -1, 1], [1.5, 2.5]),
        ([1, 1, 1, 1], []),
        ([0, 0, 0, 0], []),
        ([0, 1, 1, 0], []),  # meeting at the ends is no crossing
        ([1, 0, 1, 1], []),  # nor is touching
        ([1, 0, -1, -1], [1.0]),
        ([1, 0, 0, -1], [1.5]),  # equal for a while: the middle of that
        ([-1, NAN, 1, 1], [1.0]),
        ([NAN, NAN, NAN, 1], []),
        ([NAN, NAN, NAN, NAN], []),
    ],
)
def test_curves_cross_where_their_difference_changes_its_sign(difference, found) -> None:
    assert crossings(X, np.array(difference, float)) == pytest.approx(found)


def test_on_a_logarithmic_axis_the_middle_is_the_geometric_mean() -> None:
    assert crossings(np.array([10.0, 1000.0]), np.array([-1.0, 1.0]), logarithmic=True) == [
        pytest.approx(100)
    ]


@pytest.mark.parametrize(
    ("heights", "place"),
    [
        ([1.0, 0.5, 0.0, 0.0], 0.5),
        ([0.5, 1.0, 1.0, 1.0], 0.0),  # below it from the start
        ([1.0, 1.0, 0.75, 1.0], None),
        ([1.0, 0.75, 0.5, 0.5], 1.0),  # at the level, then below it
        ([1.0, NAN, 0.5, 0.0], 1.0),
    ],
)
def test_a_curve_falls_below_a_level(heights, place) -> None:
    found = falls_below(X, np.array(heights), 0.75)
    assert found == (None if place is None else pytest.approx(place))


def test_a_lead_is_more_than_luck_if_students_t_says_so() -> None:
    # Mean 1, standard error 1 / sqrt 3: t is 1.732, and 4.303 would be needed.
    lead = lead_of([0, 1, 2])
    assert lead is not None
    assert (lead.mean, lead.beyond) == (1, False)
    # Mean 5, the same error: t is 8.66.
    sure = lead_of([4, 5, 6])
    assert sure is not None and sure.beyond


def test_the_bounds_are_scipys() -> None:
    stats = pytest.importorskip("scipy.stats")
    for count in (2, 3, 5, 10, 21):
        noise = np.tile([-1.0, 1.0], count)[:count]
        noise -= noise.mean()
        error = noise.std(ddof=1) / math.sqrt(count)
        bound = stats.t.ppf(0.975, count - 1) * error
        for factor, beyond in ((0.999, False), (1.001, True)):
            lead = lead_of((noise + factor * bound).tolist())
            assert lead is not None and lead.beyond is beyond


def test_one_repetition_cannot_tell_and_none_says_nothing() -> None:
    lead = lead_of([0.3])
    assert lead is not None and lead.beyond is None
    assert lead_of([]) is None


def test_a_tie_is_no_lead() -> None:
    lead = lead_of([0.0, 0.0, 0.0])
    assert lead is not None and lead.beyond is False

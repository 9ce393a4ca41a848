"""Returns and advantages against sums written out by hand, and what an end of an episode means."""

import numpy as np
import pytest

from core.training.advantages import advantages, discounted_returns


def column(*values: float) -> np.ndarray:
    """Return one copy's steps: (step, 1) float32."""
    return np.array(values, dtype=np.float32)[:, None]


def flags(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.bool_)[:, None]


def test_returns_by_hand() -> None:
    rewards, over = column(1, 2, 3, 4), flags(0, 1, 0, 0)
    after = column(9, 0, 9, 10)
    # From the end: 4 + 0.5 * 10, 3 + 0.5 * 9, then an episode that ended: 2, 1 + 0.5 * 2.
    found = discounted_returns(rewards, over, after, 0.5)
    assert found[:, 0].tolist() == [2.0, 2.0, 7.5, 9.0]


def test_returns_of_an_episode_that_was_cut_off_count_on_what_would_have_come() -> None:
    cut = discounted_returns(column(1, 1), flags(1, 0), column(8, 0), 0.5)
    assert cut[:, 0].tolist() == [5.0, 1.0]


def test_advantages_by_hand() -> None:
    found = advantages(
        column(1, 0, 2),
        column(0.5, 1, 1.5),
        column(1, 1.5, 2),
        flags(0, 0, 0),
        flags(0, 0, 0),
        discount=0.9,
        trace=0.8,
    )
    surprises = [1 + 0.9 * 1 - 0.5, 0 + 0.9 * 1.5 - 1, 2 + 0.9 * 2 - 1.5]
    last = surprises[2]
    middle = surprises[1] + 0.72 * last
    assert found[:, 0] == pytest.approx([surprises[0] + 0.72 * middle, middle, last])


def test_with_a_trace_of_1_an_advantage_is_the_return_less_the_value() -> None:
    random = np.random.default_rng(0)
    rewards, values = (random.normal(size=(7, 3)).astype(np.float32) for _ in range(2))
    after = np.concatenate([values[1:], random.normal(size=(1, 3)).astype(np.float32)])
    nothing = np.zeros((7, 3), dtype=np.bool_)
    found = advantages(rewards, values, after, nothing, nothing, discount=0.9, trace=1)
    returns = discounted_returns(rewards, nothing, after, 0.9)
    np.testing.assert_allclose(found, returns - values, atol=1e-5)


def test_with_a_trace_of_0_an_advantage_is_the_surprise() -> None:
    found = advantages(
        column(1, 2),
        column(3, 4),
        column(4, 5),
        flags(0, 0),
        flags(0, 0),
        discount=0.5,
        trace=0,
    )
    assert found[:, 0].tolist() == [0.0, 0.5]


@pytest.mark.parametrize(("terminated", "first"), [(True, 1 - 2), (False, 1 + 0.5 * 10 - 2)])
def test_only_an_end_by_the_rules_means_that_nothing_comes(terminated: bool, first: float) -> None:
    """Either way the next step belongs to another episode and is not praise for this one."""
    found = advantages(
        column(1, 100),
        column(2, 0),
        column(10, 0),
        flags(terminated, 0),
        flags(1, 0),
        discount=0.5,
        trace=1,
    )
    assert found[0, 0] == first

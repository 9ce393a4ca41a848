"""The rules, laid out for many copies at once, against gymnasium's own environments."""

from typing import Any

import gymnasium
import numpy as np
import pytest

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.environments.blackjack import STATES, Hands, number
from core.environments.world import World

MOMENTS = 300


def world(name: str, **params: Any) -> World:
    """Load an environment with some of its settings."""
    described = source(name)
    made: World = implementation(described.loader)(described.params(**params))
    return made


def theirs(name: str) -> Any:
    """Return gymnasium's environment of the same name, without its wrappers."""
    made = gymnasium.make(name).unwrapped
    made.reset(seed=0)
    return made


CONTROL = {
    "CartPole-v1": ([-2.4, -3, -0.21, -3], [2.4, 3, 0.21, 3]),
    "MountainCar-v0": ([-1.2, -0.07], [0.6, 0.07]),
    "Acrobot-v1": ([-np.pi, -np.pi, -12, -28], [np.pi, np.pi, 12, 28]),
    "Pendulum-v1": ([-9, -8], [9, 8]),
}


@pytest.mark.parametrize("name", CONTROL)
def test_one_step_from_anywhere_is_gymnasiums(name: str) -> None:
    random, own, other = np.random.default_rng(0), world(name), theirs(name)
    state = random.uniform(*CONTROL[name], size=(MOMENTS, len(CONTROL[name][0])))
    if own.actions is None:
        actions: Any = random.uniform(-3, 3, (MOMENTS, 1)).astype(np.float32)
    else:
        actions = random.integers(own.actions, size=MOMENTS)
    led = own.dynamics.advance(state, actions, random)
    seen = own.dynamics.observe(led.state)
    for moment in range(MOMENTS):
        other.state = state[moment].copy()
        other.steps_beyond_terminated = None
        observation, reward, terminated, _, _ = other.step(actions[moment])
        assert seen[moment] == pytest.approx(observation, rel=1e-5, abs=1e-5)
        assert bool(led.terminated[moment]) == terminated
        # Gymnasium's mountain car pays -1 for the last step too, and its acrobot 0, as ours do.
        assert led.rewards[moment] == pytest.approx(reward, rel=1e-5)


@pytest.mark.parametrize("name", ["FrozenLake-v1", "CliffWalking-v1", "Taxi-v4"])
def test_tables_are_gymnasiums(name: str) -> None:
    own, other = world(name), theirs(name)
    model = own.model
    assert model is not None
    assert model.start == pytest.approx(other.initial_state_distrib)
    assert model.chances.sum(axis=2) == pytest.approx(1)
    random = np.random.default_rng(0)
    for state in random.integers(len(model.start), size=100):
        if model.terminal[state]:
            assert (model.chances[state, :, state] == 1).all()
            assert not model.expected[state].any()
            continue
        for action, outcomes in other.P[int(state)].items():
            for after in {int(each[1]) for each in outcomes}:
                chance = sum(each[0] for each in outcomes if each[1] == after)
                assert model.chances[state, action, after] == pytest.approx(chance)
            mean = sum(each[0] * each[2] for each in outcomes)
            assert model.expected[state, action] == pytest.approx(mean)


@pytest.mark.parametrize("name", ["FrozenLake-v1", "CliffWalking-v1", "Taxi-v4"])
def test_states_that_end_episodes_are_reached_by_ending_alone(name: str) -> None:
    own, other = world(name), theirs(name)
    assert own.model is not None
    reachable, ahead = set(), list(np.flatnonzero(own.model.start))
    while ahead:
        state = int(ahead.pop())
        if state in reachable or own.model.terminal[state]:
            continue
        reachable.add(state)
        for outcomes in other.P[state].values():
            for chance, after, _, over in outcomes:
                assert not chance or bool(own.model.terminal[after]) == bool(over)
                ahead.append(after)
    assert len(reachable) > 10


def test_drawn_outcomes_come_as_often_as_the_table_says() -> None:
    own = world("FrozenLake-v1")
    assert own.model is not None
    random, count = np.random.default_rng(0), 30_000
    led = own.dynamics.advance(np.full(count, 14), np.full(count, 2), random)
    shares = np.bincount(led.state, minlength=16) / count
    assert shares == pytest.approx(own.model.chances[14, 2], abs=0.015)
    assert led.rewards[led.state == 15].tolist() == [1.0] * int((led.state == 15).sum())
    assert (led.terminated == (led.state == 15)).all()


def test_blackjack_is_gymnasiums_in_distribution() -> None:
    games, own, other = 4000, world("Blackjack-v1"), theirs("Blackjack-v1")
    copies, random = own.copies(games), np.random.default_rng(0)
    seen, returns = copies.reset(0), np.zeros(games)
    going = np.ones(games, dtype=bool)
    while going.any():
        outcome = copies.step((seen // 22 < 18).astype(np.int64))  # the sum is below 18
        returns[going] = outcome.rewards[going]
        going &= ~outcome.terminated
        seen = outcome.observations
    wins = []
    for game in range(games):
        (total, _, _), over = other.reset(seed=int(random.integers(2**31)) + game)[0], False
        while not over:
            (total, _, _), reward, over, _, _ = other.step(int(total < 18))
        wins.append(reward)
    for value in (-1, 0, 1):
        assert np.mean(returns == value) == pytest.approx(
            np.mean(np.array(wins) == value), abs=0.035
        )


class Drawn:
    """Draws these cards, one after the other."""

    def __init__(self, *cards: int) -> None:
        self.cards = list(cards)

    def __call__(self) -> float:
        return (self.cards.pop(0) - 0.5) / 13  # cards 1 to 10 lie in this order in the deck


@pytest.mark.parametrize(
    ("natural", "hands", "draws", "reward"),
    [
        ("wins", Hands(11, True, 2, 10, 10, 0), (), 1.0),  # 21 with two cards against 20
        ("wins", Hands(11, True, 2, 5, 6, 0), (10,), 1.0),  # the dealer's 21 has three cards
        ("wins", Hands(11, True, 2, 1, 10, 0), (), 0.0),  # both have it
        ("plain", Hands(11, True, 2, 5, 6, 0), (10,), 0.0),
        ("pays", Hands(11, True, 2, 10, 10, 0), (), 1.5),
        ("plain", Hands(16, False, 2, 10, 6, 0), (9,), 1.0),  # the dealer goes beyond 21
        ("plain", Hands(16, False, 3, 1, 6, 0), (), -1.0),  # an ace counts 11: 17 stands
        ("plain", Hands(18, False, 3, 10, 8, 0), (), 0.0),
    ],
)
def test_blackjack_by_hand(
    natural: str, hands: Hands, draws: tuple[int, ...], reward: float
) -> None:
    rules: Any = world("Blackjack-v1", natural=natural).dynamics
    _, earned, over = rules.follow(hands, 0, Drawn(*draws))
    assert (earned, over) == (reward, True)


def test_blackjack_counts_an_ace_as_eleven_while_it_can() -> None:
    rules: Any = world("Blackjack-v1").dynamics
    soft = Hands(7, True, 2, 4, 10, 0)
    assert rules.number_of(soft) == number(17, 4, 1)
    hard, earned, over = rules.follow(soft, 1, Drawn(9))
    assert rules.number_of(hard) == number(16, 4, 0)
    assert (earned, over) == (0.0, False)
    lost, earned, over = rules.follow(hard, 1, Drawn(10))
    assert (earned, over) == (-1.0, True)
    assert rules.number_of(lost) < STATES

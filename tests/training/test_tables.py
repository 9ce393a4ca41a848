"""Methods with a table of values: targets by hand, what is recorded, what is cut off."""

import copy
from typing import Any

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import recipe, source
from core.networks.tables import KEPT, RecordedTable, Update
from core.training.learner import Setup
from core.training.tabular import Transition

HALF: dict[str, Any] = {
    "learning_rate": 0.5, "decay": False, "discount": 0.9, "exploration": 0.2,
    "last_exploration": 0.2,
}  # fmt: skip


def learner(name: str, data: str = "FrozenLake-v1", **params: Any) -> Any:
    """Return a learner whose updates go half of the way."""
    raw = {"recipe": name, "dataset": data, "params": HALF | params}
    spec = build_spec(raw)
    world = implementation(source(data).loader)(spec.data)
    setup = Setup(spec, world, "cpu", np.random.default_rng(0))
    return implementation(recipe(name).learner)(setup)


def step(reward: float, *, terminated: bool = False, truncated: bool = False) -> Transition:
    """Return a step with action 2 from state 0 to state 1."""
    return Transition(0, 2, reward, 1, terminated, truncated)


def test_q_learning_moves_towards_the_best_of_the_next_state() -> None:
    own = learner("q_learning")
    own.values[0][2], own.values[1] = 1.0, [2.0, 4.0, 0.0, -1.0]
    own.learn(step(3.0))
    assert own.values[0][2] == pytest.approx(1 + 0.5 * (3 + 0.9 * 4 - 1))
    assert own.visits[0][2] == 1
    assert own.updates[-1] == Update(0, 2, 3.0, 1, 1.0, 3 + 0.9 * 4, own.values[0][2], False)


@pytest.mark.parametrize("name", ["q_learning", "expected_sarsa", "sarsa", "dyna_q"])
def test_nothing_comes_after_an_end_but_something_after_the_time_limit(name: str) -> None:
    for terminated in (True, False):
        own = learner(name, last_exploration=0.0, exploration=0.0)
        own.values[1] = [4.0, 4.0, 4.0, 4.0]
        own.learn(step(3.0, terminated=terminated, truncated=not terminated))
        assert own.values[0][2] == pytest.approx(0.5 * (3 + (0 if terminated else 0.9 * 4)))


def test_expected_sarsa_takes_the_mean_over_what_it_might_do() -> None:
    own = learner("expected_sarsa")
    own.values[1] = [2.0, 4.0, 0.0, -2.0]
    own.learn(step(3.0))
    expected = 0.8 * 4 + 0.2 * (2 + 4 + 0 - 2) / 4
    assert own.values[0][2] == pytest.approx(0.5 * (3 + 0.9 * expected))


def test_sarsa_takes_the_action_that_it_takes_next() -> None:
    own = learner("sarsa", exploration=1.0, last_exploration=1.0)
    own.values[1] = [1.0, 2.0, 3.0, 4.0]
    own.learn(step(0.0))
    assert own.values[0][2] == pytest.approx(0.5 * 0.9 * own.values[1][own.chosen])
    assert own.behave(1) == own.chosen
    own.learn(step(0.0, truncated=True))
    assert own.chosen is None


def test_monte_carlo_learns_from_what_followed_the_first_visits() -> None:
    own = learner("monte_carlo")
    for state, action, reward, after, over in (
        (0, 1, 1.0, 4, False), (4, 0, 2.0, 0, False), (0, 1, 4.0, 8, True),
    ):  # fmt: skip
        assert own.values[0][1] == own.values[4][0] == 0
        own.learn(Transition(state, action, reward, after, over, False))
    # By hand: from the first step 1 + 0.9 * (2 + 0.9 * 4), from the second 2 + 0.9 * 4.
    assert own.values[0][1] == pytest.approx(0.5 * 6.04)
    assert own.values[4][0] == pytest.approx(0.5 * 5.6)
    assert own.visits[0][1] == 1
    assert own.episode == []


def test_dyna_goes_through_remembered_steps_only() -> None:
    own = learner("dyna_q", planning=6)
    own.learn(step(1.0))
    own.plan()
    # Six more halves of the way to 1, for nothing is known of the next state.
    assert own.values[0][2] == pytest.approx(1 - 0.5**7)
    assert own.visits[0][2] == 7
    assert sum(map(sum, own.visits)) == 7


def test_double_q_asks_the_other_table_what_the_best_is_worth() -> None:
    own = learner("q_learning", double=True)
    own.pair[0][1], own.pair[1][1] = [1.0, 0.0, 0.0, 5.0], [7.0, 0.0, 0.0, 2.0]
    own.learn(step(0.0))
    moved = [own.pair[which][0][2] for which in (0, 1)]
    # The first table prefers action 3, worth 2 to the second; the second action 0, worth 1.
    assert moved in ([pytest.approx(0.5 * 0.9 * 2), 0.0], [0.0, pytest.approx(0.5 * 0.9 * 1)])
    assert own.values[0][2] == pytest.approx(sum(moved) / 2)


def test_double_q_is_not_fooled_by_luck_where_one_table_is() -> None:
    """Two states, after Sutton and Barto, example 6.7: from the second, ten bad gambles.

    Each pays -0.1 on average, so the way there is worth less than 0, which ends at once. Right
    after few tries, the best of ten means is above 0 all the same.
    """
    random, left = np.random.default_rng(0), []
    for double in (False, True):
        count = 0
        own = learner("q_learning", "Taxi-v4", double=double, learning_rate=0.1, discount=1.0)
        nothing = copy.deepcopy(own.state_dict())
        for _ in range(60):
            own.load_state_dict(nothing)
            for _ in range(40):
                own.learn(Transition(0, 0, 0.0, 1, False, False))
                gamble = int(random.integers(6))
                own.learn(Transition(1, gamble, random.normal(-0.1, 1), 2, True, False))
            count += own.values[0][0] > 0
        left.append(count)
    assert left[0] > 45
    assert left[1] < left[0] - 15


def test_exploration_falls_for_half_of_the_time_and_the_rate_to_the_end() -> None:
    own = learner("q_learning", exploration=1.0, last_exploration=0.2, decay=True)
    found = []
    for steps in (0, own.total // 4, own.total // 2, own.total):
        own.steps = steps
        found.append((own.exploration(), own.rate()))
    assert found == [
        (1.0, 0.5), (pytest.approx(0.6), 0.375), (pytest.approx(0.2), 0.25), (pytest.approx(0.2), 0)
    ]  # fmt: skip


def test_equal_actions_are_drawn_evenly() -> None:
    own = learner("q_learning", exploration=0.0, last_exploration=0.0)
    own.values[3] = [1.0, 0.0, 1.0, 1.0]
    counts = np.bincount([own.behave(3) for _ in range(3000)], minlength=4) / 3000
    assert counts == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3], abs=0.04)


def test_the_newest_updates_are_kept_in_their_order() -> None:
    table, made = RecordedTable(3, 2), []
    for count in range(KEPT + 7):
        made.append(Update(count % 3, count % 2, count, 1, 0.0, 1.0, 0.5, count % 5 == 0))
    table.keep(made[:150], 150)
    assert table.kept() == made[:150]
    table.keep(made[-KEPT:], len(made))
    assert table.kept() == made[-KEPT:]
    again = RecordedTable(3, 2)
    again.load_state_dict(table.state_dict())
    assert again.kept() == table.kept()


def test_what_viewers_see_is_what_was_learned() -> None:
    own = learner("q_learning", "CartPole-v1", bins=3)
    for _ in range(40):
        own.step()
    weights = own.weights()
    assert weights["values"].tolist() == own.values
    assert int(weights["visits"].sum()) == 40
    assert int(weights["update_count"]) == 40
    shown = own.agent.action_values(torch.from_numpy(own.single.copies.observations()))
    assert shown[0].tolist() == own.values[own.state]

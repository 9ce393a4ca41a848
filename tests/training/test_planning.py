"""Planning, and what policies earn: against linear algebra and by hand."""

from typing import Any

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.environments.exact import discounted_values, expected
from core.environments.frozen_lake import SMALL
from core.environments.world import World
from core.networks.rule_agents import RandomAgent
from core.training.episodes import play, policy_of
from core.training.player import Outcome, Player
from tests.fixtures.playing import MemoryJournal


def world(name: str, **params: Any) -> World:
    """Load an environment."""
    described = source(name)
    made: World = implementation(described.loader)(described.params(**params))
    return made


def finished(recipe: str, data: str, **sections: Any) -> tuple[Outcome, Any, MemoryJournal]:
    """Play a run to its end; return how it ended, its learner and its journal."""
    journal = MemoryJournal()
    player = Player(build_spec({"recipe": recipe, "dataset": data, **sections}), journal)
    return player.play(), player.learner, journal


@pytest.mark.parametrize("recipe", ["value_iteration", "policy_iteration"])
def test_the_optimum_of_the_slippery_lake_is_exact(recipe: str) -> None:
    outcome, learner, journal = finished(recipe, "FrozenLake-v1")
    scores = outcome.scores["test"]
    # Known: 0.82 without a time limit, 0.740 within 100 steps.
    assert scores["success_rate"] == pytest.approx(0.7401649, abs=1e-7)
    assert scores["return_mean"] == scores["success_rate"]
    assert journal.progress["step"] == journal.progress["steps"] < 2000
    assert "solved" not in outcome.seconds and scores["solved_steps"] is None, "it has not acted"
    assert learner.settled


@pytest.mark.parametrize("data", ["FrozenLake-v1", "CliffWalking-v1"])
@pytest.mark.parametrize("sweeps", [None, 3])
def test_both_ways_find_the_fixed_point_of_bellmans_equation(data: str, sweeps: Any) -> None:
    told = {"discount": 0.95, "tolerance": 1e-10}
    _, first, _ = finished("value_iteration", data, params=told)
    _, second, _ = finished("policy_iteration", data, params=told | {"sweeps": sweeps})
    model, values = first.model, first.agent.values.numpy()
    policy = np.eye(4)[values.argmax(axis=1)]
    assert discounted_values(model, policy, 0.95) == pytest.approx(values.max(axis=1), abs=1e-7)
    assert second.agent.values.numpy() == pytest.approx(values, abs=1e-7)


def test_news_spread_by_one_step_in_each_sweep() -> None:
    for sweeps, values in ((1, [0, 0, 1, 0, 0, 0, 0, 1]), (2, [0, 0.5, 1, 0, 0, 0, 0.5, 1])):
        raw = {
            "recipe": "value_iteration",
            "dataset": "FrozenLake-v1",
            "data": {"slippery": False, "map": "SFFG/FFFF"},
            "params": {"discount": 0.5},
            "training": {"steps": sweeps, "epochs": 1},
        }
        player = Player(build_spec(raw), MemoryJournal())
        player.play()
        assert player.learner.agent.values.max(dim=1).values.tolist() == values


def test_expectations_by_hand() -> None:
    lake = world("FrozenLake-v1", slippery=False, map="SFG/HFF", step_reward=-1.0, goal_reward=10.0)
    assert lake.model is not None
    right = np.eye(4)[np.full(6, 2)]
    assert expected(lake, lake.model, right) == (9.0, 2.0, 1.0)
    # Half of the time it stays for one step more; the time limit is 100.
    stays = (np.eye(4)[np.full(6, 2)] + np.eye(4)[np.full(6, 3)]) / 2
    found = expected(lake, lake.model, stays)
    assert found.episode_return == pytest.approx(10 - 3)  # four steps, the last of which pays 10
    assert found.length == pytest.approx(4)
    short = world("FrozenLake-v1", slippery=False, map="SFG/HFF", time_limit=5)
    assert short.model is not None
    at_most_five = 1 - (0.5**5 + 5 * 0.5**5)
    assert expected(short, short.model, stays).success == pytest.approx(at_most_five)


def test_what_is_computed_is_what_is_played() -> None:
    lake = world("FrozenLake-v1", step_reward=-0.1)
    assert lake.model is not None
    agent = RandomAgent(source("FrozenLake-v1").facts(source("FrozenLake-v1").params()))
    played = play(agent, lake, 4000, 0)
    found = expected(lake, lake.model, policy_of(agent, lake))
    assert played.successes is not None
    assert played.returns.mean() == pytest.approx(found.episode_return, abs=0.03)
    assert played.lengths.mean() == pytest.approx(found.length, abs=0.25)
    assert played.successes.mean() == pytest.approx(found.success, abs=0.01)
    assert played.lengths.max() <= lake.time_limit


def test_the_lake_drawn_by_default_is_gymnasiums() -> None:
    from gymnasium.envs.toy_text.frozen_lake import MAPS

    assert SMALL.split("/") == MAPS["4x4"]


@pytest.mark.parametrize(
    ("data", "least"),
    [("CartPole-v1", 475), ("MountainCar-v0", -125), ("Acrobot-v1", -95), ("Pendulum-v1", -230)],
)
def test_rules_of_thumb_are_worth_beating(data: str, least: float) -> None:
    outcome, _, _ = finished("heuristic", data)
    score = outcome.scores["test"]["return_mean"]
    assert score is not None and score >= least

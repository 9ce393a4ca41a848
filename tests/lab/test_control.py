"""The lab's two figures of reinforcement learning: their runs, their ways, their sentences."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from core.lab.control import (
    CLIFF,
    PLANNING,
    ControlExperiment,
    arriving,
    blocks_of,
    conclude_cliff,
    conclude_planning,
    episodes_of,
    greedy_path,
    settled_from,
)

EACH = pytest.mark.parametrize("experiment", [CLIFF, PLANNING], ids=lambda each: each.name)
UP, RIGHT, DOWN, LEFT = range(4)


@dataclass
class Ended:
    """What is asked of a finished run."""

    id: str
    scores: dict[str, Any] = field(default_factory=dict)


def ended(name: str, length: float, success: float) -> Any:
    """Return a run that ended with such a policy."""
    return Ended(name, {"test": {"length_mean": length, "success_rate": success}})


@EACH
def test_the_same_runs_again_and_each_seed_once(experiment: ControlExperiment) -> None:
    first, again = experiment.trials(3), experiment.trials(3)
    assert [trial.key for trial in first] == [trial.key for trial in again]
    assert len({trial.key for trial in first}) == 3 * len(experiment.compared)
    assert [trial.series for trial in first][: len(experiment.compared)] == [
        each.name for each in experiment.compared
    ]


@EACH
def test_each_episode_is_recorded_alone(experiment: ControlExperiment) -> None:
    from core.training.tabular import MOST_POINTS

    # No episode that arrives is shorter than the shortest way.
    shortest = {"cliff": 13, "planning": 10}[experiment.name]
    assert experiment.steps // MOST_POINTS <= shortest


def test_episodes_are_read_and_put_into_blocks() -> None:
    events: Any = {"a": {CLIFF.series: {"x": [], "y": list(range(700))}}, "b": {}}
    found = episodes_of(CLIFF, [ended("a", 13, 1), ended("b", 13, 1)], events)
    assert found.shape == (2, 500)
    assert np.isnan(found[1]).all()
    x, means = blocks_of(CLIFF, found)
    assert x.tolist()[:2] == [10, 20]
    assert means[0].tolist()[:2] == [4.5, 14.5]


def test_ways_along_the_cliff() -> None:
    edge = np.full(48, RIGHT)
    edge[36], edge[35] = UP, DOWN
    path = greedy_path(edge)
    assert (path[0], path[-1], len(path) - 1) == ((3, 0), (3, 11), 13)
    assert greedy_path(np.full(48, RIGHT))[-1] == (3, 1)  # off the cliff at once
    assert greedy_path(np.full(48, LEFT)) == [(3, 0)]
    assert greedy_path(np.full(48, UP))[-1] == (0, 0)


def test_the_cliff_is_concluded_from_the_numbers() -> None:
    episodes = {"q_learning": np.full((2, 500), -50.0), "sarsa": np.full((2, 500), -27.0)}
    runs = {
        "q_learning": [ended("a", 13.0, 1.0), ended("b", 13.0, 1.0)],
        "sarsa": [ended("c", 200.0, 0.0), ended("d", 17.0, 1.0)],
    }
    said = [each.worded() for each in conclude_cliff(episodes, runs)]
    assert said[0].startswith("While they learn and still explore, Q-learning earns -50.0")
    assert said[1] == "Sarsa earns 23.0 more: it reckons with its own careless steps."
    assert "Q-learning needs 13 steps to the goal in 2 of 2 repetitions" in said[2]
    assert "Sarsa needs 17 steps to the goal in 1 of 2 repetitions" in said[3]
    assert arriving(runs["sarsa"]).id == "d"
    turned = {"q_learning": episodes["sarsa"], "sarsa": episodes["q_learning"]}
    assert not any("careless" in each.worded() for each in conclude_cliff(turned, runs))
    lost = {"q_learning": runs["q_learning"], "sarsa": [ended("c", 200.0, 0.0)]}
    assert "in none of 1 repetitions" in conclude_cliff(episodes, lost)[3].worded()


def test_it_has_settled_after_five_quick_episodes_in_a_row() -> None:
    steps = np.array([500.0, 12, 12, 12, 90, 11, 11, 11, 11, 11, 60])
    assert settled_from(steps) == 6
    assert settled_from(steps[:9]) is None


def test_planning_is_concluded_from_the_numbers() -> None:
    slow, quick = np.full((2, 50), 99.0), np.full((2, 50), 11.0)
    slow[:, 39:], quick[:, :3] = 12.0, 300.0
    said = [
        each.worded()
        for each in conclude_planning({"0": slow, "5": np.full((2, 50), 80.0), "50": quick}, {})
    ]
    assert "takes 99 steps with 0 planning steps" in said[0]
    assert "0 planning steps: from episode 40 on" in said[1]
    assert "5 planning steps: in 50 episodes it never" in said[3]
    assert said[-1] == (
        "With 50 planning steps it needs 10 % of the episodes that it needs without planning."
    )

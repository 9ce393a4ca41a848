"""`dqn`: its targets on a chain of two states, its memory, its network."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from core.catalog.build import build_spec, network_rows
from core.catalog.descriptions import Facts
from core.networks.agents import Entrance, QAgent
from core.recipes.dqn import DQNParams
from core.recipes.dqn.learner import DQNLearner
from core.recipes.dqn.network import build
from core.spec.message import SpecError
from core.training.replay import Replay, Transitions


class Rows(nn.Module):
    """Values of actions as a table: (state, action)."""

    def __init__(self, rows: list[list[float]]) -> None:
        super().__init__()
        self.rows = nn.Parameter(torch.tensor(rows))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return states @ self.rows


def table(rows: list[list[float]]) -> QAgent:
    """Return an agent in a world of as many states as rows."""
    return QAgent(Entrance(Facts((), states=len(rows))), Rows(rows))


@pytest.mark.parametrize(("double", "coming"), [(False, 5.0), (True, 3.0)])
def test_targets_on_a_chain_of_two_states(double: bool, coming: float) -> None:
    """From state 0 one comes to state 1 for a reward of 1, where the target network expects 3 or 5.

    The network that learns thinks the first action better, which the target network prices at 3.
    """
    learner: Any = DQNLearner.__new__(DQNLearner)
    learner.params = DQNParams(double=double, discount=0.5)
    learner.agent, learner.target = table([[0, 0], [9.0, 8.0]]), table([[0, 0], [3.0, 5.0]])
    rewards, final = torch.tensor([1.0, 1.0]), torch.tensor([1, 1])
    found = learner.targets(rewards, final, torch.tensor([False, True]))
    # After an end by the rules nothing comes.
    assert found.tolist() == [1 + 0.5 * coming, 1.0]
    assert not found.requires_grad


def transitions(first: int, count: int) -> Transitions:
    """Return `count` steps whose rewards are numbered from `first`."""
    numbers = np.arange(first, first + count)
    return Transitions(
        np.stack([numbers, -numbers], axis=1).astype(np.float32),
        numbers % 2,
        numbers.astype(np.float32),
        np.stack([numbers + 1, -numbers - 1], axis=1).astype(np.float32),
        numbers % 3 == 0,
    )


def test_the_oldest_is_forgotten_and_rows_stay_together() -> None:
    memory = Replay(5, (2,), numbers=False, power=0.0)
    memory.add(transitions(0, 3))
    memory.add(transitions(3, 4))
    drawn = memory.draw(200, np.random.default_rng(0), 1.0)
    assert set(drawn.transitions.rewards) == {2, 3, 4, 5, 6}
    assert (drawn.transitions.observations[:, 0] == drawn.transitions.rewards).all()
    assert (drawn.transitions.final[:, 1] == -drawn.transitions.rewards - 1).all()
    assert (drawn.transitions.terminated == (drawn.transitions.rewards % 3 == 0)).all()
    assert (drawn.weights == 1).all()


def test_surprise_is_drawn_more_often_and_weights_make_up_for_it() -> None:
    """Priorities 1, 1, 2: the last is drawn half of the time, and counts half as much."""
    memory = Replay(3, (2,), numbers=False, power=1.0)
    memory.add(transitions(0, 3))
    memory.surprise(np.arange(3), np.array([0.999, -0.999, 1.999]))
    drawn = memory.draw(8000, np.random.default_rng(0), 1.0)
    shares = np.bincount(drawn.rows) / 8000
    np.testing.assert_allclose(shares, [0.25, 0.25, 0.5], atol=0.02)
    weights = [float(drawn.weights[drawn.rows == row][0]) for row in range(3)]
    assert weights == pytest.approx([1, 1, 0.5])
    half = memory.draw(8000, np.random.default_rng(0), 0.5)
    assert half.weights.min() == pytest.approx(0.5**0.5)


def test_a_memory_is_kept_whole() -> None:
    memory, again = (Replay(5, (2,), numbers=False, power=0.6) for _ in range(2))
    memory.add(transitions(0, 7 % 5))
    memory.add(transitions(2, 4))
    memory.surprise(np.array([1, 3]), np.array([0.2, 4.0]))
    again.load_state_dict(memory.state_dict())
    memory.add(transitions(6, 1))
    again.add(transitions(6, 1))
    one, other = (each.draw(50, np.random.default_rng(1), 0.4) for each in (memory, again))
    assert (one.rows == other.rows).all() and (one.weights == other.weights).all()
    assert (one.transitions.rewards == other.transitions.rewards).all()


def test_a_duelling_network_adds_advantages_whose_mean_is_0() -> None:
    facts = Facts((4,), actions=("a", "b", "c"))
    agent = build(DQNParams(duelling=True), facts)
    seen = torch.randn(6, 4)
    outputs, values = agent.network(seen), agent.action_values(seen)
    torch.testing.assert_close(values.mean(1), outputs[:, 3])
    torch.testing.assert_close(values[:, 0] - values[:, 1], outputs[:, 0] - outputs[:, 1])


def test_exploring_agents_say_how_likely_each_action_is() -> None:
    agent = table([[1.0, 2.0, 2.0]])
    agent.exploration.fill_(0.3)
    chances = agent.chances(torch.tensor([0]))
    assert chances[0].tolist() == pytest.approx([0.1, 0.8, 0.1])  # of equals the lowest number
    assert agent.best(torch.tensor([0])).tolist() == [1]


def test_numbers_of_states_enter_the_layers_one_hot() -> None:
    spec = build_spec({"recipe": "dqn", "dataset": "FrozenLake-v1"})
    rows = network_rows(spec)
    assert rows[0].measured.parameters == 16 * 64 + 64
    assert rows[-1].measured.output == (4,)


def test_layers_that_do_not_fit_are_told_of() -> None:
    with pytest.raises(SpecError, match="layers"):
        build_spec(
            {
                "recipe": "dqn",
                "dataset": "CartPole-v1",
                "params": {"layers": [{"type": "convolution", "channels": 2}]},
            }
        )

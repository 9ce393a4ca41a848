"""`self_play`: what it learns, and that one table holds both players."""

from typing import Any

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec
from core.environments.games import exploitability
from core.networks.agents import GameAgent
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal

CORNER_TAKEN = 1  # the first player has marked the first field


def learner(game: str, **sections: Any) -> Any:
    """Return the learner of a game, with nothing learned yet."""
    spec = build_spec({"recipe": "self_play", "dataset": game, **sections})
    return Player(spec, MemoryJournal()).learner


def test_values_of_one_game_by_hand() -> None:
    """The first player wins by 0, 1, 2 while the second marks 3 and 4.

    With a learning rate of 1/2 the winning move is worth 1/2; each move before it, minus half the
    best that the other could make of it, which is nothing as long as other moves are worth 0.
    """
    playing = learner("tic_tac_toe", params={"learning_rate": 0.5})
    from core.recipes.self_play.learner import Move

    moves, position = [], 0
    for number, action in enumerate((0, 3, 1, 4, 2)):
        moves.append(Move(position, position, action, number % 2))
        position = int(playing.game.tree.after[position, action])
    result, surprise = playing.learn(moves)
    assert result == 1.0 and surprise == pytest.approx(0.75 / 5)
    last, before = moves[-1].known, moves[-2].known
    assert playing.values[last, 2] == 0.5
    # The second player knows now that after its last move the first one can win 1/2.
    assert playing.values[before, 4] == -0.25
    assert playing.values[moves[2].known, 1] == 0


def test_rock_paper_scissors_is_left_to_chance_by_the_average_alone() -> None:
    playing = learner("rock_paper_scissors", training={"steps": 8000})
    while playing.progress().step < playing.progress().steps:
        playing.step()
    game = playing.game
    average = playing.policy()
    assert exploitability(game, average) < 0.15
    np.testing.assert_allclose(average, 1 / 3, atol=0.08)
    playing.agent.averages = False
    assert exploitability(game, playing.policy()) >= 0.5


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_tic_tac_toe_is_learned_so_that_nobody_wins_against_it(seed: int) -> None:
    playing = learner("tic_tac_toe", seed=seed)
    assert playing.judged("valid").exploitability == 1
    while playing.progress().step < playing.progress().steps:
        playing.step()
    said = playing.judged("valid")
    assert said.exploitability == 0
    assert said.exact_return > 0.8


def test_what_is_not_allowed_is_never_done() -> None:
    playing = learner("tic_tac_toe")
    playing.values[CORNER_TAKEN] = -1  # all that is allowed looks bad
    assert playing.agent.best(torch.tensor([CORNER_TAKEN])).item() == 1
    chances = playing.agent.chances(torch.tensor([CORNER_TAKEN]))
    assert chances[0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0]


def test_an_average_that_was_never_there_takes_every_allowed_move_alike() -> None:
    agent = GameAgent(2, 3, averages=True)
    agent.legal[0, 2] = False
    agent.chosen[1] = torch.tensor([1, 3, 0])
    found = agent.chances(torch.tensor([0, 1]))
    assert found.tolist() == [[0.5, 0.5, 0], [0.25, 0.75, 0]]

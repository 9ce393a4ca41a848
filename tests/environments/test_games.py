"""Games against PettingZoo's, and how well one can be beaten against what is known by hand."""

from functools import cache

import numpy as np
import pytest
from pettingzoo.classic import rps_v2, tictactoe_v3

from core.environments.games import Game, best_response, exploitability, value
from core.environments.rock_paper_scissors import RockPaperScissorsParams
from core.environments.rock_paper_scissors import load as load_choices
from core.environments.tic_tac_toe import TicTacToeParams, board
from core.environments.tic_tac_toe import load as load_board


@pytest.fixture(scope="module")
def fields() -> Game:
    return load_board(TicTacToeParams())


@pytest.fixture(scope="module")
def choices() -> Game:
    return load_choices(RockPaperScissorsParams())


def test_tic_tac_toe_goes_as_in_pettingzoo(fields: Game) -> None:
    random, rules, ends = np.random.default_rng(0), fields.rules, set()
    for _ in range(60):
        theirs = tictactoe_v3.env()
        theirs.reset()
        position = 0
        while rules.result(position) is None:
            seen = theirs.observe(theirs.agent_selection)
            allowed = np.flatnonzero(seen["action_mask"])
            assert tuple(allowed) == rules.legal(position)
            own = seen["observation"][:, :, 0].ravel()
            marks = np.array(board(position)) == 1 + rules.mover(position)
            assert own.astype(bool).tolist() == marks.tolist()
            action = int(random.choice(allowed))
            theirs.step(action)
            position = rules.after(position, action)
        assert theirs.rewards["player_1"] == rules.result(position)
        assert theirs.rewards["player_2"] == -rules.result(position)
        assert all(theirs.terminations.values())
        ends.add(rules.result(position))
    assert ends == {-1.0, 0.0, 1.0}


def test_every_pair_of_choices_is_worth_what_pettingzoo_says(choices: Game) -> None:
    for first in range(3):
        for second in range(3):
            theirs = rps_v2.env(max_cycles=1)
            theirs.reset()
            theirs.step(first)
            theirs.step(second)
            rules = choices.rules
            end = rules.after(rules.after(0, first), second)
            assert rules.result(end) == theirs.rewards["player_0"] == -theirs.rewards["player_1"]


def test_tic_tac_toe_has_as_many_positions_as_is_known(fields: Game) -> None:
    assert sum(map(len, fields.tree.levels)) == 5478


def test_two_who_move_at_random_win_as_often_as_is_known(fields: Game) -> None:
    """Of 255168 games the first player wins 58.49 % and the second 28.81 % by chance."""
    even = fields.evenly()
    assert value(fields, even, even) == pytest.approx(0.5849 - 0.2881, abs=1e-4)


def test_who_makes_no_mistake_cannot_be_beaten(fields: Game) -> None:
    tree = fields.tree

    @cache
    def worth(position: int) -> float:
        """Return what a position is worth to whoever moves in it."""
        if tree.mover[position] < 0:
            to_move = sum(mark > 0 for mark in board(position)) % 2
            return float(tree.results[position]) * (1 if to_move == 0 else -1)
        return max(-worth(int(after)) for after in tree.after[position] if after >= 0)

    perfect = np.zeros((fields.situations, fields.actions))
    for position in np.flatnonzero(tree.mover >= 0):
        moves = [-worth(int(after)) if after >= 0 else -2.0 for after in tree.after[position]]
        perfect[position, int(np.argmax(moves))] = 1
    assert exploitability(fields, perfect) == 0
    assert value(fields, perfect, perfect) == 0
    # Who always marks the first empty field loses to somebody who knows, in both roles.
    first = np.eye(fields.actions)[fields.legal.argmax(1)] * fields.legal
    assert exploitability(fields, first) == 1


def test_what_is_always_done_is_beaten_and_chance_is_not(choices: Game) -> None:
    assert exploitability(choices, choices.evenly()) == pytest.approx(0)
    rock = np.array([[1.0, 0, 0], [1, 0, 0]])
    assert exploitability(choices, rock) == 1
    mostly = np.array([[0.5, 0.25, 0.25]] * 2)  # paper wins 0.5 and loses 0.25
    assert best_response(choices, mostly, 0) == best_response(choices, mostly, 1) == 0.25


def test_where_rock_wins_more_the_balance_is_another() -> None:
    """With 2 for rock against scissors, paper is chosen half of the time: 1/4, 2/4, 1/4."""
    game = load_choices(RockPaperScissorsParams(rock_wins=2))
    balanced = np.array([[0.25, 0.5, 0.25]] * 2)
    assert exploitability(game, balanced) == pytest.approx(0)
    assert exploitability(game, game.evenly()) > 0.1


def test_a_choice_that_is_not_seen_cannot_be_answered(choices: Game) -> None:
    """The second player is in the same situation whatever the first one chose."""
    tree = choices.tree
    assert {int(tree.known[position]) for position in (1, 2, 3)} == {1}
    assert choices.situations == 2

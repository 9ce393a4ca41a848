"""Games of two players: their rules as small pure functions, and how well one can be beaten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Policy = NDArray[np.float64]
"""How likely each move is: (situation, action); what a player does not know is not in it."""


class Rules(Protocol):
    """A game in which one player wins what the other loses.

    Positions are numbers from 0, where the game begins. The player who moves may not know the
    position; what they know is a situation, a number too.
    """

    def result(self, position: int) -> float | None:
        """Return what the first player has won, below 0 if lost; None while it goes on."""

    def mover(self, position: int) -> int:
        """Return who moves: 0 for the first player, 1 for the second."""

    def known(self, position: int) -> int:
        """Return the situation of the player who moves."""

    def legal(self, position: int) -> tuple[int, ...]:
        """Return the moves that are allowed, from the lowest number."""

    def after(self, position: int, action: int) -> int:
        """Return the position that a move leads to."""


class Tree(NamedTuple):
    """All that can happen in a game, as arrays.

    Attributes:
        levels: Positions by how many moves led to them.
        mover: (position,) who moves; -1 where the game is over.
        known: (position,) the mover's situation.
        after: (position, action) where a move leads to; -1 where it is not allowed.
        results: (position,) what the first player won where the game is over, else 0.
    """

    levels: tuple[NDArray[np.int64], ...]
    mover: NDArray[np.int64]
    known: NDArray[np.int64]
    after: NDArray[np.int64]
    results: NDArray[np.float64]


@dataclass(frozen=True)
class Game:
    """What a game's loader returns.

    Attributes:
        name: Its catalog name.
        rules: Its rules.
        positions: How many there are, also such as cannot be reached.
        situations: How many there are.
        actions: How many moves there are at most.
        perfect: Whether both players know all: the situation is the position.
    """

    name: str
    rules: Rules
    positions: int
    situations: int
    actions: int
    perfect: bool

    @cached_property
    def tree(self) -> Tree:
        """All that can happen."""
        rules, shape = self.rules, (self.positions, self.actions)
        mover, known = (np.full(self.positions, -1, dtype=np.int64) for _ in range(2))
        after, results = np.full(shape, -1, dtype=np.int64), np.zeros(self.positions)
        level, levels = {0}, []
        while level:
            levels.append(np.array(sorted(level), dtype=np.int64))
            level = set()
            for position in levels[-1].tolist():
                ended = rules.result(position)
                if ended is not None:
                    results[position] = ended
                    continue
                mover[position], known[position] = rules.mover(position), rules.known(position)
                for action in rules.legal(position):
                    after[position, action] = rules.after(position, action)
                    level.add(int(after[position, action]))
        return Tree(tuple(levels), mover, known, after, results)

    @cached_property
    def legal(self) -> NDArray[np.bool_]:
        """(situation, action) which moves are allowed; none where nobody moves."""
        allowed = np.zeros((self.situations, self.actions), dtype=np.bool_)
        moving = np.flatnonzero(self.tree.mover >= 0)
        allowed[self.tree.known[moving]] = self.tree.after[moving] >= 0
        return allowed

    def evenly(self) -> Policy:
        """Return the policy that takes every allowed move alike."""
        count = self.legal.sum(1, keepdims=True)
        return np.where(self.legal, 1 / np.maximum(count, 1), 0.0)


def value(game: Game, first: Policy, second: Policy) -> float:
    """Return what the first player wins on average when both move by their policies."""

    def choose(moves: NDArray[np.float64], who: int, level: NDArray[np.int64]) -> Policy:
        return (first if who == 0 else second)[game.tree.known[level]]

    return _backed_up(game, game.tree.results, choose)


def best_response(game: Game, policy: Policy, player: int) -> float:
    """Return the most that `player` can win on average against somebody who moves by `policy`.

    Exact: from the last moves to the first, the player takes what is best in each situation, given
    how likely the other's policy leads to each of the positions that look so.
    """
    tree, sign = game.tree, 1 if player == 0 else -1
    likely = _reached(game, policy, player)

    def choose(moves: NDArray[np.float64], who: int, level: NDArray[np.int64]) -> Policy:
        if who != player:
            return policy[tree.known[level]]
        worth = np.zeros((game.situations, game.actions))
        np.add.at(worth, tree.known[level], likely[level, None] * sign * moves)
        worth[~game.legal] = -np.inf
        best: Policy = np.eye(game.actions)[worth.argmax(1)]
        return best[tree.known[level]]

    return sign * _backed_up(game, tree.results, choose)


def exploitability(game: Game, policy: Policy) -> float:
    """Return what a perfect opponent wins on average, in both roles, against `policy`.

    0 means that it cannot be beaten in the long run: with its own image it is in equilibrium
    (half of NashConv, Lanctot et al. 2017).
    """
    return (best_response(game, policy, 0) + best_response(game, policy, 1)) / 2


Chooser = Callable[[NDArray[np.float64], int, NDArray[np.int64]], Policy]
"""From what moves lead to, who moves and the positions, to how likely each move is."""


def _backed_up(game: Game, ends: NDArray[np.float64], choose: Chooser) -> float:
    """Carry values of ends back to the beginning; all positions of a level have one mover."""
    tree, values = game.tree, ends.copy()
    for positions in reversed(tree.levels):
        level = positions[tree.mover[positions] >= 0]
        if not len(level):
            continue
        moves = np.where(tree.after[level] >= 0, values[tree.after[level]], 0.0)
        chances = choose(moves, int(tree.mover[level[0]]), level)
        values[level] = (chances * moves).sum(1)
    return float(values[0])


def _reached(game: Game, policy: Policy, player: int) -> NDArray[np.float64]:
    """Return how likely the other player's moves lead to each position: (position,)."""
    tree, likely = game.tree, np.zeros(game.positions)
    likely[0] = 1.0
    for positions in tree.levels:
        level = positions[tree.mover[positions] >= 0]
        if not len(level):
            continue
        own = tree.mover[level[0]] == player
        chances = np.ones((len(level), game.actions)) if own else policy[tree.known[level]]
        allowed = tree.after[level] >= 0
        np.add.at(likely, tree.after[level][allowed], (likely[level, None] * chances)[allowed])
    return likely

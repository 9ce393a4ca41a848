"""`tic_tac_toe`: three in a row on nine fields."""

from __future__ import annotations

from core.catalog.descriptions import DataSource, Facts
from core.environments.games import Game
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

FIELDS = 9
LINES = (
    (0, 1, 2),
    (3, 4, 5),
    (6, 7, 8),
    (0, 3, 6),
    (1, 4, 7),
    (2, 5, 8),
    (0, 4, 8),
    (2, 4, 6),
)


class TicTacToeParams(Parameters):
    """What three in a row mean."""

    misere: bool = setting(
        False,
        N_("Three in a row lose"),
        N_(
            "Whether whoever makes three in a row has lost instead of won. The first player can "
            "still save the draw: find out how."
        ),
    )


def facts(params: TicTacToeParams) -> Facts:
    """Return numbers of positions, and a move for each field."""
    moves = (
        N_("Top left"),
        N_("Top"),
        N_("Top right"),
        N_("Left"),
        N_("Middle"),
        N_("Right"),
        N_("Bottom left"),
        N_("Bottom"),
        N_("Bottom right"),
    )
    return Facts((), actions=moves, states=3**FIELDS)


def board(position: int) -> tuple[int, ...]:
    """Return the nine fields, row by row: 0 empty, 1 of the first player, 2 of the second.

    A position is these as digits of a number to the base 3, the first field the lowest.
    """
    return tuple(position // 3**field % 3 for field in range(FIELDS))


class TicTacToe:
    """The players mark one field in turn."""

    def __init__(self, params: TicTacToeParams) -> None:
        """Note who wins by three in a row."""
        self.sign = -1.0 if params.misere else 1.0

    def result(self, position: int) -> float | None:
        """Return 1 if the first player has won, -1 if lost, 0 for a draw."""
        fields = board(position)
        for one, two, three in LINES:
            if fields[one] and fields[one] == fields[two] == fields[three]:
                return self.sign if fields[one] == 1 else -self.sign
        return None if 0 in fields else 0.0

    def mover(self, position: int) -> int:
        """Return whose turn it is: they mark in turn, and the first begins."""
        return sum(field > 0 for field in board(position)) % 2

    def known(self, position: int) -> int:
        """Return the position: everybody sees the board."""
        return position

    def legal(self, position: int) -> tuple[int, ...]:
        """Return the empty fields."""
        return tuple(field for field, mark in enumerate(board(position)) if not mark)

    def after(self, position: int, action: int) -> int:
        """Return the position with one more mark."""
        place: int = 3**action
        return position + (1 + self.mover(position)) * place


def load(params: TicTacToeParams) -> Game:
    """Return the game."""
    return Game("tic_tac_toe", TicTacToe(params), 3**FIELDS, 3**FIELDS, FIELDS, perfect=True)


SOURCE = DataSource(
    name="tic_tac_toe",
    title=N_("Tic-tac-toe"),
    summary=N_(
        "Two players mark fields in turn; three in a row win. Between two who make no mistake it "
        "is always a draw."
    ),
    kind="game",
    task="control",
    loader="core.environments.tic_tac_toe:load",
    facts=facts,
    params=TicTacToeParams,
    origin=N_("Written here; the rules agree with PettingZoo's"),
    licence="MIT",
)

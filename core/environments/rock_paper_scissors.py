"""`rock_paper_scissors`: both choose at once, and each choice beats one other."""

from __future__ import annotations

from core.catalog.descriptions import DataSource, Facts
from core.environments.games import Game
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

CHOICES = 3


class RockPaperScissorsParams(Parameters):
    """What winning is worth."""

    rock_wins: float = setting(
        1.0,
        N_("What rock wins"),
        N_(
            "What rock wins from scissors; all else wins 1. With 2, rock is more tempting, so that "
            "one should choose it less than you may think."
        ),
        gt=0,
        le=10,
        step=0.5,
    )


def facts(params: RockPaperScissorsParams) -> Facts:
    """Return two situations, to be the first player or the second, and three moves."""
    return Facts((), actions=(N_("Rock"), N_("Paper"), N_("Scissors")), states=2)


class RockPaperScissors:
    """Told as if the second player chose later without having seen the first one's choice.

    Position 0 is the beginning, 1 to 3 are the first player's choices, and 4 to 12 both: 4 + 3
    times the first player's choice + the second one's.
    """

    def __init__(self, params: RockPaperScissorsParams) -> None:
        """Note what rock wins."""
        self.rock_wins = params.rock_wins

    def result(self, position: int) -> float | None:
        """Return what the first player won from the second."""
        if position <= CHOICES:
            return None
        first, second = divmod(position - CHOICES - 1, CHOICES)
        if first == second:
            return 0.0
        wins = (first - second) % CHOICES == 1  # paper beats rock, scissors paper, rock scissors
        worth = self.rock_wins if {first, second} == {0, 2} else 1.0
        return worth if wins else -worth

    def mover(self, position: int) -> int:
        """Return who is to choose."""
        return int(position > 0)

    def known(self, position: int) -> int:
        """Return which player one is: nothing else is known."""
        return self.mover(position)

    def legal(self, position: int) -> tuple[int, ...]:
        """Return all three."""
        return tuple(range(CHOICES))

    def after(self, position: int, action: int) -> int:
        """Return the position with one more choice made."""
        return 1 + action if position == 0 else CHOICES + 1 + CHOICES * (position - 1) + action


def load(params: RockPaperScissorsParams) -> Game:
    """Return the game."""
    positions = 1 + CHOICES + CHOICES * CHOICES
    rules = RockPaperScissors(params)
    return Game("rock_paper_scissors", rules, positions, 2, CHOICES, perfect=False)


SOURCE = DataSource(
    name="rock_paper_scissors",
    title=N_("Rock, paper, scissors"),
    summary=N_(
        "Both choose at once: paper beats rock, scissors beat paper, rock beats scissors. Whatever "
        "one does always, somebody can beat; only chance cannot be beaten."
    ),
    kind="game",
    task="control",
    loader="core.environments.rock_paper_scissors:load",
    facts=facts,
    params=RockPaperScissorsParams,
    origin=N_("Written here; the rules agree with PettingZoo's"),
    licence="MIT",
)

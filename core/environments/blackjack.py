"""`Blackjack-v1`: draw cards up to 21 and no more; Sutton and Barto (2018), example 5.1."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import reward
from core.environments.world import Advance, Share, World
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

SUMS, CARDS = 32, 11
"""Sums of the player's cards that gymnasium allows for, and values of the dealer's open card."""
STATES = SUMS * CARDS * 2
DECK = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10)
"""Values of the cards, of which there are infinitely many; 1 is an ace."""
MOST_CARDS = 30
"""More than a player can hold, so that no episode is ever cut off."""


class Hands(NamedTuple):
    """Where a game stands.

    Attributes:
        total: The player's sum, with aces as 1.
        ace: Whether there is an ace among them.
        cards: How many the player has.
        shown: The dealer's open card.
        hidden: The other one.
        dealt: What the dealer ended with; 0 before.
    """

    total: int
    ace: bool
    cards: int
    shown: int
    hidden: int
    dealt: int


class BlackjackParams(Parameters):
    """The rules of the house."""

    natural: Literal["wins", "pays", "plain"] = setting(
        "wins",
        N_("Ace and ten at once"),
        N_(
            "What 21 with the first two cards is worth: it wins unless the dealer has the same, as "
            "in the book; or it pays one and a half when it wins; or nothing special."
        ),
        choices={
            "wins": N_("Wins at once (Sutton and Barto)"),
            "pays": N_("Pays 1.5 (casino)"),
            "plain": N_("Nothing special"),
        },
    )
    stands_at: int = setting(
        17,
        N_("The dealer stands at"),
        N_("The dealer draws until the cards make this sum. 17 is usual everywhere."),
        ge=12,
        le=20,
    )
    draw_reward: float = reward(
        0.0,
        N_("Reward of a draw"),
        N_("What it is worth when both have the same. Some houses take the stake: -1."),
        bound=1,
    )


def facts(params: BlackjackParams) -> Facts:
    """Return the number of states, and two actions."""
    return Facts((), actions=(N_("Stick"), N_("Hit")), states=STATES)


def number(total: int, card: int, ace: int) -> int:
    """Return the number of a state: the player's sum, the dealer's card, whether an ace is 11."""
    return (total * CARDS + card) * 2 + ace


class BlackjackDynamics:
    """Gymnasium's rules. The state is (copy, 6), the numbers of `Hands`, int64."""

    def __init__(self, params: BlackjackParams) -> None:
        """Take the rules from the settings."""
        self.params = params

    def begin_one(self, share: Share) -> Hands:
        """Deal two cards each."""
        first, second, shown, hidden = (_drawn(share) for _ in range(4))
        return Hands(first + second, 1 in (first, second), 2, shown, hidden, 0)

    def follow(self, state: Hands, action: int, share: Share) -> tuple[Hands, float, bool]:
        """Stick (0), upon which the dealer plays, or hit (1)."""
        if action == 0:
            after = state._replace(dealt=self._dealer(state, share))
            return after, self._settled(after), True
        card = _drawn(share)
        after = state._replace(
            total=state.total + card, ace=state.ace or card == 1, cards=state.cards + 1
        )
        bust = after.total > 21
        return after, -1.0 if bust else 0.0, bust

    def number_of(self, state: Hands) -> int:
        """Return the number of what the player sees."""
        usable = state.ace and state.total + 10 <= 21
        return number(_counted(state.total, state.ace), state.shown, int(usable))

    def restored(self, row: list[int]) -> Hands:
        """Return a row of the state as hands."""
        total, ace, *others = row
        return Hands(total, bool(ace), *others)

    def _dealer(self, state: Hands, share: Share) -> int:
        """Return what the dealer's cards make in the end, above 21 if too much."""
        total, ace = state.shown + state.hidden, 1 in (state.shown, state.hidden)
        while _counted(total, ace) < self.params.stands_at:
            card = _drawn(share)
            total, ace = total + card, ace or card == 1
        return _counted(total, ace)

    def _settled(self, state: Hands) -> float:
        """Return what it is worth to have stuck."""
        ours = _counted(state.total, state.ace)
        theirs = state.dealt if state.dealt <= 21 else 0
        natural = ours == 21 and state.cards == 2
        if natural and self.params.natural == "wins" and {state.shown, state.hidden} != {1, 10}:
            return 1.0
        if natural and self.params.natural == "pays" and ours > theirs:
            return 1.5
        if ours == theirs:
            return self.params.draw_reward
        return 1.0 if ours > theirs else -1.0

    def begin(self, count: int, random: np.random.Generator) -> NDArray[np.int64]:
        """Deal `count` games."""
        return np.array([self.begin_one(random.random) for _ in range(count)], dtype=np.int64)

    def advance(
        self, state: NDArray[np.int64], actions: NDArray[np.int64], random: np.random.Generator
    ) -> Advance:
        """Follow each game, one after the other: so few cards are not worth arrays."""
        led = [
            self.follow(self.restored(row), action, random.random)
            for row, action in zip(state.tolist(), actions.tolist(), strict=True)
        ]
        after, rewards, over = zip(*led, strict=True)
        return Advance(np.array(after, dtype=np.int64), np.array(rewards), np.array(over))

    def observe(self, state: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the states."""
        return np.array(
            [self.number_of(self.restored(row)) for row in state.tolist()], dtype=np.int64
        )

    def picture(self, state: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the player's sum, whether an ace counts 11, the open card, the dealer's end."""
        usable = (state[:, 1] > 0) & (state[:, 0] + 10 <= 21)
        drawn = [state[:, 0] + 10 * usable, usable, state[:, 3], state[:, 5]]
        return np.stack(drawn, axis=1).astype(np.float64)


def _drawn(share: Share) -> int:
    """Return the value of a card from the deck."""
    return DECK[int(share() * len(DECK))]


def _counted(total: int, ace: bool) -> int:
    """Return a sum in which an ace counts 11 where that is not too much."""
    return total + 10 if ace and total + 10 <= 21 else total


def load(params: BlackjackParams) -> World:
    """Return the table."""
    return World(
        name="Blackjack-v1",
        shape=(),
        states=STATES,
        actions=2,
        time_limit=MOST_CARDS,
        dynamics=BlackjackDynamics(params),
        low=np.zeros(1),
        high=np.array([STATES - 1.0]),
        # A draw may be worth something, too, but less than a round that was won.
        success=lambda final, rewards, terminated: rewards >= 1,
        enterable=False,  # the dealer's hidden card is part of the state
    )


SOURCE = DataSource(
    name="Blackjack-v1",
    title=N_("Blackjack"),
    summary=N_(
        "Draw cards to come nearer to 21 than the dealer, and not beyond. Even the best policy "
        "loses a little in the long run, about 0.04 of the stake a game."
    ),
    kind="environment",
    task="control",
    loader="core.environments.blackjack:load",
    facts=facts,
    params=BlackjackParams,
    origin=N_("Gymnasium; Sutton and Barto (2018), example 5.1"),
    licence="MIT",
    also=frozenset({"discrete", "finite"}),
)

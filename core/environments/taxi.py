"""`Taxi-v4`: fetch a passenger and bring them where they want to go (Dietterich 2000)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import reward, step_reward, time_limit
from core.environments.world import World
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

STATES = 500
STANDS = ((0, 0), (0, 4), (4, 0), (4, 3))
"""Row and column of the four places where passengers wait and want to go; 4 is in the taxi."""


class TaxiParams(Parameters):
    """The weather, and what a ride is worth."""

    rainy: bool = setting(
        False,
        N_("Rain"),
        N_("Whether the taxi drifts to a side in one of five moves, as it does on wet roads."),
    )
    arrival_reward: float = reward(
        20.0, N_("Reward of an arrival"), N_("What setting a passenger down at the goal is worth.")
    )
    mistake_reward: float = reward(
        -10.0,
        N_("Reward of a mistake"),
        N_("What it is worth to pick up nobody, or to set a passenger down where none may be."),
    )
    step_reward: float = step_reward(-1.0)
    time_limit: int = time_limit(200)


def facts(params: TaxiParams) -> Facts:
    """Return the number of states, and what the six actions are called."""
    actions = (
        N_("Go down"),
        N_("Go up"),
        N_("Go right"),
        N_("Go left"),
        N_("Pick up"),
        N_("Set down"),
    )
    # Gymnasium's threshold of 8 is above what the best of all policies earns, 7.93.
    solved_at = 7.5 if params == TaxiParams() else None
    return Facts((), actions=actions, states=STATES, solved_at=solved_at)


def places(state: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return row and column of the taxi, where the passenger is, and where they want to go.

    A state's number is ((row * 5 + column) * 5 + passenger) * 4 + goal.
    """
    rest, goal = np.divmod(state, 4)
    rest, passenger = np.divmod(rest, 5)
    row, column = np.divmod(rest, 5)
    return np.stack([row, column, passenger, goal], axis=1).astype(np.float64)


def load(params: TaxiParams) -> World:
    """Return the town; its table is gymnasium's, with the rewards that were chosen."""
    from gymnasium.envs.toy_text.taxi import TaxiEnv

    from core.environments.tables import TableDynamics

    town = TaxiEnv(is_rainy=params.rainy)
    worth = {20: params.arrival_reward, -10: params.mistake_reward, -1: params.step_reward}
    transitions = {
        state: {
            action: [(chance, int(after), worth[r], bool(end)) for chance, after, r, end in to]
            for action, to in row.items()
        }
        for state, row in town.P.items()
    }
    dynamics = TableDynamics(transitions, town.initial_state_distrib, places)
    return World(
        name="Taxi-v4",
        shape=(),
        states=STATES,
        actions=6,
        time_limit=params.time_limit,
        dynamics=dynamics,
        solved_at=facts(params).solved_at,
        model=dynamics.model(),
        low=np.zeros(1),
        high=np.array([STATES - 1.0]),
        success=lambda final, rewards, terminated: terminated,
    )


SOURCE = DataSource(
    name="Taxi-v4",
    title=N_("Taxi"),
    summary=N_(
        "Drive through a small town, pick up a passenger and set them down where they want to go. "
        "500 states, and a reward only at the end of a long right sequence."
    ),
    kind="environment",
    task="control",
    loader="core.environments.taxi:load",
    facts=facts,
    params=TaxiParams,
    origin=N_("Gymnasium; Dietterich (2000)"),
    licence="MIT",
    also=frozenset({"discrete", "finite", "modelled"}),
)

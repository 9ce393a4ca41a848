"""`CliffWalking-v1`: along a cliff, Sutton and Barto (2018), example 6.6."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import reward, step_reward, time_limit
from core.environments.world import World
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

ROWS, COLUMNS = 4, 12
START, GOAL = 36, 47
CLIFF = range(37, 47)
"""Numbers of cells, row by row from the top; whoever steps onto the cliff is back at the start."""


class CliffWalkingParams(Parameters):
    """How slippery it is, and what a step and a fall are worth."""

    slippery: bool = setting(
        False,
        N_("Slippery ground"),
        N_(
            "Whether one slides to either side in two of three steps. Then the edge is a bad place "
            "to walk, for the best of agents too."
        ),
    )
    fall_reward: float = reward(
        -100.0,
        N_("Reward of a fall"),
        N_("What stepping off the cliff is worth; one goes on from the start. Try -10."),
    )
    step_reward: float = step_reward(-1.0)
    time_limit: int = time_limit(200)


def facts(params: CliffWalkingParams) -> Facts:
    """Return the number of cells, and what the four actions are called."""
    actions = (N_("Go up"), N_("Go right"), N_("Go down"), N_("Go left"))
    usual = params == CliffWalkingParams(time_limit=params.time_limit) and params.time_limit >= 100
    solved_at = -17.0 if usual else None
    return Facts((), actions=actions, states=ROWS * COLUMNS, solved_at=solved_at)


def load(params: CliffWalkingParams) -> World:
    """Return the cliff; its table is gymnasium's, with the rewards that were chosen."""
    from gymnasium.envs.toy_text.cliffwalking import CliffWalkingEnv

    from core.environments.tables import TableDynamics

    cliff = CliffWalkingEnv(is_slippery=params.slippery)
    worth = {-100: params.fall_reward, -1: params.step_reward}
    transitions = {
        int(state): {
            int(action): [(chance, int(after), worth[r], bool(end)) for chance, after, r, end in to]
            for action, to in row.items()
        }
        for state, row in cliff.P.items()
    }

    def places(state: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return row and column."""
        return np.stack(np.divmod(state, COLUMNS), axis=1).astype(np.float64)

    dynamics = TableDynamics(transitions, cliff.initial_state_distrib, places)
    return World(
        name="CliffWalking-v1",
        shape=(),
        states=ROWS * COLUMNS,
        actions=4,
        time_limit=params.time_limit,
        dynamics=dynamics,
        # The shortest way has 13 steps, the safest along the other border 17.
        solved_at=facts(params).solved_at,
        model=dynamics.model(),
        low=np.zeros(1),
        high=np.array([ROWS * COLUMNS - 1.0]),
        success=lambda final, rewards, terminated: terminated,
    )


SOURCE = DataSource(
    name="CliffWalking-v1",
    title=N_("Cliff walking"),
    summary=N_(
        "Walk from one end of a cliff to the other. The shortest way runs along the edge, where "
        "one careless step costs 100. Gymnasium sets no time limit; here it is 200 steps."
    ),
    kind="environment",
    task="control",
    loader="core.environments.cliff_walking:load",
    facts=facts,
    params=CliffWalkingParams,
    origin=N_("Gymnasium; Sutton and Barto (2018), example 6.6"),
    licence="MIT",
    also=frozenset({"discrete", "finite", "modelled"}),
)

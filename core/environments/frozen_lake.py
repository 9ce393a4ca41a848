"""`FrozenLake-v1`: a walk over ice with holes, on a map that can be drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import goal_reward, reward, step_reward
from core.environments.world import World
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, setting, shown

SMALL = "SFFF/FHFH/FFFH/HFFG"
LARGE = "SFFFFFFF/FFFFFFFF/FFFHFFFF/FFFFFHFF/FFFHFFFF/FHHFFFHF/FHFFHFHF/FFFHFFFG"
"""Gymnasium's own two maps."""
LEAST_SIDE, MOST_SIDE = 2, 12


class FrozenLakeParams(Parameters):
    """The map, how slippery the ice is, and what things are worth."""

    map: str = setting(
        SMALL,
        N_("Map"),
        N_(
            "The rows of the lake with / between them: S is where one starts, F ice, H a hole, "
            "G the goal. Exactly one S, and a G that can be reached."
        ),
    )
    slippery: bool = setting(
        True,
        N_("Slippery ice"),
        N_(
            "Whether one may slide to either side instead of where one wants to go. Without it, "
            "the shortest way is the best one."
        ),
    )
    intended: float = setting(
        1 / 3,
        N_("Chance of going as intended"),
        N_(
            "How often a step on slippery ice goes where it should. What is left is split between "
            "both sides. One third is gymnasium's own."
        ),
        ge=0.1,
        le=0.99,
        step=0.05,
        only_with={"slippery": [True]},
    )
    goal_reward: float = goal_reward(1.0)
    hole_reward: float = reward(
        0.0,
        N_("Reward of a hole"),
        N_("What falling into a hole is worth. Try -1: the agent grows more careful."),
    )
    step_reward: float = step_reward(0.0)
    time_limit: int | None = setting(
        None,
        N_("Time limit"),
        N_(
            "Steps after which an episode is cut off. Empty: 100 on lakes of up to 16 cells and "
            "200 on larger ones, which are gymnasium's own."
        ),
        unit=N_("steps"),
        empty=N_("automatic"),
        ge=5,
        le=2000,
    )

    @field_validator("map")
    @classmethod
    def _can_be_crossed(cls, drawn: str) -> str:
        problem = fault_of(drawn)
        if problem is not None:
            raise SpecError([Problem("map", problem)])
        return drawn

    @property
    def limit(self) -> int:
        """Steps after which an episode is cut off."""
        cells = len(self.map.replace("/", ""))
        return self.time_limit or (100 if cells <= 16 else 200)


def fault_of(drawn: str) -> Message | None:
    """Return what is wrong with a map, or None if one can walk on it."""
    rows = drawn.split("/")
    sides = len(rows), len(rows[0])
    bounds = {"least": LEAST_SIDE, "most": MOST_SIDE}
    if any(len(row) != len(rows[0]) for row in rows):
        return Message(
            N_("all rows of a map must be equally long, not {value}"), {"value": shown(drawn)}
        )
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in sides):
        text = N_("a map has {least} to {most} rows, of {least} to {most} cells each")
        return Message(text, bounds)
    strange = sorted(set(drawn) - set("SFHG/"))
    if strange:
        text = N_("a map is made of S, F, H and G, not of {value}")
        return Message(text, {"value": shown(strange[0])})
    if drawn.count("S") != 1:
        text = N_("a map has exactly one start S, not {count}")
        return Message(text, {"count": drawn.count("S")})
    if not _reachable(rows):
        return Message(N_("no goal G can be reached from the start S without crossing a hole"))
    return None


def _reachable(rows: list[str]) -> bool:
    """Return whether one can walk from the start to a goal."""
    start = next((r, row.index("S")) for r, row in enumerate(rows) if "S" in row)
    reached, ahead = {start}, [start]
    while ahead:
        r, c = ahead.pop()
        if rows[r][c] == "G":
            return True
        for cell in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
            inside = 0 <= cell[0] < len(rows) and 0 <= cell[1] < len(rows[0])
            if inside and cell not in reached and rows[cell[0]][cell[1]] != "H":
                reached.add(cell)
                ahead.append(cell)
    return False


def facts(params: FrozenLakeParams) -> Facts:
    """Return the number of cells, and what the four actions are called."""
    actions = (N_("Go left"), N_("Go down"), N_("Go right"), N_("Go up"))
    states = len(params.map.replace("/", ""))
    return Facts((), actions=actions, states=states, solved_at=_agreed(params))


def load(params: FrozenLakeParams) -> World:
    """Return the lake; its table of transitions is gymnasium's."""
    from gymnasium.envs.toy_text.frozen_lake import FrozenLakeEnv

    from core.environments.tables import TableDynamics

    lake = FrozenLakeEnv(
        desc=params.map.split("/"),
        is_slippery=params.slippery,
        success_rate=params.intended,
        # A type that gymnasium declares narrower than its code is: any numbers do.
        reward_schedule=(params.goal_reward, params.hole_reward, params.step_reward),  # type: ignore[arg-type]
    )
    width = len(params.map.split("/")[0])
    goals = np.array([cell == "G" for cell in params.map.replace("/", "")])

    def places(state: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return row and column."""
        return np.stack(np.divmod(state, width), axis=1).astype(np.float64)

    dynamics = TableDynamics(lake.P, lake.initial_state_distrib, places)
    count = len(goals)
    return World(
        name="FrozenLake-v1",
        shape=(),
        states=count,
        actions=4,
        time_limit=params.limit,
        dynamics=dynamics,
        solved_at=facts(params).solved_at,
        model=dynamics.model(),
        low=np.zeros(1),
        high=np.array([count - 1.0]),
        success=lambda final, rewards, terminated: terminated & goals[final],
    )


def _agreed(params: FrozenLakeParams) -> float | None:
    """Return gymnasium's thresholds for its own maps with its own rewards."""
    usual = FrozenLakeParams(map=params.map)
    thresholds = {SMALL: 0.70, LARGE: 0.85}
    return thresholds.get(params.map) if params == usual else None


SOURCE = DataSource(
    name="FrozenLake-v1",
    title=N_("Frozen lake"),
    summary=N_(
        "Walk over a frozen lake to the goal and fall into no hole. On slippery ice every third "
        "step goes as intended, so the best way is the one on which slipping does no harm."
    ),
    kind="environment",
    task="control",
    loader="core.environments.frozen_lake:load",
    facts=facts,
    params=FrozenLakeParams,
    origin=N_("Gymnasium"),
    licence="MIT",
    also=frozenset({"discrete", "finite", "modelled"}),
)

"""`LunarLander-v3`: come down softly between two flags; gymnasium's own, moved by Box2D.

Unlike the other environments it is not written anew here: Box2D is an engine for bodies that touch,
and an optional extra (`requirements-extras.txt`). What it remembers of contacts cannot be read or
set, so an episode is kept as the seed that it began with and all that was done since, and played
again to go on from there, which leads to the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import reward, time_limit
from core.environments.world import Advance, Copies, World
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, setting

MOON_GRAVITY, FUEL_COST = 10.0, 0.3
"""As gymnasium has them: m/s², and what a step of the main engine costs."""
NUMBERS = 8
"""How many numbers are observed."""
PAD = 0.2
"""How far the flags stand from the middle, in the unit of what is observed."""
LOW = np.array([-1.0, -0.2, -2.0, -2.0, -3.2, -5.0, 0.0, 0.0])
HIGH = np.array([1.0, 1.6, 2.0, 2.0, 3.2, 5.0, 1.0, 1.0])
"""Seldom passed by what is observed."""


class LunarLanderParams(Parameters):
    """The physics, and what comes in the end."""

    gravity: float = setting(
        MOON_GRAVITY,
        N_("Gravity"),
        N_("How strongly the lander is pulled down. The stronger, the more fuel it takes."),
        unit="m/s²",
        ge=2,
        le=11.9,
        step=0.5,
    )
    wind: bool = setting(
        False,
        N_("Wind"),
        N_("Whether gusts push and turn the lander until a leg touches the ground."),
    )
    wind_power: float = setting(
        15.0,
        N_("Strength of the wind"),
        N_("How strongly gusts push to one side. From 20 on it is blown away."),
        ge=0,
        le=20,
        step=1,
        only_with={"wind": [True]},
    )
    turbulence: float = setting(
        1.5,
        N_("Turbulence"),
        N_("How strongly gusts turn the lander."),
        ge=0,
        le=2,
        step=0.1,
        only_with={"wind": [True]},
    )
    landing_reward: float = reward(
        100.0,
        N_("Reward of a landing"),
        N_("What it is worth to come to rest. Beside it, every step nearer to the pad earns."),
    )
    crash_reward: float = reward(
        -100.0,
        N_("Reward of a crash"),
        N_("What it is worth to touch the ground with the hull, or to fly out of the picture."),
    )
    fuel_cost: float = setting(
        FUEL_COST,
        N_("Cost of fuel"),
        N_("What a step of the main engine costs; one of a side engine costs a tenth of it."),
        ge=0,
        le=10,
        step=0.1,
    )
    time_limit: int = time_limit(1000)


def facts(params: LunarLanderParams) -> Facts:
    """Return eight numbers, and four actions."""
    actions = (N_("Do nothing"), N_("Push left"), N_("Main engine"), N_("Push right"))
    usual = params.landing_reward == 100 and params.crash_reward == -100
    usual = usual and params.fuel_cost == FUEL_COST and params.time_limit >= 1000
    return Facts((NUMBERS,), actions=actions, solved_at=200.0 if usual else None)


def missing(params: object = None) -> Message | None:
    """Return what to do before it can be played, or None if Box2D is installed."""
    if find_spec("Box2D") is not None:
        return None
    text = N_(
        "Lunar lander needs Box2D, which is not installed here. To install it, run: "
        ".venv/bin/python -m pip install -r requirements-extras.txt"
    )
    return Message(text)


class LanderDynamics:
    """What is seen of a state. Only `LanderCopies` can move it.

    The state is, (copy, 32) float64: what is observed (place across and height, in units of half
    the picture from the pad; both speeds; angle in rad, its speed; whether each leg is down, 0 or
    1), then what is drawn. That is, in metres and rad: place and angle of the hull; of each leg
    place, angle and whether it is down; whether the main engine is on, and to which side the side
    engines push (-1, 0 or 1); the ground's height at 11 places.
    """

    def begin(self, count: int, random: np.random.Generator) -> NDArray[np.float64]:
        """Refuse: see the class."""
        raise TypeError("only copies of the lunar lander can begin an episode")

    def advance(
        self, state: NDArray[Any], actions: NDArray[Any], random: np.random.Generator
    ) -> Advance:
        """Refuse likewise."""
        raise TypeError("only copies of the lunar lander can be moved")

    def observe(self, state: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return what is observed."""
        return state[:, :NUMBERS].astype(np.float32)

    def picture(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what is drawn."""
        return state[:, NUMBERS:].copy()


class LanderCopies(Copies):
    """Landers side by side, each in a simulation of its own.

    Attributes:
        seeds: (copy,) what the current episode began with, int64.
        done: (copy, step) what was done in it since, int8; `elapsed` says how many steps.
    """

    def __init__(self, world: World, count: int, params: LunarLanderParams) -> None:
        """Make the simulations and begin."""
        from gymnasium.envs.box2d.lunar_lander import LunarLander

        self.params = params
        self.simulations: list[Any] = [
            LunarLander(
                gravity=-params.gravity,
                enable_wind=params.wind,
                wind_power=params.wind_power,
                turbulence_power=params.turbulence,
            )
            for _ in range(count)
        ]
        self.seeds = np.zeros(count, dtype=np.int64)
        self.done = np.zeros((count, world.time_limit), dtype=np.int8)
        super().__init__(world, count)

    def begun(self, which: NDArray[np.int64]) -> NDArray[np.float64]:
        """Begin episodes with seeds that are drawn."""
        self.seeds[which] = self.random.integers(2**31, size=len(which))
        rows = []
        for copy in which:
            seen, _ = self.simulations[copy].reset(seed=int(self.seeds[copy]))
            rows.append(_row(self.simulations[copy], seen, 0))
        return np.array(rows)

    def advanced(self, actions: NDArray[np.int64]) -> Advance:
        """Do nothing (0), or push to the left (1), upwards (2) or to the right (3) for 20 ms."""
        self.done[np.arange(self.count), self.elapsed] = actions
        led = [self._moved(copy, action) for copy, action in enumerate(actions.tolist())]
        rows, rewards, ended = zip(*led, strict=True)
        return Advance(np.array(rows), np.array(rewards), np.array(ended))

    def _moved(self, copy: int, action: int) -> tuple[list[float], float, bool]:
        """Return state, reward by our settings, and whether the episode is over."""
        if self.resting[copy]:
            return self.state[copy].tolist(), 0.0, False
        simulation = self.simulations[copy]
        seen, earned, over, _, _ = simulation.step(action)
        if over:  # what has come to rest has fallen asleep
            landed = not simulation.lander.awake
            worth = self.params.landing_reward if landed else self.params.crash_reward
        else:
            used = (0.0, 0.1, 1.0, 0.1)[action]
            worth = float(earned) - used * (self.params.fuel_cost - FUEL_COST)
        return _row(simulation, seen, action), worth, over

    def start_from(self, state: NDArray[Any], elapsed: int = 0) -> NDArray[Any]:
        """Refuse: a state does not hold all that Box2D remembers."""
        raise TypeError("an episode of the lunar lander can be entered at its beginning alone")

    def state_dict(self) -> dict[str, Any]:
        """Return all that decides how the copies go on."""
        import torch

        return super().state_dict() | {
            "seeds": torch.from_numpy(self.seeds.copy()),
            "done": torch.from_numpy(self.done[:, : int(self.elapsed.max())].copy()),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Play the current episodes again, and go on where `state_dict` was called."""
        super().load_state_dict(state)
        self.seeds, done = state["seeds"].numpy().copy(), state["done"].numpy()
        self.done[:, : done.shape[1]] = done
        for copy, simulation in enumerate(self.simulations):
            simulation.reset(seed=int(self.seeds[copy]))
            for action in done[copy, : self.elapsed[copy]].tolist():
                simulation.step(action)


def _row(simulation: Any, seen: NDArray[np.float32], action: int) -> list[float]:
    """Return a simulation's state; see `LanderDynamics`."""
    hull = simulation.lander
    legs = [
        number
        for leg in simulation.legs
        for number in (*leg.position, leg.angle, float(leg.ground_contact))
    ]
    side = action - 2 if action in (1, 3) else 0
    ground = [strip[0][1] for strip in simulation.sky_polys]
    ground.append(simulation.sky_polys[-1][1][1])
    return [*seen.tolist(), *hull.position, hull.angle, *legs, float(action == 2), side, *ground]


@dataclass(frozen=True, kw_only=True)
class LanderWorld(World):
    """The environment, whose copies are simulations.

    Attributes:
        params: Its settings.
    """

    params: LunarLanderParams

    def copies(self, count: int) -> Copies:
        """Return `count` landers, not begun yet."""
        return LanderCopies(self, count, self.params)


def _landed(
    final: NDArray[Any], rewards: NDArray[np.float64], terminated: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Count as success what came to rest between the flags; what crashed was still moving."""
    at_rest = (final[:, 2:4] == 0).all(axis=1)
    landed: NDArray[np.bool_] = terminated & at_rest & (np.abs(final[:, 0]) <= PAD)
    return landed


def load(params: LunarLanderParams) -> World:
    """Return the lunar lander; raises SpecError if Box2D is not installed."""
    reason = missing(params)
    if reason is not None:
        raise SpecError([Problem("dataset", reason)])
    return LanderWorld(
        name="LunarLander-v3",
        shape=(NUMBERS,),
        states=None,
        actions=4,
        time_limit=params.time_limit,
        dynamics=LanderDynamics(),
        low=LOW,
        high=HIGH,
        solved_at=facts(params).solved_at,
        success=_landed,
        enterable=False,
        params=params,
    )


SOURCE = DataSource(
    name="LunarLander-v3",
    title=N_("Lunar lander"),
    summary=N_(
        "Bring a lander down between two flags, softly and on its legs, with one engine below and "
        "one on each side. Coming nearer earns, fuel costs, a landing earns 100 and a crash costs "
        "100."
    ),
    kind="environment",
    task="control",
    loader="core.environments.lunar_lander:load",
    facts=facts,
    params=LunarLanderParams,
    origin=N_("Gymnasium; Klimov (2016)"),
    licence="MIT",
    availability="core.environments.lunar_lander:missing",
    also=frozenset({"discrete", "measured"}),
)

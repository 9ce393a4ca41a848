"""`Pendulum-v1`: swing a pendulum up and hold it there, with a torque of any strength."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import physical, time_limit
from core.environments.world import Advance, World
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

FASTEST = 8.0
"""Greatest angular velocity, in rad/s."""
SECONDS = 0.05
"""What one step lasts."""


class PendulumParams(Parameters):
    """The physics, and what torque costs."""

    gravity: float = physical(
        10.0, N_("Gravity"), N_("How strongly the pendulum is pulled down."), "m/s²"
    )
    mass: float = physical(
        1.0, N_("Mass"), N_("A heavy pendulum cannot be lifted at once; it must be swung."), "kg"
    )
    length: float = physical(
        1.0, N_("Length"), N_("A long pendulum is slow and hard to turn."), "m", factor=3
    )
    torque: float = physical(
        2.0,
        N_("Greatest torque"),
        N_("How strongly one can turn. From 5 on, one can lift the pendulum without a swing."),
        "N m",
    )
    torque_cost: float = setting(
        0.001,
        N_("Cost of torque"),
        N_("What is taken off for torque, times its square. Try 0.1: the agent grows gentle."),
        ge=0,
        le=10,
        step=0.001,
    )
    time_limit: int = time_limit(200)


def facts(params: PendulumParams) -> Facts:
    """Return three numbers; the only action is a continuous one."""
    # Gymnasium names no threshold. The best policies earn about -150.
    return Facts((3,), answer=(1,), solved_at=-200.0 if params == PendulumParams() else None)


class PendulumDynamics:
    """Gymnasium's equations, for all copies at once.

    The state is the angle from upright (rad) and its velocity (rad/s): (copy, 2) float64. What is
    observed are cosine and sine of the angle and the velocity: (copy, 3) float32.
    """

    def __init__(self, params: PendulumParams) -> None:
        """Take the physics from the settings."""
        self.params = params

    def begin(self, count: int, random: np.random.Generator) -> NDArray[np.float64]:
        """Return pendulums at any angle, slowly turning."""
        return random.uniform((-np.pi, -1.0), (np.pi, 1.0), (count, 2))

    def advance(
        self, state: NDArray[np.float64], actions: NDArray[np.float32], random: np.random.Generator
    ) -> Advance:
        """Turn with a torque in N m, (copy, 1), cut off at the greatest, for 50 ms."""
        params, (angle, velocity) = self.params, state.T
        torque = np.clip(actions[:, 0].astype(np.float64), -params.torque, params.torque)
        off = (angle + np.pi) % (2 * np.pi) - np.pi
        cost = off**2 + 0.1 * velocity**2 + params.torque_cost * torque**2
        pull = 3 * params.gravity / (2 * params.length) * np.sin(angle)
        turn = 3.0 / (params.mass * params.length**2) * torque
        velocity = np.clip(velocity + (pull + turn) * SECONDS, -FASTEST, FASTEST)
        after = np.stack([angle + velocity * SECONDS, velocity], axis=1)
        return Advance(after, -cost, np.zeros(len(state), dtype=np.bool_))

    def observe(self, state: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return cosine, sine and velocity."""
        angle, velocity = state.T
        return np.stack([np.cos(angle), np.sin(angle), velocity], axis=1).astype(np.float32)

    def picture(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return angle and velocity."""
        return state.copy()


def load(params: PendulumParams) -> World:
    """Return the pendulum."""
    torque, bounds = np.array([params.torque], dtype=np.float32), np.array([1.0, 1.0, FASTEST])
    return World(
        name="Pendulum-v1",
        shape=(3,),
        states=None,
        actions=None,
        time_limit=params.time_limit,
        dynamics=PendulumDynamics(params),
        low=-bounds,
        high=bounds,
        action_low=-torque,
        action_high=torque,
        solved_at=facts(params).solved_at,
    )


SOURCE = DataSource(
    name="Pendulum-v1",
    title=N_("Pendulum"),
    summary=N_(
        "Swing a pendulum up and hold it upright. The torque may be any number, too weak to lift "
        "it at once. Every step costs the square of the angle from upright, and a little more."
    ),
    kind="environment",
    task="control",
    loader="core.environments.pendulum:load",
    facts=facts,
    params=PendulumParams,
    origin=N_("Gymnasium"),
    licence="MIT",
    also=frozenset({"measured"}),
)

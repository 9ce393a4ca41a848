"""`MountainCar-v0`: out of a valley with too weak an engine (Moore 1990)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import goal_reward, physical, step_reward, time_limit
from core.environments.world import Advance, World
from core.spec.message import N_
from core.spec.parameters import Parameters

LEFT_END, RIGHT_END, GOAL, FASTEST = -1.2, 0.6, 0.5, 0.07
"""Bounds of the position, where the flag stands, and the greatest velocity (position a step)."""


class MountainCarParams(Parameters):
    """The physics, and what steps and the flag are worth."""

    gravity: float = physical(
        0.0025,
        N_("Gravity"),
        N_("How strongly the slope pulls the car back. The less, the easier it is."),
    )
    force: float = physical(
        0.001,
        N_("Force of the engine"),
        N_("What the engine adds to the velocity in a step. From 0.0025 on, full throttle does."),
    )
    step_reward: float = step_reward(-1.0)
    goal_reward: float = goal_reward(-1.0)
    time_limit: int = time_limit(200)


def facts(params: MountainCarParams) -> Facts:
    """Return two numbers, and three actions."""
    usual = params.step_reward == params.goal_reward == -1 and params.time_limit >= 200
    actions = (N_("Accelerate left"), N_("Coast"), N_("Accelerate right"))
    return Facts((2,), actions=actions, solved_at=-110.0 if usual else None)


class MountainCarDynamics:
    """Gymnasium's equations, for all copies at once.

    State and observation are position and velocity: (copy, 2), float64 and float32.
    """

    def __init__(self, params: MountainCarParams) -> None:
        """Take the physics from the settings."""
        self.params = params

    def begin(self, count: int, random: np.random.Generator) -> NDArray[np.float64]:
        """Return cars at rest near the bottom of the valley."""
        return np.stack([random.uniform(-0.6, -0.4, count), np.zeros(count)], axis=1)

    def advance(
        self, state: NDArray[np.float64], actions: NDArray[np.int64], random: np.random.Generator
    ) -> Advance:
        """Accelerate to the left (0), not at all (1) or to the right (2)."""
        position, velocity = state[:, 0], state[:, 1]
        slope = np.cos(3 * position) * -self.params.gravity
        velocity = np.clip(velocity + (actions - 1) * self.params.force + slope, -FASTEST, FASTEST)
        position = np.clip(position + velocity, LEFT_END, RIGHT_END)
        velocity = np.where((position == LEFT_END) & (velocity < 0), 0.0, velocity)
        there = (position >= GOAL) & (velocity >= 0)
        rewards = np.where(there, self.params.goal_reward, self.params.step_reward)
        return Advance(np.stack([position, velocity], axis=1), rewards, there)

    def observe(self, state: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the state itself."""
        return state.astype(np.float32)

    def picture(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the state itself."""
        return state.copy()


def load(params: MountainCarParams) -> World:
    """Return the mountain car."""
    return World(
        name="MountainCar-v0",
        shape=(2,),
        states=None,
        actions=3,
        time_limit=params.time_limit,
        dynamics=MountainCarDynamics(params),
        low=np.array([LEFT_END, -FASTEST]),
        high=np.array([RIGHT_END, FASTEST]),
        solved_at=facts(params).solved_at,
        success=lambda final, rewards, terminated: terminated,
    )


SOURCE = DataSource(
    name="MountainCar-v0",
    title=N_("Mountain car"),
    summary=N_(
        "Drive out of a valley with an engine too weak for the slope: one must first drive back up "
        "the other side. Every step costs 1, and nothing is earned on the way."
    ),
    kind="environment",
    task="control",
    loader="core.environments.mountain_car:load",
    facts=facts,
    params=MountainCarParams,
    origin=N_("Gymnasium; Moore (1990)"),
    licence="MIT",
    also=frozenset({"discrete", "measured"}),
)

"""`Acrobot-v1`: swing two links up by the joint between them (Sutton 1996)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import goal_reward, physical, step_reward, time_limit
from core.environments.world import Advance, World
from core.spec.message import N_
from core.spec.parameters import Parameters

SECONDS = 0.2
"""What one step lasts."""
FASTEST = np.array([4 * np.pi, 9 * np.pi])
"""Greatest angular velocities of the two links, in rad/s."""


class AcrobotParams(Parameters):
    """The physics, and what steps and arriving are worth."""

    gravity: float = physical(
        9.8, N_("Gravity"), N_("How strongly the links are pulled down."), "m/s²"
    )
    torque: float = physical(
        1.0, N_("Torque"), N_("How strongly each action turns the joint between the links."), "N m"
    )
    first_length: float = physical(
        1.0, N_("Length of the first link"), N_("The one that hangs from the pivot."), "m", factor=2
    )
    first_mass: float = physical(
        1.0, N_("Mass of the first link"), N_("The one that hangs from the pivot."), "kg", factor=3
    )
    second_mass: float = physical(
        1.0, N_("Mass of the second link"), N_("The one that swings freely."), "kg", factor=3
    )
    step_reward: float = step_reward(-1.0)
    goal_reward: float = goal_reward(0.0)
    time_limit: int = time_limit(500)


def facts(params: AcrobotParams) -> Facts:
    """Return six numbers, and three actions."""
    usual = params.step_reward == -1 and params.goal_reward == 0 and params.time_limit >= 500
    actions = (N_("Turn left"), N_("Let go"), N_("Turn right"))
    return Facts((6,), actions=actions, solved_at=-100.0 if usual else None)


class AcrobotDynamics:
    """Gymnasium's equations ("book" variant) and its Runge-Kutta step, for all copies at once.

    The state is both angles (rad; the first from hanging down, the second from the first) and
    their velocities (rad/s): (copy, 4) float64. What is observed are cosine and sine of each
    angle, and the velocities: (copy, 6) float32.
    """

    def __init__(self, params: AcrobotParams) -> None:
        """Take the physics from the settings."""
        self.params = params

    def begin(self, count: int, random: np.random.Generator) -> NDArray[np.float64]:
        """Return links that hang down nearly at rest."""
        return random.uniform(-0.1, 0.1, (count, 4))

    def advance(
        self, state: NDArray[np.float64], actions: NDArray[np.int64], random: np.random.Generator
    ) -> Advance:
        """Turn the joint to the left (0), not at all (1) or to the right (2) for 0.2 s."""
        torque = (actions - 1.0) * self.params.torque
        first = self._change(state, torque)
        second = self._change(state + SECONDS / 2 * first, torque)
        third = self._change(state + SECONDS / 2 * second, torque)
        fourth = self._change(state + SECONDS * third, torque)
        after = state + SECONDS / 6 * (first + 2 * second + 2 * third + fourth)
        after[:, :2] = (after[:, :2] + np.pi) % (2 * np.pi) - np.pi
        after[:, 2:] = np.clip(after[:, 2:], -FASTEST, FASTEST)
        # Gymnasium measures the height in lengths of a link, whatever these are.
        there = -np.cos(after[:, 0]) - np.cos(after[:, 0] + after[:, 1]) > 1
        rewards = np.where(there, self.params.goal_reward, self.params.step_reward)
        return Advance(after, rewards, there)

    def _change(
        self, state: NDArray[np.float64], torque: NDArray[np.floating[Any]]
    ) -> NDArray[np.float64]:
        """Return the derivative of the state with respect to time: (copy, 4)."""
        angle1, angle2, speed1, speed2 = state.T
        m1, m2, l1 = self.params.first_mass, self.params.second_mass, self.params.first_length
        half1, half2, inertia, g = l1 / 2, 0.5, 1.0, self.params.gravity
        cos2, sin2 = np.cos(angle2), np.sin(angle2)
        d1 = m1 * half1**2 + m2 * (l1**2 + half2**2 + 2 * l1 * half2 * cos2) + 2 * inertia
        d2 = m2 * (half2**2 + l1 * half2 * cos2) + inertia
        phi2 = m2 * half2 * g * np.sin(angle1 + angle2)
        phi1 = (
            -m2 * l1 * half2 * speed2**2 * sin2
            - 2 * m2 * l1 * half2 * speed2 * speed1 * sin2
            + (m1 * half1 + m2 * l1) * g * np.sin(angle1)
            + phi2
        )
        faster2 = (torque + d2 / d1 * phi1 - m2 * l1 * half2 * speed1**2 * sin2 - phi2) / (
            m2 * half2**2 + inertia - d2**2 / d1
        )
        faster1 = -(d2 * faster2 + phi1) / d1
        return np.stack([speed1, speed2, faster1, faster2], axis=1)

    def observe(self, state: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return cosine and sine of each angle, and the velocities."""
        angle1, angle2, speed1, speed2 = state.T
        seen = [np.cos(angle1), np.sin(angle1), np.cos(angle2), np.sin(angle2), speed1, speed2]
        return np.stack(seen, axis=1).astype(np.float32)

    def picture(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return both angles and their velocities."""
        return state.copy()


def load(params: AcrobotParams) -> World:
    """Return the acrobot."""
    bounds = np.array([1.0, 1.0, 1.0, 1.0, *FASTEST])
    return World(
        name="Acrobot-v1",
        shape=(6,),
        states=None,
        actions=3,
        time_limit=params.time_limit,
        dynamics=AcrobotDynamics(params),
        low=-bounds,
        high=bounds,
        solved_at=facts(params).solved_at,
        success=lambda final, rewards, terminated: terminated,
    )


SOURCE = DataSource(
    name="Acrobot-v1",
    title=N_("Acrobot"),
    summary=N_(
        "Two links hang from a pivot, with a motor only in the joint between them. Swing the tip "
        "above the line, one link's length over the pivot. Every step until then costs 1."
    ),
    kind="environment",
    task="control",
    loader="core.environments.acrobot:load",
    facts=facts,
    params=AcrobotParams,
    origin=N_("Gymnasium; Sutton (1996)"),
    licence="MIT",
    also=frozenset({"discrete", "measured"}),
)

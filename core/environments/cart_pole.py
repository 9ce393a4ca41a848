"""`CartPole-v1`: balance a pole on a cart (Barto, Sutton and Anderson 1983)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.environments.settings import physical, reward, step_reward, time_limit
from core.environments.world import Advance, World
from core.spec.message import N_
from core.spec.parameters import Parameters

POSITION_BOUND, ANGLE_BOUND = 2.4, 12 * 2 * np.pi / 360
"""Metres from the middle and radians from upright beyond which an episode ends."""
SECONDS = 0.02
"""What one step lasts."""


class CartPoleParams(Parameters):
    """The physics, and what a step is worth."""

    gravity: float = physical(
        9.8,
        N_("Gravity"),
        N_("How strongly the pole is pulled down. On the Moon it is 1.6, on Jupiter 25."),
        "m/s²",
        factor=7,
    )
    pole_length: float = physical(
        1.0,
        N_("Length of the pole"),
        N_("A short pole falls faster than a long one, as a pencil does beside a broomstick."),
        "m",
    )
    pole_mass: float = physical(
        0.1,
        N_("Mass of the pole"),
        N_("A heavy pole pulls the cart along when it falls."),
        "kg",
        factor=10,
    )
    cart_mass: float = physical(
        1.0, N_("Mass of the cart"), N_("A heavy cart moves less when it is pushed."), "kg"
    )
    force: float = physical(
        10.0,
        N_("Force of a push"),
        N_("How strongly each action pushes the cart to one side. Too strong is hard to dose."),
        "N",
    )
    step_reward: float = step_reward(1.0)
    fall_reward: float = reward(
        0.0,
        N_("Extra reward of a fall"),
        N_("What is added when the pole falls or the cart leaves the track. Try -10."),
    )
    time_limit: int = time_limit(500)


def facts(params: CartPoleParams) -> Facts:
    """Return four numbers, and two actions."""
    usual = params.step_reward == 1 and params.fall_reward == 0
    actions = (N_("Push left"), N_("Push right"))
    return Facts((4,), actions=actions, solved_at=0.95 * params.time_limit if usual else None)


class CartPoleDynamics:
    """Florian's equations (2007) as gymnasium computes them, for all copies at once.

    State and observation are position (m), velocity (m/s), angle (rad) and angular velocity
    (rad/s): (copy, 4), float64 and float32. Gymnasium's own vectorised environment comes to the
    same numbers in twice the time, for it also checks actions and begins episodes.
    """

    def __init__(self, params: CartPoleParams) -> None:
        """Take the physics from the settings."""
        self.gravity, self.force = params.gravity, params.force
        self.pole_mass, self.total_mass = params.pole_mass, params.pole_mass + params.cart_mass
        self.length = params.pole_length / 2  # the equations count to the middle of the pole
        self.step_reward, self.fall_reward = params.step_reward, params.fall_reward

    def begin(self, count: int, random: np.random.Generator) -> NDArray[np.float64]:
        """Return carts near the middle with nearly upright poles."""
        return random.uniform(-0.05, 0.05, (count, 4))

    def advance(
        self, state: NDArray[np.float64], actions: NDArray[np.int64], random: np.random.Generator
    ) -> Advance:
        """Push each cart to the left (0) or to the right (1) for 20 ms."""
        velocity, angle, spin = state[:, 1], state[:, 2], state[:, 3]
        cos, sin = np.cos(angle), np.sin(angle)
        moment = self.pole_mass * self.length
        push = ((2 * actions - 1) * self.force + moment * np.square(spin) * sin) / self.total_mass
        resistance = 4.0 / 3.0 - self.pole_mass * np.square(cos) / self.total_mass
        turning = (self.gravity * sin - cos * push) / (self.length * resistance)
        after = np.empty_like(state)
        after[:, 0] = state[:, 0] + SECONDS * velocity
        after[:, 1] = velocity + SECONDS * (push - moment * turning * cos / self.total_mass)
        after[:, 2] = angle + SECONDS * spin
        after[:, 3] = spin + SECONDS * turning
        fallen = (np.abs(after[:, 0]) > POSITION_BOUND) | (np.abs(after[:, 2]) > ANGLE_BOUND)
        rewards = np.where(fallen, self.step_reward + self.fall_reward, self.step_reward)
        return Advance(after, rewards, fallen)

    def observe(self, state: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the state itself."""
        return state.astype(np.float32)

    def picture(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the state itself."""
        return state.copy()


def _balanced(
    final: NDArray[Any], rewards: NDArray[np.float64], terminated: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Count what stood until the time limit as success."""
    return ~terminated


def load(params: CartPoleParams) -> World:
    """Return the cart pole."""
    bounds = np.array([POSITION_BOUND, 3.0, ANGLE_BOUND, 3.5])
    return World(
        name="CartPole-v1",
        shape=(4,),
        states=None,
        actions=2,
        time_limit=params.time_limit,
        dynamics=CartPoleDynamics(params),
        solved_at=facts(params).solved_at,
        low=-bounds,
        high=bounds,
        success=_balanced,
    )


SOURCE = DataSource(
    name="CartPole-v1",
    title=N_("Cart pole"),
    summary=N_(
        "Balance a pole on a cart by pushing the cart to the left or to the right. Every step that "
        "it stands earns 1; an episode has 500 steps at most."
    ),
    kind="environment",
    task="control",
    loader="core.environments.cart_pole:load",
    facts=facts,
    params=CartPoleParams,
    origin=N_("Gymnasium; Barto, Sutton and Anderson (1983)"),
    licence="MIT",
    also=frozenset({"discrete", "measured"}),
)

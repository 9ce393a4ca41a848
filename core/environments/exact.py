"""What a policy earns in an environment whose model is known, computed instead of sampled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.environments.world import Model, World


class Expected(NamedTuple):
    """What one episode comes to on average, cut off by the time limit.

    Attributes:
        episode_return: Sum of its rewards, not discounted.
        length: Its steps.
        success: Probability of success; None where success means nothing.
    """

    episode_return: float
    length: float
    success: float | None


def expected(world: World, model: Model, policy: NDArray[np.float64]) -> Expected:
    """Follow the probability of being in each state through all steps of an episode.

    Args:
        world: The environment, for its time limit and for what success is.
        model: How it answers.
        policy: (state, action) probabilities.
    """
    chances = np.einsum("sa,san->sn", policy, model.chances)
    rewards = np.einsum("sa,sa->s", policy, model.expected)
    there, earned, steps = model.start.copy(), 0.0, 0.0
    for _ in range(world.time_limit):
        going = float(there[~model.terminal].sum())
        if going <= 0:
            break
        earned += float(there @ rewards)  # a terminal state's are 0
        steps += going
        there = there @ chances
    ends = world.succeeded(np.arange(len(there)), np.zeros(len(there)), model.terminal)
    return Expected(earned, steps, None if ends is None else float(there[ends].sum()))


def discounted_values(
    model: Model, policy: NDArray[np.float64], discount: float
) -> NDArray[np.float64]:
    """Solve Bellman's equation of a policy: (state,), Sutton and Barto (2018), equation 4.4.

    It is linear, v = r + discount P v, and has exactly one solution where `discount` is below 1.
    """
    chances = np.einsum("sa,san->sn", policy, model.chances)
    rewards = np.einsum("sa,sa->s", policy, model.expected)
    solved: NDArray[np.float64] = np.linalg.solve(
        np.eye(len(rewards)) - discount * chances, rewards
    )
    return solved

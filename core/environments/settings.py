"""Settings that several environments have."""

from __future__ import annotations

from typing import Any

from core.spec.message import N_
from core.spec.parameters import setting


def time_limit(steps: int, most: int = 2000) -> Any:
    """Declare after how many steps an episode is cut off."""
    return setting(
        steps,
        N_("Time limit"),
        N_(
            "Steps after which an episode is cut off. That is no end of its own: an agent that "
            "knows this still counts on what would have come."
        ),
        unit=N_("steps"),
        ge=5,
        le=most,
    )


def reward(default: float, label: str, help: str, bound: float = 1000.0) -> Any:
    """Declare a reward (label and help are marked texts)."""
    return setting(default, label, help, ge=-bound, le=bound, step=0.1)


def step_reward(default: float) -> Any:
    """Declare the reward of every ordinary step."""
    return reward(
        default,
        N_("Reward of a step"),
        N_(
            "What each ordinary step is worth. Below 0 it is a cost, which makes an agent hurry; "
            "above 0 an agent would rather stay."
        ),
    )


def goal_reward(default: float) -> Any:
    """Declare the reward of arriving."""
    return reward(
        default,
        N_("Reward of the goal"),
        N_("What reaching the goal is worth. Try to make it small beside the cost of the steps."),
    )


def physical(default: float, label: str, help: str, unit: str = "", factor: float = 5) -> Any:
    """Declare a quantity above 0 that may be so many times larger or smaller than usual."""
    return setting(
        default, label, help, unit=unit, ge=default / factor, le=default * factor, step=default / 10
    )

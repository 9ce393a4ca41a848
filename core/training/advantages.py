"""How good actions were: returns, and advantages over what was expected.

All arrays are (step, copy) in the order of time; an episode may end at any step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.float32]
Flags = NDArray[np.bool_]


def discounted_returns(rewards: Steps, over: Flags, after: Steps, discount: float) -> Steps:
    """Return G_t = R_{t+1} + discount * G_{t+1}, Sutton and Barto (2018), equation 3.9.

    Args:
        rewards: What each step earned.
        over: Whether an episode ended with the step, for whichever reason.
        after: What is expected to come after a step that is `over`, or after the last one: 0 if the
            rules ended the episode, an estimate if it was only cut off.
        discount: What a reward is worth one step later.
    """
    returns = np.empty_like(rewards)
    coming = after[-1]
    for step in reversed(range(len(rewards))):
        coming = rewards[step] + discount * np.where(over[step], after[step], coming)
        returns[step] = coming
    return returns


def advantages(
    rewards: Steps,
    values: Steps,
    after: Steps,
    terminated: Flags,
    over: Flags,
    *,
    discount: float,
    trace: float,
) -> Steps:
    """Return generalised advantage estimates (Schulman et al. 2016, equation 16).

    Args:
        rewards: What each step earned.
        values: What was expected of the states in which the steps began.
        after: What was expected of the states to which they led, also where an episode ended.
        terminated: Whether the rules ended the episode: nothing comes after it.
        over: Whether it ended for whichever reason, the time limit included: what was cut off
            still counts as `after` says, but the next step belongs to another episode.
        discount: What a reward is worth one step later, gamma.
        trace: How much of the later surprises counts, lambda: 0 trusts the values, 1 the rewards.
    """
    surprise: Steps = rewards + np.float32(discount) * after * ~terminated - values
    carried: Steps = (discount * trace * ~over).astype(np.float32)
    found: Steps = np.empty_like(surprise)
    coming = np.zeros_like(surprise[0])
    for step in reversed(range(len(surprise))):
        coming = surprise[step] + carried[step] * coming
        found[step] = coming
    return found

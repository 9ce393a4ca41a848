"""Metrics of agents that act in an environment, and what may be luck in them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Episodes, Metric
from core.metrics.uncertainty import Interval
from core.spec.message import N_


def return_mean(said: Episodes) -> float:
    """Return the mean of the episodes' returns, computed where the model is known."""
    return float(said.returns.mean()) if said.exact_return is None else said.exact_return


def return_median(said: Episodes) -> float:
    """Return the median of the returns of the episodes that were played."""
    return float(np.median(said.returns))


def success_rate(said: Episodes) -> float:
    """Return the fraction of episodes that succeed; NaN where success means nothing."""
    if said.exact_success is not None:
        return said.exact_success
    return float(said.successes.mean()) if len(said.successes) else math.nan


def length_mean(said: Episodes) -> float:
    """Return the mean number of steps of an episode, computed where the model is known."""
    return float(said.lengths.mean()) if said.exact_length is None else said.exact_length


def solved_steps(said: Episodes) -> float:
    """Return after how many steps of training the environment first counted as solved."""
    return math.nan if said.solved_steps is None else float(said.solved_steps)


def exploitability(said: Episodes) -> float:
    """Return what a perfect opponent wins on average in both roles; NaN where there is none."""
    return math.nan if said.exploitability is None else said.exploitability


def interquartile_mean(values: NDArray[np.float64]) -> float:
    """Return the mean of the middle half of the values (Agarwal et al. 2021, section 4.3).

    The lowest and the highest quarter are left out, rounded down to whole values, so that of three
    or fewer it is the plain mean. One run that failed cannot pull it down as it does a mean, and
    it uses more of the runs than a median does.

    Args:
        values: (value,), at least one.
    """
    cut = len(values) // 4
    return float(np.sort(values)[cut : len(values) - cut].mean())


def iqm_interval(
    scores: NDArray[np.float64], *, level: float = 0.95, resamples: int = 2000, seed: int = 0
) -> Interval:
    """Return the stratified bootstrap interval of an interquartile mean over runs.

    In each resample the runs of each environment are drawn again with replacement, within that
    environment alone (Agarwal et al. 2021, section 4.1); the interval holds the middle `level` of
    the interquartile means of all that were drawn. It says how much hangs on the seeds. Of one run
    nothing can be said, and the interval has no width.

    Args:
        scores: (run, environment), or (run,) of one environment.
        level: The fraction of resamples inside.
        resamples: How many.
        seed: Of their randomness.
    """
    table = scores.reshape(len(scores), -1)
    runs, environments = table.shape
    random = np.random.default_rng(seed)
    drawn = random.integers(runs, size=(resamples, runs, environments))
    again = table[drawn, np.arange(environments)].reshape(resamples, -1)
    again.sort(axis=1)
    cut = again.shape[1] // 4
    means = again[:, cut : again.shape[1] - cut].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def mean_interval(
    returns: NDArray[np.float64], *, level: float = 0.95, resamples: int = 2000, seed: int = 0
) -> Interval:
    """Return the percentile bootstrap interval of the mean return of one run's episodes.

    It says how much hangs on which episodes were played, not on the seed of the training.

    Args:
        returns: (episode,), at least one.
        level: The fraction of resamples inside.
        resamples: How many.
        seed: Of their randomness.
    """
    random = np.random.default_rng(seed)
    means = returns[random.integers(len(returns), size=(resamples, len(returns)))].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


METRICS: tuple[Metric, ...] = (
    Metric(
        "return_mean",
        N_("Mean return"),
        N_(
            "Sum of the rewards of an episode, on average over 100 episodes that the agent plays "
            "as well as it can. Where the rules are known as a table, it is computed, not played."
        ),
        r"\frac{1}{n}\sum_i \sum_t r_{i,t}",
        N_("reward for each episode"),
        True,
        return_mean,
        "Sutton and Barto 2018, equation 3.7 without discount",
        N_(
            "A few disasters can hide in a good mean. Rewards that were edited make another "
            "scale: compare on the same environment with the same settings only."
        ),
        live=True,
    ),
    Metric(
        "return_median",
        N_("Median return"),
        N_("Half of the 100 episodes earn less than this. Rare disasters do not change it."),
        r"\mathrm{median}_i \sum_t r_{i,t}",
        N_("reward for each episode"),
        True,
        return_median,
        "Agarwal and others 2021, section 4.3",
        N_("It does not see what happens in the worse half of the episodes."),
    ),
    Metric(
        "success_rate",
        N_("Success rate"),
        N_(
            "Fraction of episodes that reach what the environment is about within the time limit: "
            "the goal, or that the pole still stands. Computed where the rules are a table."
        ),
        r"\frac{1}{n}\sum_i [\text{episode } i \text{ succeeds}]",
        N_("fraction"),
        True,
        success_rate,
        "usual; for finite environments from the transition matrix",
        N_("It does not say at what cost, or how quickly."),
        live=True,
        range=(0, 1),
    ),
    Metric(
        "length_mean",
        N_("Mean length"),
        N_(
            "Steps of an episode, on average. Long is good where one has to hold out, and bad "
            "where one has to arrive."
        ),
        r"\frac{1}{n}\sum_i T_i",
        N_("steps for each episode"),
        False,
        length_mean,
        "usual",
        N_("An agent that falls at once has short episodes too. Read it beside the return."),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "solved_steps",
        N_("Steps until solved"),
        N_(
            "Steps in the environment until an agent first earned what counts as solved, as "
            "measured after each epoch. Empty if it never did, or if nothing is agreed on."
        ),
        r"\min\{t : \bar G_t \ge G^*\}",
        N_("steps"),
        False,
        solved_steps,
        "usual; sample efficiency",
        N_(
            "It is known to one epoch only, and it is the first time: an agent may forget again. "
            "Runs with longer epochs look slower."
        ),
        range=(0, math.inf),
    ),
    Metric(
        "exploitability",
        N_("Exploitability"),
        N_(
            "What an opponent who knows the player through and through wins from it on average, as "
            "the first and as the second player. Computed, not played. 0: it cannot be beaten."
        ),
        r"\tfrac{1}{2}\left(\max_{\pi} v_1(\pi, \pi_2) + \max_{\pi} v_2(\pi_1, \pi)\right)",
        N_("result of a game"),
        False,
        exploitability,
        "Lanctot et al. 2017, half of NashConv",
        N_(
            "It says what the worst opponent does, not a usual one: a player that is never beaten "
            "may still win little from a weak one."
        ),
        live=True,
        range=(0, math.inf),
    ),
)

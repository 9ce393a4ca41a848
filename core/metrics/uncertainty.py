"""How much of a score, or of the difference between two, may be luck. Needs numpy alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.spec.message import N_, Message

CHANCE = 0.05
"""A difference that luck alone makes at least this often is called within chance."""


class Interval(NamedTuple):
    """Between which two numbers a score probably lies."""

    low: float
    high: float


def bootstrap_interval(
    correct: NDArray[np.bool_], *, level: float = 0.95, resamples: int = 10_000, seed: int = 0
) -> Interval:
    """Return the percentile bootstrap interval of an accuracy (Efron and Tibshirani 1993, ch. 13).

    The examples are drawn again with replacement, as often as there are, many times over; the
    interval holds the middle `level` of the accuracies. How many right ones such a resample of n
    holds is binomial, so that number is drawn and not the examples. It says how much hangs on which
    examples were held back, not on the seed of the training. If all answers are right (or wrong),
    it has no width: a resample cannot hold what was never seen.

    Args:
        correct: (example,), whether the answer was right; at least one.
        level: The fraction of resamples inside.
        resamples: How many.
        seed: Of their randomness.
    """
    random = np.random.default_rng(seed)
    accuracies = random.binomial(len(correct), correct.mean(), size=resamples) / len(correct)
    low, high = np.quantile(accuracies, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


class McNemar(NamedTuple):
    """What McNemar's test says of two models on the same examples.

    Attributes:
        first_only: How many examples only the first gets right.
        second_only: How many only the second gets right.
        p_value: How often two equally good models would differ at least this much.
    """

    first_only: int
    second_only: int
    p_value: float


def mcnemar(first_correct: NDArray[np.bool_], second_correct: NDArray[np.bool_]) -> McNemar:
    """Test whether two models are equally good (McNemar 1947), exactly and two-sided.

    Examples that both get right, or both wrong, say nothing about which is better. Were they
    equally good, each of the others would be a toss of a fair coin.

    Args:
        first_correct: (example,), whether the first model is right.
        second_correct: The same of the second, for the same examples in the same order.
    """
    first_only = int(np.sum(first_correct & ~second_correct))
    second_only = int(np.sum(second_correct & ~first_correct))
    tosses, fewer = first_only + second_only, min(first_only, second_only)
    ways = tail = 1  # to get no heads, and at most that many; whole numbers, so nothing is rounded
    for heads in range(1, fewer + 1):
        ways = ways * (tosses - heads + 1) // heads
        tail += ways
    return McNemar(first_only, second_only, min(1.0, 2 * tail / 2**tosses))


def in_words(test: McNemar, first: str | Message, second: str | Message) -> Message:
    """Say what a test found of two models, called `first` and `second`."""
    if not test.first_only + test.second_only:
        text = N_("{first} and {second} are right about the very same examples: no difference.")
        return Message(text, {"first": first, "second": second})
    within = N_(
        "Examples that only {first} gets right: {first_only}; only {second}: {second_only}. Were "
        "both equally good, luck alone would make a difference this large in {share} of cases: "
        "the difference is within chance."
    )
    beyond = N_(
        "Examples that only {first} gets right: {first_only}; only {second}: {second_only}. Were "
        "both equally good, luck alone would make a difference this large in {share} of cases: "
        "the difference is more than chance."
    )
    values = {
        "first": first,
        "second": second,
        "first_only": test.first_only,
        "second_only": test.second_only,
        "share": share(test.p_value),
    }
    return Message(within if test.p_value >= CHANCE else beyond, values)


def share(fraction: float) -> str | Message:
    """Return a fraction as a percentage, with more digits where it is small."""
    if fraction < 0.001:
        return Message(N_("fewer than {percent} %"), {"percent": "0.1"})
    digits = 1 if fraction < 0.1 else 0
    return f"{100 * fraction:.{digits}f} %"

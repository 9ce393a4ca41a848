"""Log loss and ROC AUC worked out step by step, as numbers that a page can show."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.classification import surprises


class WorkedRanking(NamedTuple):
    """All pairs of a positive and a negative example, by which of the two has the higher score.

    Attributes:
        right: The positive one has.
        tied: Both have the same.
        wrong: The negative one has.
    """

    right: int
    tied: int
    wrong: int

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return sum(self)

    @property
    def value(self) -> float:
        """The ROC AUC: the fraction of pairs in the right order, a tie being half of one.

        NaN without a pair, for then it is undefined.
        """
        return (self.right + self.tied / 2) / self.pairs if self.pairs else math.nan


def worked_ranking(positive: NDArray[np.bool_], scores: NDArray[np.float64]) -> WorkedRanking:
    """Compare each positive example's score with each negative one's: (example,) both."""
    wanted, others = scores[positive], np.sort(scores[~positive])
    below = np.searchsorted(others, wanted, "left")
    not_above = np.searchsorted(others, wanted, "right")
    right, tied = int(below.sum()), int((not_above - below).sum())
    return WorkedRanking(right, tied, len(wanted) * len(others) - right - tied)


class WorkedLogLoss(NamedTuple):
    """From the probability of each example's true class to the log loss.

    Attributes:
        probabilities: What the model gave to the class that is right.
        losses: Minus their natural logarithms, in nats.
        loss_sum: Of the losses.
        value: Their mean: the log loss.
    """

    probabilities: tuple[float, ...]
    losses: tuple[float, ...]
    loss_sum: float
    value: float


def worked_log_loss(right: NDArray[np.float64]) -> WorkedLogLoss:
    """Work out the log loss of the probabilities given to the right classes: (example,)."""
    losses = surprises(right)
    return WorkedLogLoss(
        tuple(right.tolist()), tuple(losses.tolist()), float(losses.sum()), float(losses.mean())
    )

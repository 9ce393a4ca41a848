"""The losses by name, for each example by itself: whoever trains takes the mean.

Outputs are (..., class) and targets (...) int64 where classes are told apart; where a number is
predicted, outputs are (..., 1) and targets (...), in standard deviations of the target. What comes
back is (...).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from core.metrics.metric import Estimates, Judgements, Predictions
from core.spec.losses import LossName

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

FOCUS = 2.0
"""Gamma of the focal loss: the best of those that its authors tried."""
HUBER_DELTA = 1.0
"""From which error on Huber's loss grows in proportion: one standard deviation of the target."""


def loss_of(name: LossName, classes: int) -> Loss:
    """Return a loss by the name that `core.spec.losses.fitting_loss` found."""
    return (_CLASSIFYING if classes else _REGRESSING)[name]


def answers(
    outputs: torch.Tensor, targets: NDArray[np.generic], name: LossName, classes: int
) -> Judgements:
    """Return what a network says, given its outputs: (example, class) or (example, 1).

    A network trained with the hinge loss gives decision values, no probabilities.
    """
    exact = outputs.double().cpu()
    if not classes:
        return Estimates(targets.astype(np.float64), exact[:, 0].numpy())
    probabilistic = name != "hinge"
    scores = exact.softmax(1) if probabilistic else exact
    return Predictions(targets.astype(np.int64), scores.numpy(), probabilistic)


def _cross_entropy(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return -_of_truth(functional.log_softmax(outputs, -1), targets)


def _focal(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross entropy that forgets what is right already (Lin et al. 2017, equation 4)."""
    surprise = _cross_entropy(outputs, targets)
    return (-torch.expm1(-surprise)) ** FOCUS * surprise


def _hinge(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """By how much the true class fails to lead all others by 1 (Crammer and Singer 2001)."""
    truth = functional.one_hot(targets, outputs.shape[-1]).bool()
    rival = outputs.masked_fill(truth, -torch.inf).amax(-1)
    return (1 + rival - _of_truth(outputs, targets)).clamp(min=0)


def _squared_probability(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Squared distance of the probabilities from certainty in the true class (Brier 1950)."""
    return _off(outputs, targets).square().sum(-1)


def _absolute_probability(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Absolute distance of the same: twice the probability given to wrong classes."""
    return _off(outputs, targets).abs().sum(-1)


def _zero_one(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """1 for a wrong answer: flat but for steps, so that its gradient is 0 wherever it has one."""
    wrong = (outputs.argmax(-1) != targets).to(outputs.dtype)
    return wrong + 0 * outputs.sum(-1)


def _of_truth(values: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the value of each example's true class."""
    return values.gather(-1, targets.unsqueeze(-1)).squeeze(-1)


def _off(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return outputs.softmax(-1) - functional.one_hot(targets, outputs.shape[-1])


def _squared(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return (outputs.squeeze(-1) - targets).square()


def _absolute(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return (outputs.squeeze(-1) - targets).abs()


def _huber(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Squares of small errors, proportional to large ones (Huber 1964)."""
    return functional.huber_loss(outputs.squeeze(-1), targets, reduction="none", delta=HUBER_DELTA)


_CLASSIFYING: dict[LossName, Loss] = {
    "cross_entropy": _cross_entropy,
    "hinge": _hinge,
    "focal": _focal,
    "mse": _squared_probability,
    "mae": _absolute_probability,
    "zero_one": _zero_one,
}
_REGRESSING: dict[LossName, Loss] = {"mse": _squared, "mae": _absolute, "huber": _huber}

"""What a network may be trained to make small, and for which task; `core.training.losses` has how.

Nothing here imports torch.
"""

from __future__ import annotations

from typing import Literal

from core.spec.message import N_, Message, Problem, SpecError

LossName = Literal["auto", "mse", "mae", "huber", "cross_entropy", "hinge", "focal", "zero_one"]
LOSS_TITLES: dict[str, str] = {
    "auto": N_("Automatic (by the task)"),
    "mse": N_("Mean squared error (MSE)"),
    "mae": N_("Mean absolute error (MAE)"),
    "huber": N_("Huber"),
    "cross_entropy": N_("Cross entropy"),
    "hinge": N_("Hinge (of support vector machines)"),
    "focal": N_("Focal"),
    "zero_one": N_("0-1 loss (has no gradient, so nothing is learned)"),
}
CLASSIFYING: tuple[LossName, ...] = ("cross_entropy", "hinge", "focal", "mse", "mae", "zero_one")
"""Losses of classifiers, first the usual one."""
REGRESSING: tuple[LossName, ...] = ("mse", "mae", "huber")
"""Losses of regressors, likewise."""


def fitting_loss(loss: LossName, classes: int, field: str = "params.loss") -> LossName:
    """Return the loss to train with.

    Args:
        loss: The one that was chosen, perhaps `auto`.
        classes: How many classes there are; 0 where a number is predicted.
        field: Where it was chosen, for the error.

    Raises:
        SpecError: If it is none for the task.
    """
    fitting = CLASSIFYING if classes else REGRESSING
    if loss == "auto":
        return fitting[0]
    if loss in fitting:
        return loss
    between_classes = N_(
        "{loss} compares numbers, but here the answer is one of {classes} classes; use one of "
        "{choices}"
    )
    of_numbers = N_(
        "{loss} tells classes apart, but here the answer is a number; use one of {choices}"
    )
    values = {"loss": loss, "classes": classes, "choices": ", ".join(("auto", *fitting))}
    raise SpecError([Problem(field, Message(between_classes if classes else of_numbers, values))])

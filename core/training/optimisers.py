"""Optimisers and learning rate schedules by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import torch
from torch.optim.lr_scheduler import LambdaLR

from core.spec.training import GradientTraining

_SQUARES = 0.999  # beta 2 of Adam: how long squared gradients are remembered


def make_optimiser(
    parameters: Sequence[torch.Tensor], training: GradientTraining
) -> torch.optim.Optimizer:
    """Return the optimiser that `training` names; fused where torch has a fused form."""
    rate, decay, momentum = training.learning_rate, training.weight_decay, training.momentum
    betas = (momentum, _SQUARES)
    match training.optimiser:
        case "sgd":
            return torch.optim.SGD(parameters, rate, weight_decay=decay, fused=True)
        case "momentum" | "nesterov":
            return torch.optim.SGD(
                parameters,
                rate,
                momentum,
                weight_decay=decay,
                nesterov=training.optimiser == "nesterov",
                fused=True,
            )
        case "rmsprop":
            return torch.optim.RMSprop(parameters, rate, weight_decay=decay)
        case "adam":
            return torch.optim.Adam(parameters, rate, betas, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(parameters, rate, betas, weight_decay=decay, fused=True)


def resume_optimiser(optimiser: torch.optim.Optimizer, state: Mapping[str, Any]) -> None:
    """Bring an optimiser to a state; what it keeps of a weight lies in memory as the weight does.

    The fused forms go through both side by side, wherever a number belongs.
    """
    optimiser.load_state_dict(dict(state))
    for weight, kept in optimiser.state.items():
        for name, value in kept.items():
            if isinstance(value, torch.Tensor) and value.shape == weight.shape:
                kept[name] = torch.empty_like(weight).copy_(value)


def forget_gradients(weights: Iterable[torch.Tensor]) -> None:
    """Drop gradients before the next ones; `zero_grad` takes a small network 1 % of a step."""
    for weight in weights:
        weight.grad = None


class Scheduled(Protocol):
    """Settings of a training that name a schedule."""

    @property
    def schedule(self) -> str:
        """One of the names of `GradientTraining.schedule`."""


def make_schedule(optimiser: torch.optim.Optimizer, training: Scheduled, steps: int) -> LambdaLR:
    """Return the schedule that `training` names, over `steps` steps in all."""
    return LambdaLR(optimiser, _factor(training.schedule, steps))


def _factor(schedule: str, steps: int) -> Callable[[int], float]:
    """Return what to multiply the learning rate with after so many steps."""

    def cosine(step: int) -> float:
        return (1 + math.cos(math.pi * min(step / steps, 1))) / 2

    def in_steps(step: int) -> float:
        return 0.1 ** ((step >= steps / 2) + (step >= steps * 3 / 4))

    def one_cycle(step: int) -> float:
        # Smith and Topin 2018: a linear rise over the first 30 %, then a cosine fall.
        rise = 0.3 * steps
        if step < rise:
            return 0.04 + 0.96 * step / rise
        return (1 + math.cos(math.pi * min((step - rise) / (steps - rise), 1))) / 2

    named: dict[str, Callable[[int], float]] = {
        "constant": lambda step: 1.0,
        "cosine": cosine,
        "step": in_steps,
        "one_cycle": one_cycle,
    }
    return named[schedule]


def shorten(gradient: torch.Tensor, longest: float) -> None:
    """Shorten a gradient in place to a length, if it is longer."""
    gradient.mul_((longest / (gradient.norm() + 1e-6)).clamp(max=1.0))

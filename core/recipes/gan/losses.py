"""What discriminator and generator make small, from the discriminator's scores."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch.nn.functional import relu, softplus

from core.recipes.gan import LossName


class Losses(NamedTuple):
    """The two losses of a game.

    Attributes:
        discriminator: From its scores of real and of made examples, (batch,) each.
        generator: From the discriminator's scores of what it made: (batch,).
    """

    discriminator: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    generator: Callable[[torch.Tensor], torch.Tensor]


def losses_of(name: LossName, smoothing: float = 0.0) -> Losses:
    """Return the losses of a game; `smoothing` is taken from the label of real examples.

    It is one-sided (Salimans et al. 2016, section 3.4) and only where there are labels: not for
    the hinge and the critic's difference.
    """
    match name:
        case "non_saturating":
            return Losses(partial(_cross_entropy, smoothing), _non_saturating)
        case "least_squares":
            return Losses(partial(_squares, smoothing), _square)
        case "hinge":
            return Losses(_margins, _raise)
        case "wasserstein_gp":
            return Losses(_difference, _raise)


def _cross_entropy(smoothing: float, real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Goodfellow et al. 2014, equation 1."""
    doubt = softplus(-real)
    if smoothing:
        doubt = doubt + smoothing * real
    return doubt.mean() + softplus(made).mean()


def _non_saturating(made: torch.Tensor) -> torch.Tensor:
    """Goodfellow et al. 2014, section 3: raise log D(G(z)), whose gradient does not vanish."""
    return softplus(-made).mean()


def _squares(smoothing: float, real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Mao et al. 2017, equation 2 with a = 0 and b = 1."""
    return ((real - (1 - smoothing)).square().mean() + made.square().mean()) / 2


def _square(made: torch.Tensor) -> torch.Tensor:
    """Mao et al. 2017, equation 2 with c = 1."""
    return (made - 1).square().mean() / 2


def _margins(real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Lim and Ye 2017; Miyato et al. 2018, equation 16."""
    return relu(1 - real).mean() + relu(1 + made).mean()


def _difference(real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Arjovsky et al. 2017, equation 2: minus the distance that the critic finds."""
    return made.mean() - real.mean()


def _raise(made: torch.Tensor) -> torch.Tensor:
    """Make the scores of what is made large."""
    return -made.mean()


def slopes_at_real(scores: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Return how steep the discriminator is at real examples: R1, half their mean squared slope.

    Mescheder et al. 2018, equation 9: where nothing is left to tell, it is to be level, so that
    the two networks come to rest instead of chasing each other.

    Args:
        scores: (batch,), from `real`, which needs a gradient.
        real: (batch, ...).
    """
    (slopes,) = torch.autograd.grad(scores.sum(), real, create_graph=True)
    mean: torch.Tensor = slopes.square().flatten(1).sum(1).mean()
    return mean / 2


def slopes_between(
    judge: Callable[[torch.Tensor], torch.Tensor], real: torch.Tensor, made: torch.Tensor
) -> torch.Tensor:
    """Return how far the critic's slopes are from 1 (Gulrajani et al. 2017, equation 3).

    Args:
        judge: From examples (batch, ...) to scores (batch,).
        real: (batch, ...).
        made: Of the same shape; the slopes are measured at random places between each pair.
    """
    between = torch.rand(len(real), *[1] * (real.ndim - 1), dtype=real.dtype, device=real.device)
    places = torch.lerp(real, made, between).requires_grad_()
    (slopes,) = torch.autograd.grad(judge(places).sum(), places, create_graph=True)
    steepness: torch.Tensor = slopes.flatten(1).norm(dim=1)
    return (steepness - 1).square().mean()

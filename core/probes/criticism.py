"""What a discriminator says of examples, and where what it says pushes them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.probes.makers import Examples
from core.probes.snapshots import Described
from core.recipes.gan import LossName
from core.recipes.gan.losses import losses_of

_MIDDLE = {"non_saturating": 0.5, "least_squares": 0.5, "hinge": 0.0}


class Critic(NamedTuple):
    """A discriminator that can be asked.

    Attributes:
        network: The one with `criticise`.
        loss: For which it was trained.
    """

    network: nn.Module
    loss: LossName

    @property
    def probabilistic(self) -> bool:
        """Whether it says how likely an example is real; other losses make it give scores."""
        return self.loss == "non_saturating"

    def says(self, examples: torch.Tensor, labels: torch.Tensor | None) -> torch.Tensor:
        """Return a probability or a score of each example: (example,); higher is more real."""
        scores: torch.Tensor = self.network.criticise(examples, labels)  # type: ignore[operator]
        scores = scores.flatten().nan_to_num()
        return scores.sigmoid() if self.probabilistic else scores

    def opinions(self, examples: Examples, labels: torch.Tensor | None) -> NDArray[np.float32]:
        """Return what it says of (example, ...)."""
        with torch.inference_mode():
            said: NDArray[np.float32] = self.says(torch.from_numpy(examples), labels).numpy()
        return said

    def middle(self, real: NDArray[np.float32], made: NDArray[np.float32]) -> float:
        """Return what lies between real and made for it.

        Wasserstein scores mean something only beside each other (Gulrajani et al. 2017), so there
        it is halfway between the means.
        """
        return _MIDDLE.get(self.loss, float(real.mean() + made.mean()) / 2)

    def pushes(self, made: Examples, labels: torch.Tensor | None) -> NDArray[np.float32]:
        """Return where the generator's loss pulls each of them, down its slope: (example, ...)."""
        points = torch.from_numpy(made).clone().requires_grad_()
        scores = self.network.criticise(points, labels).flatten()  # type: ignore[operator]
        # The loss is a mean; where each of them is pulled does not depend on how many there are.
        total = len(made) * losses_of(self.loss).generator(scores)
        (gradient,) = torch.autograd.grad(total, points)
        found: NDArray[np.float32] = -gradient.nan_to_num().numpy()
        return found


def critic_of(subject: Described, network: nn.Module | None) -> Critic | None:
    """Return a run's discriminator, if it has one."""
    if not hasattr(network, "criticise"):
        return None
    assert network is not None
    return Critic(network, getattr(subject.spec.params, "loss", "non_saturating"))

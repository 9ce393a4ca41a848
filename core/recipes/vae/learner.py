"""The learner of `vae`: the evidence lower bound (Kingma and Welling 2014, equation 7)."""

from __future__ import annotations

import math
from typing import cast

import torch

from core.networks.autoencoder import VariationalAutoencoder
from core.recipes.vae import VAEParams
from core.training.autoencoding import AutoencodingLearner, pixel_loss
from core.training.learner import Setup


class VAELearner(AutoencodingLearner):
    """Draws each code around its mean, so that whatever lies near decodes alike."""

    network: VariationalAutoencoder

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.beta = cast(VAEParams, setup.spec.params).beta

    def losses(self, inputs: torch.Tensor, labels: torch.Tensor | None) -> dict[str, torch.Tensor]:
        """Return reconstruction plus beta times KL (Higgins et al. 2017), means over the batch."""
        seen = self.network.unit.enter(inputs)
        mean, logarithm = self.network.take_apart(seen, labels)
        codes = torch.addcmul(mean, (logarithm / 2).exp(), torch.randn_like(mean))
        values = self.network.put_together(codes, labels)
        if self.network.unit.pictures:
            reconstruction = pixel_loss(values, inputs)
        else:
            reconstruction = point_loss(values, seen, self.network.spread)
        apart = divergence(mean, logarithm)
        loss = reconstruction + (apart if self.beta == 1 else self.beta * apart)
        return {"loss": loss, "reconstruction": reconstruction, "kl": apart}


def divergence(mean: torch.Tensor, logarithm: torch.Tensor) -> torch.Tensor:
    """Return the KL divergence of normal distributions from the standard normal, in nats.

    It is that of each example's distribution, and the mean over the batch.

    Args:
        mean: (batch, latent).
        logarithm: Of the variances: (batch, latent).
    """
    apart = torch.addcmul(logarithm.expm1() - logarithm, mean, mean)
    return apart.sum() / (2 * len(mean))


def point_loss(values: torch.Tensor, examples: torch.Tensor, spread: torch.Tensor) -> torch.Tensor:
    """Return minus the logarithm of the density of points around decoded ones, in nats.

    One spread for all is learned with the weights (Rybkin et al. 2021): a fixed one would have to
    know how closely the points gather.

    Args:
        values: (batch, feature), decoded.
        examples: (batch, feature).
        spread: Logarithm of the standard deviation.
    """
    apart = (values - examples) / spread.exp()
    logarithms = apart.square() / 2 + spread + math.log(2 * math.pi) / 2
    return logarithms.sum(1).mean()

"""The learner of `autoencoder`: to rebuild examples, from noisy ones if it is to denoise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import torch

from core.networks.autoencoder import Autoencoder
from core.recipes.autoencoder import PlainParams
from core.training.autoencoding import AutoencodingLearner, pixel_loss
from core.training.learner import Setup

MEASURED = 5000
"""To the codes of how many training examples the normal distribution is fitted at most."""


class AutoencoderLearner(AutoencodingLearner):
    """Codes are drawn from a normal distribution fitted to those of the training examples."""

    network: Autoencoder

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.noise = cast(PlainParams, setup.spec.params).noise

    def losses(self, inputs: torch.Tensor, labels: torch.Tensor | None) -> dict[str, torch.Tensor]:
        """Return how far what was rebuilt is from the examples before noise was added."""
        seen = self.network.unit.enter(inputs)
        blurred = seen + self.noise * torch.randn_like(seen) if self.noise else seen
        values = self.network.decoder(self.network.encoder(blurred))
        if self.network.unit.pictures:
            return {"loss": pixel_loss(values, inputs)}
        return {"loss": (values - seen).square().sum(1).mean()}

    def ready(self) -> None:
        """Have the network answer, and fit the distribution of codes to what it does now."""
        if self.network.training:
            super().ready()
            self.network.measure(self.inputs[:MEASURED])

    def weights(self) -> Mapping[str, Any]:
        """Return the network's weights, and the distribution of codes."""
        self.ready()
        return super().weights()

"""The CNN's learner: the supervised one, with the network of the layer list."""

from __future__ import annotations

from typing import cast

import torch
from torch import nn

from core.catalog.build import network_rows
from core.networks.stack import build_stack
from core.spec.training import ImageTraining
from core.training.augmentation import augment
from core.training.supervised import ClassifierLearner


class CNNLearner(ClassifierLearner):
    """Minimises cross entropy of a layer list by gradient descent."""

    def build_network(self) -> nn.Module:
        """Return the network: images (batch, channel, height, width) to logits (batch, class)."""
        return build_stack(network_rows(self.setup.spec), self.examples("train").inputs.shape[1:])

    def augmented(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return a batch of training images, changed at random if the training says so."""
        return augment(inputs, cast(ImageTraining, self.training))

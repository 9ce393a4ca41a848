"""The learner of `mlp`: classes or numbers, by whichever loss was chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.catalog.build import network_rows
from core.metrics.metric import Judgements
from core.metrics.scoring import score
from core.networks.stack import build_stack
from core.networks.tabular import Destandardise, Standardise
from core.recipes.mlp import MLPParams
from core.spec.losses import fitting_loss
from core.training.learner import Setup
from core.training.losses import answers, loss_of
from core.training.together import BatchableLearner


class MLPLearner(BatchableLearner):
    """Standardises features, and a target that is a number, as measured on the training examples.

    What it tells is in the target's own unit; only the loss is in standard deviations of it.
    """

    stops_by = "loss"

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.classes = len(self.data.classes)
        params = cast(MLPParams, setup.spec.params)
        self.loss_name = fitting_loss(params.loss, self.classes)
        self.example_losses = loss_of(self.loss_name, self.classes)
        self.unit = 1.0
        """How many of the target's units the outputs' unit is while training."""
        if not self.classes:
            scale = cast(Destandardise, cast(nn.Sequential, self.network)[-1])
            self.unit = scale.deviation.item()
            self.targets = (self.targets - scale.mean) / scale.deviation

    def build_network(self) -> nn.Sequential:
        """Return the network: rows (batch, feature) to outputs (batch, class) or (batch, 1)."""
        train = self.examples("train")
        network = build_stack(network_rows(self.setup.spec), train.inputs.shape[1:])
        cast(Standardise, network[0]).measure(torch.from_numpy(train.inputs))
        if isinstance(network[-1], Destandardise):
            network[-1].measure(torch.from_numpy(train.targets)[:, None])
        return network

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss of outputs (..., batch, output) and targets (..., batch): (...)."""
        return self.example_losses(outputs, targets).mean(-1)

    def judged(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return which are right (..., batch), or the RMSE in the target's unit (...)."""
        if self.classes:
            return {"accuracy": outputs.argmax(-1) == targets}
        errors = outputs.squeeze(-1) - targets
        return {"rmse": errors.square().mean(-1).sqrt() * self.unit}

    def answers(self, outputs: torch.Tensor, targets: NDArray[np.generic]) -> Judgements:
        """Return classes' probabilities or decision values, or numbers in the target's unit."""
        return answers(outputs, targets, self.loss_name, self.classes)

    def validation_scores(self) -> dict[str, float]:
        """Return the loss that is trained with, and the metrics as far as they are defined."""
        outputs, targets = self.outputs("valid"), self.examples("valid").targets
        scores = score(self.answers(outputs, targets), live=True)
        known = torch.from_numpy(targets).to(self.device)
        if not self.classes:  # by differences alone, so the mean need not be taken off
            outputs, known = outputs / self.unit, known / self.unit
        return {
            "loss": self.loss(outputs, known).item(),
            **{name: value for name, value in scores.items() if not math.isnan(value)},
        }

"""The learners of networks that read sequences: naming a class, or forecasting a series.

They train any network whose first part, `reader`, is one of `core.networks.readers`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.data.dataset import Examples
from core.metrics.metric import Estimates
from core.metrics.scoring import score
from core.networks.readers import Reader, SeriesReader
from core.training.learner import Setup
from core.training.supervised import ClassifierLearner, SupervisedLearner


def sequence_learner(setup: Setup) -> SupervisedLearner:
    """Return the learner for a run's data: a forecaster where they have no classes."""
    return SequenceClassifier(setup) if setup.data.classes else Forecaster(setup)


class SequenceClassifier(ClassifierLearner):
    """Minimises the cross entropy of the class of each sequence or string."""

    def build_network(self) -> nn.Module:
        """Return the network: sequences to logits (batch, class)."""
        return measured(super().build_network(), self.examples("train"))


class Forecaster(SupervisedLearner):
    """Minimises the mean squared error of forecasts.

    The network answers in the series' own unit. The loss is in squared standard deviations of how
    far the series moves, so that a learning rate means the same for every series.
    """

    stops_by = "loss"

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.unit = cast(SeriesReader, self.network.reader).ahead.deviation
        """How many of the target's units one standard deviation is: (1,)."""

    def build_network(self) -> nn.Module:
        """Return the network: windows (batch, window, feature) to forecasts (batch, 1)."""
        return measured(super().build_network(), self.examples("train"))

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean squared error of forecasts (batch, 1), in squared deviations."""
        return ((outputs.squeeze(-1) - targets) / self.unit).square().mean()

    def judged(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return the root of the mean squared error, in the target's unit."""
        return {"rmse": (outputs.squeeze(-1) - targets).square().mean().sqrt()}

    def answers(self, outputs: torch.Tensor, targets: NDArray[np.generic]) -> Estimates:
        """Return the forecasts."""
        return Estimates(targets.astype(np.float64), outputs[:, 0].double().cpu().numpy())

    def validation_scores(self) -> dict[str, float]:
        """Return the loss that is trained with, and the metrics as far as they are defined."""
        said = cast(Estimates, self.predict("valid"))
        scores: dict[str, Any] = score(said, live=True)
        return {
            "loss": float(np.square(said.errors / self.unit.item()).mean()),
            **{name: value for name, value in scores.items() if not math.isnan(value)},
        }


def measured(network: nn.Module, train: Examples) -> nn.Module:
    """Let a network's reader measure its scales on the training examples alone; return it."""
    reader = cast(Reader, network.reader)
    reader.measure(torch.from_numpy(train.inputs), torch.from_numpy(train.targets))
    return network

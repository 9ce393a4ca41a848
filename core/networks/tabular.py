"""What networks for tables are made of: scaling that was measured, and hidden layers."""

from __future__ import annotations

import torch
from torch import nn


class Scale(nn.Module):
    """A mean and a standard deviation for each value, measured once and never trained."""

    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, count: int) -> None:
        """Make room for `count` means and deviations; until they are measured, nothing changes."""
        super().__init__()
        self.register_buffer("mean", torch.zeros(count))
        self.register_buffer("deviation", torch.ones(count))

    def measure(self, values: torch.Tensor) -> None:
        """Measure (example, count) values; what is always the same keeps its unit."""
        exact = values.double()
        deviation = exact.std(0, correction=0)
        # Rounding leaves a constant column of large numbers with a tiny spread.
        constant = deviation <= exact.abs().amax(0) * torch.finfo(torch.float32).eps
        self.mean.copy_(exact.mean(0))
        self.deviation.copy_(torch.where(constant, 1.0, deviation))


class Standardise(Scale):
    """Brings each value to mean 0 and standard deviation 1."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Map (..., count) to the same shape."""
        return (values - self.mean) / self.deviation


class Destandardise(Scale):
    """Brings values of mean 0 and deviation 1 to their own unit, except while training.

    For the loss is measured in standard deviations, so that the learning rate need not know the
    unit of the target.
    """

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Map (..., count) to the same shape."""
        return values if self.training else values * self.deviation + self.mean


class HiddenLayer(nn.Module):
    """Dense, normalised, bent, thinned out, and added to its input if it is residual."""

    def __init__(
        self,
        dense: nn.Linear,
        normalisation: nn.Module,
        activation: nn.Module,
        dropout: nn.Dropout,
        *,
        residual: bool,
    ) -> None:
        super().__init__()
        self.dense = dense
        self.normalisation = normalisation
        self.activation = activation
        self.dropout = dropout
        self.residual = residual

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Map (batch, inputs) to (batch, units)."""
        new: torch.Tensor = self.normalisation(self.dense(values))
        new = self.dropout(self.activation(new))
        return values + new if self.residual else new

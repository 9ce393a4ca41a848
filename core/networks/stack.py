"""From a layer list, which is data, to a torch module."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from core.networks.residual import ResidualBlock
from core.networks.tabular import Destandardise, HiddenLayer, Standardise
from core.spec import layers as spec
from core.spec.layers import Row, Shape

_ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def build_stack(rows: Sequence[Row], shape: Shape) -> nn.Sequential:
    """Build the network of a measured layer list.

    Args:
        rows: The layers in order, as `core.spec.layers.follow` measures them.
        shape: Shape of one example, without the batch.

    Returns:
        A module from (batch, *shape) to (batch, *output of the last layer).
    """
    modules = []
    for row in rows:
        modules.append(_module(row.layer, shape))
        shape = row.measured.output
    return nn.Sequential(*modules)


def _module(layer: spec.LayerBase, shape: Shape) -> nn.Module:
    """Build one layer for input of `shape`."""
    match layer:
        case spec.Convolution():
            return nn.Conv2d(
                shape[0],
                layer.channels,
                layer.kernel,
                layer.stride,
                layer.padding,
                layer.dilation,
                layer.groups,
            )
        case spec.MaxPool():
            return nn.MaxPool2d(layer.kernel, layer.stride, layer.padding)
        case spec.AveragePool():
            return nn.AvgPool2d(layer.kernel, layer.stride, layer.padding, count_include_pad=False)
        case spec.ResidualBlock():
            return ResidualBlock(
                shape[0],
                layer.channels,
                layer.kernel,
                layer.stride,
                projects=layer.changes(shape),
            )
        case spec.BatchNorm():
            return nn.BatchNorm2d(shape[0]) if len(shape) == 3 else nn.BatchNorm1d(shape[0])
        case spec.LayerNorm():
            return nn.LayerNorm(shape)
        case spec.Activation():
            return _activation(layer.function)
        case spec.Dropout():
            return nn.Dropout(layer.rate)
        case spec.Flatten():
            return nn.Flatten()
        case spec.GlobalAveragePool():
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        case spec.Dense():
            return nn.Linear(shape[0], layer.units)
        case spec.Hidden():
            return HiddenLayer(
                nn.Linear(shape[0], layer.units),
                _normalisation(layer),
                _activation(layer.function),
                nn.Dropout(layer.dropout),
                residual=layer.residual,
            )
        case spec.Standardise():
            return Standardise(shape[0])
        case spec.Destandardise():
            return Destandardise(shape[0])
    raise TypeError(f"no torch module for layer type {type(layer).__name__}")


def _activation(name: spec.Function) -> nn.Module:
    activation: nn.Module = _ACTIVATIONS[name]()
    return activation


def _normalisation(layer: spec.Hidden) -> nn.Module:
    match layer.normalisation:
        case "batch":
            return nn.BatchNorm1d(layer.units)
        case "layer":
            return nn.LayerNorm(layer.units)
        case "none":
            return nn.Identity()

"""Probe `arithmetic`: how one value of a convolution's output comes about, number by number."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from core.probes.pictures import picture
from core.probes.requests import ArithmeticRequest, check_index, refused
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

_POINTWISE = ("batch_norm", "layer_norm", "activation", "dropout")
"""Types of layers after which a value still stands where it stood."""


def arithmetic(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the sum behind one value of a convolution.

    Args:
        request: See `ArithmeticRequest`; `channel`, `y`, `x` say which value.

    Returns:
        `window`, `kernel`, `products`: (input channel, kernel, kernel), float32, of the input
        channels that the output channel sees, `first` being the number of the first of them;
        `sum` of the products, `bias`, and `output`, the layer's own: sum + bias.
        `row`, `column`: the window's upper left corner in the padded input; `padding`, `stride`,
        `dilation`: (2,), vertical and horizontal.
        `after`: the value after each of the following layers that leave it where it stands, and
        `after_layers`: their numbers.
        `tick`, `step`, `epoch`: the moment.
    """
    asked = parse(ArithmeticRequest, request, "")
    taken = snapshot(asked)
    check_index("layer", asked.layer, len(taken.layers))
    layer = taken.layers[asked.layer]
    if not isinstance(layer, nn.Conv2d):
        raise refused("layer", N_("layer {value} is no convolution"), value=asked.layer)
    image, _ = picture(taken.described, asked.image)
    start = torch.from_numpy(np.ascontiguousarray(image))[None]
    values = [start, *taken.outputs(image[None])]
    output = values[asked.layer + 1][0]
    place = (asked.channel, asked.y, asked.x)
    for name, index, count in zip(("channel", "y", "x"), place, output.shape, strict=True):
        check_index(name, index, count)
    following = _following(taken, asked.layer)
    return {
        **{name: np.array(value) for name, value in taken.at._asdict().items()},
        **sum_of(layer, values[asked.layer], *place),
        "output": output[place].numpy(),
        "after": np.array([values[i + 1][0][place].item() for i in following], dtype=np.float32),
        "after_layers": np.array(following, dtype=np.int32),
    }


def sum_of(
    layer: nn.Conv2d, inputs: torch.Tensor, channel: int, y: int, x: int
) -> dict[str, NDArray[Any]]:
    """Return window, kernel and products of one output value; inputs: (1, channel, y, x)."""
    (down, right), (top, left) = layer.stride, (y * layer.stride[0], x * layer.stride[1])
    padding = tuple(int(side) for side in layer.padding)
    padded = functional.pad(inputs[0], (padding[1], padding[1], padding[0], padding[0]))
    kernel = layer.weight[channel]
    seen, height, width = kernel.shape
    first = channel // (layer.out_channels // layer.groups) * seen
    rows = slice(top, top + (height - 1) * layer.dilation[0] + 1, layer.dilation[0])
    columns = slice(left, left + (width - 1) * layer.dilation[1] + 1, layer.dilation[1])
    window = padded[first : first + seen, rows, columns]
    products = window * kernel
    bias = layer.bias[channel].item() if layer.bias is not None else 0.0
    return {
        "window": window.numpy(),
        "kernel": kernel.numpy(),
        "products": products.numpy(),
        "sum": products.double().sum().float().numpy(),
        "bias": np.array(bias, dtype=np.float32),
        "first": np.array(first),
        "row": np.array(top),
        "column": np.array(left),
        "padding": np.array(padding),
        "stride": np.array([down, right]),
        "dilation": np.array(layer.dilation),
    }


def _following(taken: Snapshot, layer: int) -> list[int]:
    """Return the numbers of the layers after `layer` up to the first that moves values."""
    found = []
    for index in range(layer + 1, len(taken.layers)):
        if getattr(taken.described.rows[index].layer, "type", "") not in _POINTWISE:
            break
        found.append(index)
    return found

"""Probe `filters`: the weights of one layer, laid out as small pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.probes.requests import FiltersRequest, check_index, refused
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

MOST_OUTPUTS = 64
MOST_INPUTS = 16


def filters(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the filters of a layer at one moment.

    Args:
        request: See `FiltersRequest`.

    Returns:
        `weights`: (output, input, height, width), float32, at most 64 and 16 of them, and
        `count`: how many outputs and inputs there really are. A convolution's are its kernels, a
        block's those of its first convolution; a dense layer right after the flatten layer of a
        picture has a weight for each pixel.
        `bias`: (output,), float32.
    """
    asked = parse(FiltersRequest, request, "")
    taken = snapshot(asked)
    check_index("layer", asked.layer, len(taken.layers))
    weights, bias = _weights(taken, asked.layer)
    return {
        "weights": weights[:MOST_OUTPUTS, :MOST_INPUTS].numpy(),
        "count": np.array(weights.shape[:2]),
        "bias": bias[:MOST_OUTPUTS].numpy(),
    }


def _weights(taken: Snapshot, layer: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (output, input, height, width) and (output,)."""
    module = taken.layers[layer]
    for inner in module.modules():
        if isinstance(inner, nn.Conv2d):
            return inner.weight, _bias(inner)
    before = taken.layers[layer - 1] if layer else None
    if isinstance(module, nn.Linear) and isinstance(before, nn.Flatten):
        rows = taken.described.rows
        shape = rows[layer - 2].measured.output if layer > 1 else taken.described.facts.shape
        if len(shape) == 3:
            return module.weight.reshape(len(module.weight), *shape), _bias(module)
    text = N_("layer {value} has no filters that could be shown as pictures")
    raise refused("layer", text, value=layer)


def _bias(module: nn.Conv2d | nn.Linear) -> torch.Tensor:
    return module.bias if module.bias is not None else torch.zeros(len(module.weight))

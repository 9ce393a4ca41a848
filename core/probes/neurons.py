"""Probe `neurons`: what each neuron computes over a plane, and from which weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from core.networks.tabular import Destandardise, Standardise
from core.probes.edits import edited, neurons_of
from core.probes.plane import plane, table_of
from core.probes.requests import NeuronsRequest, check_index, refused
from core.probes.snapshots import snapshot
from core.spec.message import N_
from core.spec.parameters import parse

MOST_UNITS = 64
MOST_VALUES = 2**20


def neurons(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the activation of neurons over a plane.

    Args:
        request: See `NeuronsRequest`: all layers, or one, or one neuron of it; of a layer at most
            64 neurons. `edits` are made on a copy of the weights.

    Returns:
        `tick`, `step`, `epoch`: the moment. `x`, `y`: values of the two features, (resolution,).
        For each layer i of the network's list that has neurons, as far as asked:
        `activation.i`: (unit, y, x), float32, what comes out of them (of the output layer, before
        it is turned into an answer); `weights.i`: (unit, input), float32, and `bias.i`: (unit,).
        `mean`, `deviation`: (feature,), by which the features are standardised before all that.
        Where a number is predicted, `target.mean` and `target.deviation` bring the last layer's
        into its unit.
    """
    asked = parse(NeuronsRequest, request, "")
    taken = edited(snapshot(asked), asked.edits)
    points = plane(asked, table_of(taken.described))
    layers = {
        index: dense
        for index, layer in enumerate(taken.layers)
        if (dense := neurons_of(layer)) is not None and asked.layer in (None, index)
    }
    if not layers:
        raise refused("layer", N_("layer {value} has no neurons"), value=asked.layer)
    chosen = {index: _units(dense, asked.unit) for index, dense in layers.items()}
    _check_size(sum(unit.stop - unit.start for unit in chosen.values()), asked.resolution)
    answer = {name: np.array(value) for name, value in taken.at._asdict().items()}
    answer |= points.arrays()
    scale, ending = taken.layers[0], taken.layers[-1]
    if isinstance(scale, Standardise):
        answer |= {"mean": scale.mean.numpy(), "deviation": scale.deviation.numpy()}
    if isinstance(ending, Destandardise):
        answer["target.mean"] = ending.mean.numpy()
        answer["target.deviation"] = ending.deviation.numpy()
    outputs = taken.outputs(points.rows)
    for index, dense in layers.items():
        units = chosen[index]
        answer |= {
            f"activation.{index}": points.laid_out(outputs[index][:, units].numpy()),
            f"weights.{index}": dense.weight[units].numpy(),
            f"bias.{index}": dense.bias[units].numpy(),
        }
    return answer


def _units(dense: nn.Linear, unit: int | None) -> slice:
    """Return which neurons of a layer are told of."""
    if unit is None:
        return slice(0, min(dense.out_features, MOST_UNITS))
    check_index("unit", unit, dense.out_features)
    return slice(unit, unit + 1)


def _check_size(units: int, resolution: int) -> None:
    if units * resolution**2 > MOST_VALUES:
        text = N_(
            "{units} neurons at a resolution of {value} are too much for one answer; a resolution "
            "of {most} would do"
        )
        raise refused(
            "resolution",
            text,
            units=units,
            value=resolution,
            most=int((MOST_VALUES / units) ** 0.5),
        )

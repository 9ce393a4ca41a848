"""Weights changed by hand, on a copy of a network."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

from torch import nn

from core.networks.tabular import HiddenLayer
from core.probes.requests import Edit, check_index, refused
from core.probes.snapshots import Snapshot
from core.spec.message import N_


def edited(taken: Snapshot, edits: Sequence[Edit]) -> Snapshot:
    """Return a network with some weights changed; the network given stays as it is.

    Raises:
        SpecError: If there is no such weight.
    """
    if not edits:
        return taken
    network = copy.deepcopy(taken.layers)
    for edit in edits:
        check_index("edits", edit.layer, len(network))
        dense = neurons_of(network[edit.layer])
        if dense is None:
            raise refused("edits", N_("layer {value} has no neurons"), value=edit.layer)
        check_index("edits", edit.unit, dense.out_features)
        if edit.input == "bias":
            dense.bias[edit.unit] = edit.value
        else:
            check_index("edits", edit.input, dense.in_features)
            dense.weight[edit.unit, edit.input] = edit.value
    return replace(taken, network=network)


def neurons_of(layer: nn.Module) -> nn.Linear | None:
    """Return the weighted sums that a layer's neurons make; None if it has no neurons."""
    if isinstance(layer, HiddenLayer):
        return layer.dense
    return layer if isinstance(layer, nn.Linear) else None

"""Probe `unrolled`: what a recurrent network holds after each step of a sequence."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import task_of
from core.probes.exemplars import Exemplar, exemplar
from core.probes.requests import check_index, refused
from core.probes.sequence_requests import UnrolledRequest
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

MOST_UNITS = 96
"""Units whose states are shown; more have no room on a screen."""


def unrolled(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return what a recurrent network holds after each step of one sequence.

    Args:
        request: See `UnrolledRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `inputs`: (time, feature), or (time,) numbers of
        symbols; `target`: a label, -1 if nobody knows it; of a series a number; of a text (time,),
        what came after each character, empty if nobody knows it.
        Of the layer asked for `hidden` and, by its kind, `cell`, gates and `candidate`: (time,
        unit), float32, the first `MOST_UNITS`; what it holds in the other direction is called
        `hidden_backward` and so on. `units`: how many there really are.
        `said`: (time, class), float32, the probability of each class if the sequence ended at that
        step; of a text (time, symbol), that of each next character; of a series (time,), the
        forecast in its unit.
    """
    asked = parse(UnrolledRequest, request, "")
    taken = snapshot(asked)
    traced = trace_of(taken, example := exemplar(taken.described, asked))
    layers = sum(name.startswith("hidden.") for name in traced)
    if not layers:
        raise _not_recurrent()
    check_index("layer", asked.layer, layers)
    return {
        **{name: np.array(value) for name, value in taken.at._asdict().items()},
        "inputs": example.inputs,
        "target": _target(example),
        **_states(traced, asked.layer),
        "said": _said(taken, traced["outputs"][0]),
    }


def trace_of(taken: Snapshot, example: Exemplar) -> dict[str, torch.Tensor]:
    """Return what happens inside a network for sequences; raises SpecError if it is of no such."""
    trace = getattr(taken.network, "trace", None)
    if trace is None or example.kind == "pairs":
        raise _not_recurrent()
    with torch.inference_mode():
        traced: dict[str, torch.Tensor] = trace(example.batch())
    return traced


def _not_recurrent() -> Exception:
    text = N_("this model keeps no state from step to step; choose a run of a recurrent network")
    return refused("run", text)


def _states(traced: dict[str, torch.Tensor], layer: int) -> dict[str, NDArray[Any]]:
    """Return everything that a layer holds, by its name without the layer's number."""
    end = f".{layer}"
    kept = {
        name.removesuffix(end): states[0, :, :MOST_UNITS].float().nan_to_num().numpy()
        for name, states in traced.items()
        if name.endswith(end)
    }
    return {**kept, "units": np.array(traced[f"hidden{end}"].shape[-1])}


def _target(example: Exemplar) -> NDArray[Any]:
    """Return the right answer as `unrolled` tells it."""
    if example.kind == "text":
        return np.empty(0, np.int64) if example.target is None else example.target
    return np.atleast_1d(-1 if example.target is None else example.target)


def _said(taken: Snapshot, outputs: torch.Tensor) -> NDArray[np.float32]:
    """Return outputs (time, output) as what they mean."""
    if task_of(taken.described.spec) == "forecasting":
        values: NDArray[np.float32] = outputs[:, 0].float().nan_to_num().numpy()
        return values
    shares: NDArray[np.float32] = outputs.double().softmax(-1).float().nan_to_num().numpy()
    return shares

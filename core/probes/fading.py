"""Probe `fading`: how much a network's loss at the end hangs on what it read long before."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.find import source
from core.networks.reach import ReadsVectors, gradient_reach
from core.probes.datasets import dataset
from core.probes.requests import refused
from core.probes.sequence_requests import FadingRequest
from core.probes.snapshots import described, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

LONGEST = 100
"""Characters of a text over which it is measured."""


def fading(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return how the gradient of the loss at the end shrinks on its way back through time.

    Args:
        request: See `FadingRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `norms`: (distance,), float32, see
        `core.networks.reach`; first that of the last step. `examples`: over how many it is the
        mean.
    """
    asked = parse(FadingRequest, request, "")
    taken = snapshot(asked)
    if not hasattr(taken.network, "from_vectors"):
        text = N_("this model has no state whose gradient could fade; choose a recurrent network")
        raise refused("run", text)
    inputs, targets = _examples(asked)
    # The weights ask for no gradients, so that theirs are not computed along with these.
    norms = gradient_reach(cast(ReadsVectors, taken.network), inputs, targets)
    return {
        **{name: np.array(value) for name, value in taken.at._asdict().items()},
        "norms": norms.nan_to_num().numpy(),
        "examples": np.array(len(inputs)),
    }


def _examples(asked: FadingRequest) -> tuple[torch.Tensor, torch.Tensor]:
    """Return inputs (example, time, ...) of a split and what is right at their ends."""
    spec = described(asked.run).spec
    part = dataset(spec.dataset, spec.data).splits[asked.split]
    inputs, targets = part.inputs[: asked.count], part.targets[: asked.count]
    if source(spec.dataset).kind == "text":
        long = min(LONGEST, len(part))
        starts = np.linspace(0, len(part) - long, asked.count).astype(np.int64)
        places = starts[:, None] + np.arange(long)
        inputs, targets = part.inputs[places], part.targets[places[:, -1]]
    return torch.from_numpy(np.ascontiguousarray(inputs)), torch.from_numpy(targets)

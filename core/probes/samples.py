"""Probe `samples`: a few examples of a dataset's split, the same ones each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import rank_in_class
from core.probes.datasets import asked_dataset
from core.probes.requests import SamplesRequest
from core.spec.parameters import parse


def samples(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return examples of each class in turn.

    Args:
        request: See `SamplesRequest`.

    Returns:
        `inputs`: (count, ...), float32, and `targets`: (count,).
    """
    asked = parse(SamplesRequest, request, "")
    examples = asked_dataset(asked).splits[asked.split]
    chosen = np.lexsort((examples.targets, rank_in_class(examples.targets)))[: asked.count]
    return {"inputs": examples.inputs[chosen], "targets": examples.targets[chosen]}

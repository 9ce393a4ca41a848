"""Probe `samples`: a few examples of a dataset's split, the same ones each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.spec.parameters import parse


def samples(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return examples of each class in turn.

    Args:
        request: `dataset`, `data` (its settings), `split`, `count`.

    Returns:
        `inputs`: (count, ...), float32, and `targets`: (count,).
    """
    described = source(request["dataset"])
    data = implementation(described.loader)(parse(described.params, request["data"], "data"))
    examples = data.splits[request["split"]]
    # Rank examples within their class, so that sorting by rank deals the classes out in turn.
    rank = np.empty(len(examples), dtype=np.int64)
    for label in np.unique(examples.targets):
        members = np.flatnonzero(examples.targets == label)
        rank[members] = np.arange(len(members))
    chosen = np.lexsort((examples.targets, rank))[: int(request["count"])]
    return {"inputs": examples.inputs[chosen], "targets": examples.targets[chosen]}

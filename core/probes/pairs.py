"""Probe `pairs`: some strings, and what is to be made of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.find import source
from core.data.symbols import decode
from core.probes.datasets import asked_dataset
from core.probes.requests import SamplesRequest, refused
from core.spec.message import N_
from core.spec.parameters import parse


def pairs(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the first pairs of a split.

    Args:
        request: See `SamplesRequest`; the dataset must be of pairs.

    Returns:
        `source` and `target`: (pair,), str.
    """
    asked = parse(SamplesRequest, request, "")
    if source(asked.dataset).kind != "pairs":
        raise refused("dataset", N_("{dataset} holds no pairs"), dataset=asked.dataset)
    data = asked_dataset(asked)
    part = data.splits[asked.split]
    sides = {"source": part.inputs, "target": part.targets}
    return {
        name: np.array([decode(row, data.vocabulary) for row in rows[: asked.count]], str)
        for name, rows in sides.items()
    }

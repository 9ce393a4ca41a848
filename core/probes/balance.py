"""Probe `balance`: how many examples of each class each split has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.probes.datasets import asked_dataset
from core.probes.requests import DataRequest, refused
from core.spec.message import N_
from core.spec.parameters import parse


def balance(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return `train`, `valid` and `test`: examples by label, (class,).

    Args:
        request: See `DataRequest`; the dataset must have classes.
    """
    data = asked_dataset(parse(DataRequest, request, ""))
    if not data.classes:
        raise refused("dataset", N_("{dataset} has no classes to count"), dataset=data.name)
    return {
        split: np.bincount(part.targets, minlength=len(data.classes)).astype(np.int32)
        for split, part in data.splits.items()
    }

"""Probe `points`: a table's examples as points of a plane, the same ones each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SPLITS, Dataset, SplitName, subset
from core.probes.datasets import asked_dataset
from core.probes.plane import as_table, check_axes, extent
from core.probes.requests import PointsRequest
from core.spec.parameters import parse

MOST_POINTS = 2000
"""Points of all splits together; more hide each other."""


def points(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return examples as points, in the order in which `boundary` says what they are taken for.

    Args:
        request: See `PointsRequest`; without axes, those that say most by themselves are taken.

    Returns:
        `axes`: the two features that vary, (2,). For each split `x.SPLIT`, `y.SPLIT`: values of
        them, (point,), float32, and `target.SPLIT`: (point,), labels or values. `x.range`,
        `y.range`: the lowest and the highest value of the plane, (2,). Where a number is predicted
        `target.range`: of the training examples, (2,). `features`: names of all features;
        `target`, `unit`: of what is predicted.
    """
    asked = parse(PointsRequest, request, "")
    data = as_table(asked_dataset(asked))
    axes = asked.axes or telling_axes(data)
    check_axes(axes, data)
    low, high = extent(data)
    answer: dict[str, NDArray[Any]] = {
        "axes": np.array(axes),
        "features": np.array(data.features),
        "target": np.array(data.target),
        "unit": np.array(data.unit),
    }
    for name, feature in zip("xy", axes, strict=True):
        answer[f"{name}.range"] = np.array([low[feature], high[feature]])
    for split, index in shown_points(data).items():
        part = data.splits[split]
        for name, feature in zip("xy", axes, strict=True):
            answer[f"{name}.{split}"] = part.inputs[index, feature]
        answer[f"target.{split}"] = part.targets[index]
    if not data.classes:
        known = data.splits["train"].targets
        answer["target.range"] = np.array([known.min(), known.max()], dtype=np.float32)
    return answer


def telling_axes(data: Dataset) -> tuple[int, int]:
    """Return the two features that each say most about the target by themselves, in their order.

    Measured on training examples by how much of a feature's variance is between the classes; where
    a number is predicted, by the squared correlation.
    """
    known = data.splits["train"]
    inputs = known.inputs[:MOST_POINTS].astype(np.float64)
    targets = known.targets[:MOST_POINTS]
    check_axes((0, 1), data)  # there are two of them
    inputs -= inputs.mean(0)
    whole = np.square(inputs).sum(0)
    if data.classes:
        groups = [inputs[targets == label] for label in np.unique(targets)]
        told = sum(len(group) * np.square(group.mean(0)) for group in groups)
    else:
        centred = targets - targets.mean()
        told = np.square(centred @ inputs) / max(float(np.square(centred).sum()), 1e-300)
    shares = np.divide(told, whole, out=np.zeros_like(whole), where=whole > 0)
    best = np.argsort(-shares, kind="stable")[:2]
    return int(best.min()), int(best.max())


def shown_points(data: Dataset) -> dict[SplitName, NDArray[np.int64]]:
    """Return the numbers of the examples that are drawn, each split and class in proportion."""
    count = sum(len(part) for part in data.splits.values())
    chosen = {}
    for split in SPLITS:
        targets = data.splits[split].targets
        most = max(1, MOST_POINTS * len(targets) // count) if count > MOST_POINTS else None
        # Where a number is predicted, all examples count as one class.
        strata = targets if data.classes else np.zeros(len(targets), np.int64)
        chosen[split] = subset(strata.astype(np.int64), most)
    return chosen

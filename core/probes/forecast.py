"""Probe `forecast`: what a run's network said would come, and what it believes if left alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import task_of
from core.data.dataset import Dataset, SplitName
from core.probes.datasets import dataset
from core.probes.requests import refused
from core.probes.sequence_requests import MOST_FREE, ForecastRequest
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

FORECAST: tuple[SplitName, ...] = ("valid", "test")
"""The splits that are forecast: of the training part a network has seen the answers."""


def forecast(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return a network's forecasts at one moment, in the unit of the series.

    Args:
        request: See `ForecastRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `valid`, `test`: (example,), float32, the forecast of
        each target from what came before it. If asked for and the horizon is 1, `free`: (step,),
        float32, what the network says if from the first target of the test on it is given its own
        forecasts as if they had come true: over the time of the test and half as long again.
    """
    asked = parse(ForecastRequest, request, "")
    taken = snapshot(asked)
    spec = taken.described.spec
    if task_of(spec) != "forecasting":
        raise refused("run", N_("this run does not forecast a series; choose one that does"))
    data = dataset(spec.dataset, spec.data)
    told = {name: np.array(value) for name, value in taken.at._asdict().items()}
    for split in FORECAST:
        told[split] = _said(taken, data.splits[split].inputs)
    if asked.free and getattr(spec.data, "horizon", 0) == 1:
        told["free"] = _left_alone(taken, data)
    return told


def _said(taken: Snapshot, windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the forecast (example,) after each window (example, time, 1)."""
    with torch.inference_mode():
        outputs = taken.network(torch.from_numpy(np.ascontiguousarray(windows)))
    values: NDArray[np.float32] = outputs[:, 0].float().nan_to_num().numpy()
    return values


def _left_alone(taken: Snapshot, data: Dataset) -> NDArray[np.float32]:
    """Return forecasts (step,), each made from a window in which earlier ones stand for values."""
    tested = data.splits["test"].inputs
    count = min(MOST_FREE, len(tested) + len(tested) // 2)
    window = tested[:1].copy()
    said = np.empty(count, np.float32)
    for step in range(count):
        said[step] = _said(taken, window)[0]
        window = np.concatenate((window[:, 1:], np.full((1, 1, 1), said[step], np.float32)), 1)
    return said

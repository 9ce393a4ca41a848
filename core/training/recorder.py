"""Collects a run's scalars and hands them on a few times a second."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from core.training.learner import Scalar, number

SECONDS_BETWEEN_FLUSHES = 0.35

Series = dict[str, dict[str, list[Any]]]


class Recorder:
    """Scalars since the last flush. Tensors stay tensors until then, so no step waits for one."""

    def __init__(self, watched: Iterable[str]) -> None:
        """Remember nothing yet; `watched` names the scalars that must be finite."""
        self._watched = frozenset(watched)
        self._told: list[Scalar] = []
        self._due = 0.0

    def add(self, scalars: Iterable[Scalar]) -> None:
        """Remember some scalars; they are put in order when they are taken, which costs less."""
        self._told.extend(scalars)

    def due(self) -> bool:
        """Return whether it is time to flush."""
        return time.perf_counter() >= self._due

    def take(self) -> tuple[Series, int | None]:
        """Return the series since the last call, and the first step whose loss was not finite.

        Nothing after such a step is returned; a value that is not finite becomes None, which JSON
        can say.
        """
        self._due = time.perf_counter() + SECONDS_BETWEEN_FLUSHES
        columns: dict[tuple[str, str], tuple[list[int], list[Any]]] = {}
        for step, split, name, value in self._told:
            steps, values = columns.setdefault((split, name), ([], []))
            steps.append(step)
            values.append(value)
        self._told = []
        taken = {key: (steps, _floats(values)) for key, (steps, values) in columns.items()}
        broken = [
            step
            for (_, name), (steps, values) in taken.items()
            if name in self._watched
            for step, value in zip(steps, values, strict=True)
            if not math.isfinite(value)
        ]
        first = min(broken, default=None)
        return _series(taken, first), first


def _floats(values: list[Any]) -> list[float]:
    """Turn a column into floats, the means of its tensors, which are fetched all at once."""
    if not all(isinstance(value, torch.Tensor) for value in values):
        return [number(value) for value in values]
    if all(value.ndim == 0 for value in values):
        single: list[float] = torch.stack(values).cpu().double().tolist()
        return single
    sizes = np.array([value.numel() for value in values])
    joined = torch.cat([value.reshape(-1) for value in values]).cpu().double().numpy()
    means: list[float] = (np.add.reduceat(joined, np.cumsum(sizes) - sizes) / sizes).tolist()
    return means


def _series(
    taken: dict[tuple[str, str], tuple[list[int], list[float]]], last: int | None
) -> Series:
    """Return the columns as they are stored, up to and including step `last`."""
    series: Series = {}
    for (split, name), (steps, values) in taken.items():
        if last is not None:
            kept = [index for index, step in enumerate(steps) if step <= last]
            steps, values = [steps[index] for index in kept], [values[index] for index in kept]
        if steps:
            told = [value if math.isfinite(value) else None for value in values]
            series[f"{split}/{name}"] = {"x": steps, "y": told}
    return series

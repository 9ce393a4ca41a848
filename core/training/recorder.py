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

    def __init__(self, watched: Iterable[str], pace: float = 1.0) -> None:
        """Remember nothing yet.

        Args:
            watched: Names of the scalars that must be finite.
            pace: How many times as long as usual it takes until the next flush is due.
        """
        self._watched, self._pace = frozenset(watched), pace
        self._columns: dict[tuple[str, str], tuple[list[int], list[Any]]] = {}
        self._due = 0.0

    def add(self, scalars: Iterable[Scalar]) -> None:
        """Remember some scalars."""
        for step, split, name, value in scalars:
            column = self._columns.get((split, name))
            if column is None:
                column = self._columns[split, name] = ([], [])
            column[0].append(step)
            column[1].append(value)

    def pending(self) -> bool:
        """Return whether anything waits to be flushed."""
        return bool(self._columns)

    def due(self) -> bool:
        """Return whether it is time to flush."""
        return time.perf_counter() >= self._due

    def take(self) -> tuple[Series, int | None]:
        """Return the series since the last call, and the first step whose loss was not finite.

        Nothing after such a step is returned; a value that is not finite becomes None, which JSON
        can say.
        """
        self._due = time.perf_counter() + SECONDS_BETWEEN_FLUSHES * self._pace
        taken: dict[tuple[str, str], tuple[list[int], list[float]]] = {
            key: (steps, _floats(values)) for key, (steps, values) in self._columns.items()
        }
        self._columns = {}
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
        points = [
            (step, value if math.isfinite(value) else None)
            for step, value in zip(steps, values, strict=True)
            if last is None or step <= last
        ]
        if points:
            series[f"{split}/{name}"] = {"x": [p[0] for p in points], "y": [p[1] for p in points]}
    return series

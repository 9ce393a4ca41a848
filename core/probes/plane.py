"""A plane through the data of a table: two features vary, the others stay at their mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.probes.datasets import dataset
from core.probes.requests import PlaneRequest, check_index, refused
from core.probes.snapshots import Described
from core.spec.message import N_, SpecError

_MARGIN = 0.1  # beyond the outermost training examples, as a fraction of their extent


@dataclass(frozen=True)
class Plane:
    """Points of a plane.

    Attributes:
        x, y: Values of the two features, from low to high: (resolution,), float32.
        rows: (resolution * resolution, feature), float32: x varies fastest.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    rows: NDArray[np.float32]

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return the axes as a probe answers them."""
        return {"x": self.x, "y": self.y}

    def laid_out(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return values (row, ...) as (..., y, x)."""
        side = len(self.x)
        columns = np.moveaxis(values.reshape(side, side, *values.shape[1:]), (0, 1), (-2, -1))
        return np.ascontiguousarray(columns, dtype=np.float32)


def table_of(described: Described) -> Dataset:
    """Return the table that a run learns from; raises SpecError if it is none."""
    if len(described.facts.shape) != 1:
        raise _no_table("run")
    return dataset(described.spec.dataset, described.spec.data)


def as_table(data: Dataset) -> Dataset:
    """Return a dataset that is a table; raises SpecError if it is none."""
    if data.splits["train"].inputs.ndim != 2:
        raise _no_table("dataset")
    return data


def _no_table(field: str) -> SpecError:
    return refused(field, N_("a plane can be drawn through a table only, not through pictures"))


def check_axes(axes: tuple[int, int], data: Dataset) -> None:
    """Raise SpecError unless these are two features of a table."""
    for axis in axes:
        check_index("axes", axis, data.splits["train"].inputs.shape[1])
    if axes[0] == axes[1]:
        raise refused("axes", N_("a plane needs two different features"))


def extent(
    data: Dataset, margin: float = _MARGIN
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far a plane reaches: the lowest and the highest value of each feature."""
    known = data.splits["train"].inputs
    low, high = known.min(0).astype(np.float64), known.max(0).astype(np.float64)
    beyond = np.where(high > low, margin * (high - low), 1.0)
    return low - beyond, high + beyond


def plane(asked: PlaneRequest, data: Dataset) -> Plane:
    """Return the plane that a request asks for; raises SpecError."""
    return plane_through(data, asked.axes, asked.resolution)


def plane_through(
    data: Dataset, axes: tuple[int, int], resolution: int, margin: float = _MARGIN
) -> Plane:
    """Return the plane of two features, with so many points along a side; raises SpecError."""
    check_axes(axes, data)
    first, second = axes
    known = data.splits["train"].inputs
    sides = np.linspace(*extent(data, margin), resolution).astype(np.float32)
    rows = np.tile(known.mean(0, dtype=np.float64).astype(np.float32), (resolution**2, 1))
    x, y = np.ascontiguousarray(sides[:, first]), np.ascontiguousarray(sides[:, second])
    rows[:, first], rows[:, second] = np.tile(x, len(y)), np.repeat(y, len(x))
    return Plane(x, y, rows)

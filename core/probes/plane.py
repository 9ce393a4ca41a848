"""A plane through the data of a table: two features vary, the others stay at their mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.probes.datasets import dataset
from core.probes.requests import PlaneRequest, check_index, refused
from core.probes.snapshots import Described
from core.spec.message import N_

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
        raise refused("run", N_("a plane can be drawn through a table only, not through pictures"))
    return dataset(described.spec.dataset, described.spec.data)


def plane(asked: PlaneRequest, data: Dataset) -> Plane:
    """Return the plane that a request asks for; raises SpecError."""
    known = data.splits["train"].inputs
    for axis in asked.axes:
        check_index("axes", axis, known.shape[1])
    first, second = asked.axes
    if first == second:
        raise refused("axes", N_("a plane needs two different features"))
    low, high = known.min(0).astype(np.float64), known.max(0).astype(np.float64)
    margin = np.where(high > low, _MARGIN * (high - low), 1.0)
    sides = np.linspace(low - margin, high + margin, asked.resolution).astype(np.float32)
    rows = np.tile(known.mean(0, dtype=np.float64).astype(np.float32), (asked.resolution**2, 1))
    x, y = np.ascontiguousarray(sides[:, first]), np.ascontiguousarray(sides[:, second])
    rows[:, first], rows[:, second] = np.tile(x, len(y)), np.repeat(y, len(x))
    return Plane(x, y, rows)

"""`drawn`: a cloud of points that somebody put into the plane by hand."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from core.catalog.descriptions import DataSource, Facts
from core.data.brought import LEAST_OF_A_CLASS, problem
from core.data.dataset import Dataset
from core.data.tables import TableParams, table_facts
from core.data.toys import FEATURES, LETTERS, cloud
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

MOST_POINTS = 2000
Coordinate = Annotated[float, Field(ge=-1.5, le=1.5)]
Label = Annotated[int, Field(ge=0, lt=len(LETTERS))]


class PointsParams(Parameters):
    """Where somebody put points."""

    points: tuple[tuple[Coordinate, Coordinate, Label], ...] = setting(
        (),
        N_("Points"),
        N_("Where each point lies, x and y from -1.5 to 1.5, and the number of its class."),
        max_length=MOST_POINTS,
    )


class DrawnParams(TableParams, PointsParams):
    """Settings of `drawn`."""


def facts(params: DrawnParams) -> Facts:
    """Return what is known of the cloud; raises SpecError unless it can be learned from."""
    _, classes = _labels(params)
    return table_facts(params, len(FEATURES), classes, len(params.points))


def load(params: DrawnParams) -> Dataset:
    """Return the points: (example, 2), float32, and columns of noise if wanted."""
    labels, classes = _labels(params)
    points = np.array([point[:2] for point in params.points])
    return cloud("drawn", points, labels, classes, params)


def _labels(params: DrawnParams) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the label of each point, and the classes that there are; raises SpecError."""
    drawn = np.array([point[2] for point in params.points], np.int64)
    numbers, labels, counts = np.unique(drawn, return_inverse=True, return_counts=True)
    if not len(numbers) or counts.min() < LEAST_OF_A_CLASS:
        text = N_("draw {least} or more points of each class")
        raise problem("data.points", text, least=LEAST_OF_A_CLASS)
    return labels, tuple(LETTERS[number] for number in numbers)


SOURCE = DataSource(
    name="drawn",
    title=N_("Drawn by you"),
    summary=N_("Points that you put into the plane by hand: make up a problem of your own."),
    kind="tabular",
    task="classification",
    loader="core.data.drawn:load",
    facts=facts,
    params=DrawnParams,
    origin=N_("Drawn by you"),
    licence=N_("Yours"),
    needs=("points",),
    also=frozenset({"points"}),
)

"""`moons`, `circles`, `xor`, `spiral`, `blobs`: points of a plane, and what class each is.

All of them lie between -1 and 1 or so. Their two coordinates are `x` and `y`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.data.brought import LEAST_OF_A_CLASS
from core.data.dataset import Dataset
from core.data.tables import Table, TableParams, table_dataset, table_facts
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

FEATURES = ("x", "y")
LETTERS = "ABCDEFGHIJ"
Points = NDArray[np.float64]
"""Points of the plane: (example, 2)."""


def _noise(default: float) -> Any:
    """Declare how far points are off their place."""
    return setting(
        default,
        N_("Noise"),
        N_(
            "How far points lie off their place: the standard deviation of a normal distribution, "
            "where the whole plane is 2 wide. With much noise no model can be right everywhere."
        ),
        ge=0,
        le=1,
        step=0.01,
    )


def _classes(default: int, most: int) -> Any:
    """Declare how many classes there are."""
    text = N_("How many kinds of points there are to tell apart.")
    return setting(default, N_("Classes"), text, ge=2, le=most)


class CloudParams(Parameters):
    """How many points there are, and how clean."""

    size: int = setting(
        1000,
        N_("Points"),
        N_("How many points there are, all splits together."),
        ge=100,
        le=20_000,
        step=100,
    )
    noise: float = _noise(0.1)
    imbalance: float = setting(
        0.0,
        N_("Imbalance"),
        N_(
            "How much rarer the last class is than the first: at 0.9 it has a tenth as many "
            "points. Watch how accuracy stays high while the rare class is missed."
        ),
        ge=0,
        le=0.95,
        step=0.05,
    )


# A form shows the settings of the class named last first.
class TwoParams(TableParams, CloudParams):
    """Settings of a toy of two classes."""


class XorParams(TwoParams):
    """Settings of `xor`."""

    noise: float = _noise(0.05)


class CirclesParams(TableParams, CloudParams):
    """Settings of `circles`."""

    classes: int = _classes(2, 5)


class SpiralParams(TableParams, CloudParams):
    """Settings of `spiral`."""

    noise: float = _noise(0.02)
    turns: float = setting(
        2.0,
        N_("Turns"),
        N_("How often each arm winds around the middle. Each turn makes it harder."),
        ge=0.25,
        le=6,
        step=0.25,
    )
    classes: int = _classes(2, 5)


class BlobsParams(TableParams, CloudParams):
    """Settings of `blobs`."""

    noise: float = _noise(0.15)
    classes: int = _classes(3, len(LETTERS))


@dataclass(frozen=True)
class Toy:
    """A family of clouds.

    Attributes:
        name: The catalog name.
        place: From settings, the number of a class, how many points, and a generator to where the
            points of that class are before there is noise: (example, 2).
    """

    name: str
    place: Callable[[Any, int, int, np.random.Generator], Points]

    def facts(self, params: Any) -> Facts:
        """Return what is known before a cloud is made."""
        classes = tuple(LETTERS[: getattr(params, "classes", 2)])
        return table_facts(params, len(FEATURES), classes, params.size)

    def load(self, params: Any) -> Dataset:
        """Return the points: (example, 2), float32, and columns of noise if wanted."""
        random = np.random.default_rng(params.split_seed)
        counts = _counts(params.size, getattr(params, "classes", 2), params.imbalance)
        points = np.concatenate(
            [self.place(params, label, count, random) for label, count in enumerate(counts)]
        )
        points += params.noise * random.standard_normal(points.shape)
        labels = np.repeat(np.arange(len(counts)), counts)
        return cloud(self.name, points, labels, tuple(LETTERS[: len(counts)]), params)


def _counts(size: int, classes: int, imbalance: float) -> list[int]:
    """Return how many points each class has: ever fewer, in even steps, but never too few."""
    shares = 1 - imbalance * np.linspace(0, 1, classes)
    counts = np.maximum(LEAST_OF_A_CLASS, np.floor(size * shares / shares.sum())).astype(int)
    counts[0] += size - counts.sum()
    found: list[int] = counts.tolist()
    return found


def cloud(
    name: str, points: Points, labels: NDArray[np.int64], classes: tuple[str, ...], params: Any
) -> Dataset:
    """Return a dataset of points, each with the label of its class."""
    inputs = points.astype(np.float32)
    return table_dataset(name, Table(inputs, labels, FEATURES, classes, "class"), params)


def _at(radius: Any, angle: Any) -> Points:
    """Return the points at these distances from the middle, in these directions (radians)."""
    points: Points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points


def _moon(params: TwoParams, label: int, count: int, random: np.random.Generator) -> Points:
    """Half a circle (cos t, sin t) and, turned over, (1 - cos t, 1/2 - sin t); 0 <= t <= pi."""
    half = _at(1.0, random.uniform(0, np.pi, count))
    moon: Points = (1 - half - (0, 0.5) if label else half) - (0.5, 0.25)
    return moon / 1.5


def _circle(params: CirclesParams, label: int, count: int, random: np.random.Generator) -> Points:
    """Rings of radius 0.9 (k - label) / k for k classes."""
    radius = 0.9 * (params.classes - label) / params.classes
    return _at(radius, random.uniform(0, 2 * np.pi, count))


def _quarter(params: XorParams, label: int, count: int, random: np.random.Generator) -> Points:
    """Anywhere that x and y have the same sign, or for the second class the opposite one."""
    side = random.choice([-1, 1], count)
    # A narrow gap along the axes, so that without noise a border fits in.
    points: Points = random.uniform(0.05, 1, (count, 2))
    points *= np.stack([side, -side if label else side], axis=1)
    return points


def _arm(params: SpiralParams, label: int, count: int, random: np.random.Generator) -> Points:
    """Archimedes' spiral: the angle grows with the radius, by 2 pi `turns` from 0 to 1.

    The square root spreads points evenly along the arm; the arms stop short of the middle, where
    they would meet.
    """
    radius = np.sqrt(random.uniform(0.01, 1, count))
    return _at(radius, 2 * np.pi * (params.turns * radius + label / params.classes))


def _blob(params: BlobsParams, label: int, count: int, random: np.random.Generator) -> Points:
    """One point for each class, evenly around a circle of radius 0.6; noise makes it a cloud."""
    return _at(0.6, np.full(count, 2 * np.pi * (label / params.classes + 0.25)))


MOONS = Toy("moons", _moon)
CIRCLES = Toy("circles", _circle)
XOR = Toy("xor", _quarter)
SPIRAL = Toy("spiral", _arm)
BLOBS = Toy("blobs", _blob)


def _source(toy: Toy, title: str, summary: str, params: type[Parameters]) -> DataSource:
    return DataSource(
        name=toy.name,
        title=title,
        summary=summary,
        kind="tabular",
        task="classification",
        loader=f"core.data.toys:{toy.name.upper()}.load",
        facts=toy.facts,
        params=params,
        origin=N_("Generated by the playground itself"),
        licence="CC0",
        also=frozenset({"points"}),
    )


SOURCE = (
    _source(
        MOONS,
        N_("Two moons"),
        N_(
            "Two half moons that reach into each other. A straight line gets most of it right; the "
            "rest needs a bent border."
        ),
        TwoParams,
    ),
    _source(
        CIRCLES,
        N_("Rings"),
        N_(
            "One ring inside the other. No straight line helps at all, yet the distance from the "
            "middle would tell everything."
        ),
        CirclesParams,
    ),
    _source(
        XOR,
        N_("Exclusive or (XOR)"),
        N_(
            "The class is whether x and y have the same sign. Neither of them alone says anything: "
            "the classic that a network without a hidden layer cannot learn."
        ),
        XorParams,
    ),
    _source(
        SPIRAL,
        N_("Spiral"),
        N_(
            "Arms wound around each other: the hardest of these for most models, and harder with "
            "every turn."
        ),
        SpiralParams,
    ),
    _source(
        BLOBS,
        N_("Blobs"),
        N_("A round cloud for each class. Simple models are as good here as any; why use more?"),
        BlobsParams,
    ),
)

"""`shapes`: generated grey pictures of one shape each, whose place and texture are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset, split_stratified
from core.data.images import ImageParams, image_dataset, image_facts
from core.spec.message import N_
from core.spec.parameters import setting

SIDE = 28
CLASSES = (N_("circle"), N_("square"), N_("triangle"), N_("cross"), N_("star"), N_("ring"))
TEXTURES = (N_("filled"), N_("outlined"), N_("striped"), N_("dotted"))
_DRAWN_AT_ONCE = 1000
Field = NDArray[np.float32]
"""A number for each pixel of each picture: (example, height, width)."""


class ShapesParams(ImageParams):
    """How many shapes to draw."""

    count: int = setting(
        3000,
        N_("Pictures"),
        N_("How many pictures to draw, all splits together. More of them help every model."),
        ge=300,
        le=30_000,
        step=500,
    )


def facts(params: ShapesParams) -> Facts:
    """Return what is known before drawing."""
    held_back = params.count // 6
    sizes = {"train": params.count - 2 * held_back, "valid": held_back, "test": held_back}
    return image_facts(params, (1, SIDE, SIDE), CLASSES, sizes)


def load(params: ShapesParams) -> Dataset:
    """Return the pictures: (example, 1, 28, 28), float32 in [0, 1], bright on dark.

    What is known of each: `x` and `y` of its centre and its `radius` in pixels from the upper left
    corner, its `angle` in radians, and the number of its `texture` in `TEXTURES`.
    """
    random = np.random.default_rng(params.split_seed)
    labels = (np.arange(params.count) % len(CLASSES)).astype(np.int64)
    about = _drawn_lots(params.count, random)
    images = np.empty((params.count, 1, SIDE, SIDE), np.float32)
    for start in range(0, params.count, _DRAWN_AT_ONCE):
        part = slice(start, start + _DRAWN_AT_ONCE)
        images[part, 0] = draw(labels[part], {key: value[part] for key, value in about.items()})
    held_back = params.count // 6
    parts = split_stratified(labels, valid=held_back, test=held_back, seed=params.split_seed)
    return image_dataset("shapes", CLASSES, images, labels, parts, params, about)


def _drawn_lots(count: int, random: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Return where and how each shape is drawn; every shape lies wholly inside its picture."""
    radius = random.uniform(6.0, 10.0, count)
    free = SIDE / 2 - radius
    drawn = {
        "x": SIDE / 2 + free * random.uniform(-1, 1, count),
        "y": SIDE / 2 + free * random.uniform(-1, 1, count),
        "radius": radius,
        "angle": random.uniform(0, 2 * np.pi, count),
        "brightness": random.uniform(0.55, 1.0, count),
        "ground": random.uniform(0.0, 0.2, count),
    }
    lots: dict[str, NDArray[Any]] = {k: v.astype(np.float32) for k, v in drawn.items()}
    return {**lots, "texture": random.integers(0, len(TEXTURES), count)}


def draw(labels: NDArray[np.int64], about: Mapping[str, NDArray[Any]]) -> Field:
    """Draw one shape a picture.

    Args:
        labels: (example,) numbers of `CLASSES`.
        about: What `load` tells of each example, with `brightness` and `ground`: (example,) each.

    Returns:
        Pictures in [0, 1]. A pixel that an edge crosses is covered in part, by its distance.
    """
    column = {key: values[:, None, None] for key, values in about.items()}
    pixel = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    right, down = pixel[None, None, :] - column["x"], pixel[None, :, None] - column["y"]
    cosine, sine = np.cos(column["angle"]), np.sin(column["angle"])
    across, along = cosine * right + sine * down, cosine * down - sine * right
    distance = np.empty_like(across)
    for label, outline in enumerate(_OUTLINES):
        of = labels == label
        distance[of] = outline(across[of], along[of], column["radius"][of])
    covered = _textured(distance, across, along, column["texture"])
    bright: Field = column["ground"] + (column["brightness"] - column["ground"]) * covered
    return bright


def _textured(distance: Field, across: Field, along: Field, texture: NDArray[np.int64]) -> Field:
    """Return how much of each pixel is bright, given its distance from the edge in pixels."""
    inside = np.clip(0.5 - distance, 0, 1)
    outlined = np.clip(1.2 - np.abs(distance + 0.7), 0, 1)
    # Stripes and dots turn with the shape; their period is 4 pixels, and between them is a
    # third of the brightness, so that edges stay to be seen.
    wave, other = np.sin(across * (np.pi / 2)), np.sin(along * (np.pi / 2))
    striped = inside * np.clip(0.65 + 1.5 * wave, 1 / 3, 1)
    dotted = inside * np.clip(0.4 + 2 * wave * other, 1 / 3, 1)
    covered: Field = np.choose(texture, (inside, outlined, striped, dotted))
    return covered


def _circle(across: Field, along: Field, radius: Field) -> Field:
    return np.hypot(across, along) - radius


def _ring(across: Field, along: Field, radius: Field) -> Field:
    distance: Field = np.abs(np.hypot(across, along) - 0.75 * radius) - 0.25 * radius
    return distance


def _cross(across: Field, along: Field, radius: Field) -> Field:
    long, short = np.maximum(abs(across), abs(along)), np.minimum(abs(across), abs(along))
    # Two bars, a third as wide as long; the nearer one counts.
    distance: Field = np.maximum(long - radius, short - radius / 3)
    return distance


def _pointed(points: int, waist: float) -> Callable[[Field, Field, Field], Field]:
    """Return the outline with so many points, drawn in to `waist` radii between two of them.

    Folded at its axes of symmetry the outline is one straight line, from a point to a waist.
    """
    sector = np.pi / points
    line = np.array([waist * np.cos(sector) - 1, waist * np.sin(sector)])
    normal = (np.array([line[1], -line[0]]) / np.hypot(*line)).astype(np.float32)

    def outline(across: Field, along: Field, radius: Field) -> Field:
        length = np.hypot(across, along)
        angle = abs((np.arctan2(along, across) + sector) % (2 * sector) - sector)
        x, y = length * np.cos(angle) - radius, length * np.sin(angle)
        distance: Field = x * normal[0] + y * normal[1]
        return distance

    return outline


_OUTLINES: tuple[Callable[[Field, Field, Field], Field], ...] = (
    _circle,
    _pointed(4, np.cos(np.pi / 4)),
    _pointed(3, np.cos(np.pi / 3)),
    _cross,
    _pointed(5, 0.42),
    _ring,
)


SOURCE = DataSource(
    name="shapes",
    title=N_("Drawn shapes (28 x 28)"),
    summary=N_(
        "Circles, squares, triangles, crosses, stars and rings, drawn anywhere, turned, filled, "
        "outlined, striped or dotted. Made on the spot, so everything about each picture is known."
    ),
    kind="image",
    task="classification",
    loader="core.data.shapes:load",
    facts=facts,
    params=ShapesParams,
    origin=N_("Drawn by the playground itself"),
    licence="CC0",
)

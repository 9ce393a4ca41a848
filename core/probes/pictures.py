"""Pictures of a run's data: probe `pictures`, and the one picture that another probe looks at."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.find import source
from core.data.dataset import Examples, SplitName
from core.probes.datasets import as_bytes, examples
from core.probes.drawing import fit_drawing
from core.probes.requests import Picture, PicturesRequest, check_index, refused
from core.probes.snapshots import Described, described
from core.spec.message import N_
from core.spec.parameters import parse

DRAWN = -1
"""The target of a drawing, of which nobody said what it shows."""


def pictures(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return some pictures of a run's data.

    Args:
        request: See `PicturesRequest`.

    Returns:
        `images`: (picture, channel, height, width), uint8, and `targets`: (picture,).
    """
    asked = parse(PicturesRequest, request, "")
    subject = described(asked.run)
    _check_images(subject)
    part = split_of(subject, asked.split)
    for place, index in enumerate(asked.indices):
        check_index(f"indices.{place}", index, len(part))
    chosen = np.array(asked.indices, dtype=np.int64)
    return {"images": as_bytes(part.inputs[chosen]), "targets": part.targets[chosen]}


def split_of(subject: Described, split: SplitName) -> Examples:
    """Return one split of a run's data."""
    return examples(subject.spec.dataset, subject.spec.data, split)


def picture(subject: Described, asked: Picture) -> tuple[NDArray[np.float32], int]:
    """Return the picture that a request names, (channel, height, width), and its label."""
    _check_images(subject)
    if asked.ink is not None:
        kind = source(subject.spec.dataset).drawing
        return fit_drawing(asked.ink.pixels(), subject.facts.shape, kind), DRAWN
    assert asked.split is not None and asked.index is not None
    part = split_of(subject, asked.split)
    check_index("image.index", asked.index, len(part))
    return part.inputs[asked.index], int(part.targets[asked.index])


def _check_images(subject: Described) -> None:
    if len(subject.facts.shape) != 3:
        text = N_("{dataset} holds no pictures")
        raise refused("image", text, dataset=subject.spec.dataset)

"""`digits`: 1797 handwritten digits of 8 x 8 pixels, part of scikit-learn, no download."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset, split_stratified
from core.data.images import ImageParams, image_dataset, image_facts
from core.spec.message import N_

_CLASSES = tuple("0123456789")
_HELD_BACK = {"valid": 360, "test": 360}


def facts(params: ImageParams) -> Facts:
    """Return what is known before loading."""
    return image_facts(params, (1, 8, 8), _CLASSES, {"train": 1077, **_HELD_BACK})


@cache
def read() -> tuple[Any, Any]:
    """Return pixels (example, 8, 8) from 0 to 16, and labels; not to be changed.

    Read once in a process: that takes longer than all the rest.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return bunch.images, bunch.target


def load(params: ImageParams) -> Dataset:
    """Return the digits as images: (example, 1, 8, 8), float32 in [0, 1]."""
    pixels, answers = read()
    images = (pixels[:, None] / 16).astype(np.float32)
    labels = answers.astype(np.int64)
    parts = split_stratified(labels, **_HELD_BACK, seed=params.split_seed)
    return image_dataset("digits", _CLASSES, images, labels, parts, params)


SOURCE = DataSource(
    name="digits",
    title=N_("Handwritten digits (8 x 8)"),
    summary=N_(
        "1797 real handwritten digits from 43 people, shrunk to 8 x 8 grey pixels. Small enough to "
        "learn in seconds, real enough to make mistakes on."
    ),
    kind="image",
    task="classification",
    loader="core.data.digits:load",
    facts=facts,
    params=ImageParams,
    origin=N_(
        "Alpaydin and Kaynak 1998, UCI Machine Learning Repository, as shipped with scikit-learn"
    ),
    licence="CC BY 4.0",
    drawing="ink",
)

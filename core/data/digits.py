"""`digits`: 1797 handwritten digits of 8 x 8 pixels, part of scikit-learn, no download."""

from __future__ import annotations

import numpy as np

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset, SplitParams, split_stratified
from core.spec.message import N_

_CLASSES = tuple("0123456789")
_HELD_BACK = {"valid": 360, "test": 360}


def facts(params: SplitParams) -> Facts:
    """Return what is known before loading; the split's seed changes none of it."""
    return Facts((1, 8, 8), _CLASSES, {"train": 1077, **_HELD_BACK})


def load(params: SplitParams) -> Dataset:
    """Return the digits as images: (example, 1, 8, 8), float32 in [0, 1]."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = (bunch.images[:, None] / 16).astype(np.float32)
    labels = bunch.target.astype(np.int64)
    splits = split_stratified(images, labels, **_HELD_BACK, seed=params.split_seed)
    return Dataset("digits", _CLASSES, splits)


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
    params=SplitParams,
    origin=N_(
        "Alpaydin and Kaynak 1998, UCI Machine Learning Repository, as shipped with scikit-learn"
    ),
    licence="CC BY 4.0",
)

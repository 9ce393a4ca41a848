"""Probe `augmented`: what augmentation makes of a few training pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import build_spec
from core.data.dataset import rank_in_class
from core.probes.datasets import as_bytes, examples
from core.probes.requests import refused
from core.spec.message import N_
from core.spec.training import ImageTraining
from core.training.augmentation import augment

SHOWN = 6
VARIANTS = 4


def augmented(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return some training pictures and variants of them.

    Args:
        request: A specification as plain data.

    Returns:
        `before`: (picture, channel, height, width), uint8, of different classes; `after`: as many
        again for each variant, so that `after[i]` was made from `before[i % len(before)]`.
    """
    spec = build_spec(request)
    if not isinstance(spec.training, ImageTraining):
        text = N_("{recipe} does not change its training pictures")
        raise refused("recipe", text, recipe=spec.recipe)
    part = examples(spec.dataset, spec.data, "train")
    chosen = np.lexsort((part.targets, rank_in_class(part.targets)))[:SHOWN]
    before = torch.from_numpy(part.inputs[chosen])
    after = augment(before.repeat(VARIANTS, 1, 1, 1), spec.training)
    return {"before": as_bytes(before.numpy()), "after": as_bytes(after.numpy())}

"""What every image dataset shares: noise, wrong labels, fewer examples; one place applies them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import Facts
from core.data.dataset import (
    SPLITS,
    Dataset,
    Examples,
    Parts,
    SplitParams,
    mislabelled,
    subset,
)
from core.spec.layers import Shape
from core.spec.message import N_, Message
from core.spec.parameters import setting


class ImageParams(SplitParams):
    """How images and labels are made harder than they are; all of it after the split."""

    noise: float = setting(
        0.0,
        N_("Noise on pictures"),
        N_(
            "Random grain added to every pixel: the standard deviation of a normal distribution, "
            "where 1 is the whole range from black to white. It is on all pictures, those for "
            "validation and test too. Try 0.2 and see which model suffers most."
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    label_noise: float = setting(
        0.0,
        N_("Wrong labels"),
        N_(
            "Fraction of the training pictures that get the label of another class. Validation and "
            "test keep the true labels, so that you see who learned the errors by heart."
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    subset: int | None = setting(
        None,
        N_("Training pictures"),
        N_(
            "Train on at most so many pictures, each class in its proportion. Empty means all. "
            "With few of them even a good network learns by heart."
        ),
        ge=10,
        step=100,
        empty=N_("all"),
    )


def image_facts(
    params: ImageParams,
    shape: Shape,
    classes: tuple[str, ...],
    sizes: Mapping[str, int],
    notes: tuple[Message, ...] = (),
) -> Facts:
    """Return the facts of an image dataset.

    Args:
        params: Its settings, of which the subset changes the sizes.
        shape: (channel, height, width).
        classes: Class names in label order.
        sizes: Examples in each split before a subset is chosen.
        notes: What was done to the pictures.
    """
    train = sizes["train"] if params.subset is None else min(params.subset, sizes["train"])
    return Facts(shape, classes, {**sizes, "train": train}, notes)


def image_dataset(
    name: str,
    classes: tuple[str, ...],
    images: NDArray[Any],
    labels: NDArray[np.int64],
    parts: Parts,
    params: ImageParams,
    about: Mapping[str, NDArray[Any]] | None = None,
) -> Dataset:
    """Lay images out in their splits, with the noise, wrong labels and subset asked for.

    Args:
        name: The catalog name.
        classes: Class names in label order.
        images: (example, channel, height, width), uint8, or float32 in [0, 1].
        labels: (example,).
        parts: Which examples each split holds.
        params: The settings; their `split_seed` decides all that is random here.
        about: What else is known of each example: (example, ...) each.

    Returns:
        The dataset; inputs are float32 in [0, 1].
    """
    splits = {}
    for number, split in enumerate(SPLITS):
        index, targets = parts[split], labels[parts[split]]
        if split == "train":
            chosen = subset(targets, params.subset)
            index, targets = index[chosen], targets[chosen]
            # A stream of its own, so that no setting changes what another one draws.
            random = np.random.default_rng((params.split_seed, len(SPLITS)))
            targets = mislabelled(targets, len(classes), params.label_noise, random)
        random = np.random.default_rng((params.split_seed, number))
        inputs = _noisy(_as_fractions(images[index]), params.noise, random)
        splits[split] = Examples(
            inputs, targets, {key: values[index] for key, values in (about or {}).items()}
        )
    return Dataset(name, classes, splits)


def _as_fractions(images: NDArray[Any]) -> NDArray[np.float32]:
    """Return pixels as float32 in [0, 1]; bytes count up to 255."""
    pixels = images.astype(np.float32, order="C")
    if images.dtype == np.uint8:
        pixels /= 255
    return pixels


def _noisy(
    pixels: NDArray[np.float32], deviation: float, random: np.random.Generator
) -> NDArray[np.float32]:
    """Add normal noise of this standard deviation, in place; the result stays in [0, 1]."""
    if deviation:
        # A picture at a time: noise for all of them at once would double the memory.
        for picture in pixels:
            picture += deviation * random.standard_normal(picture.shape, dtype=np.float32)
        np.clip(pixels, 0, 1, out=pixels)
    return pixels

"""A drawing or a photograph, brought into the form that a dataset's pictures have."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.probes.requests import refused
from core.spec.layers import Shape
from core.spec.message import N_

# The digits of MNIST fill 20 of 28 pixels and are centred by mass (LeCun et al. 1998); the small
# ones of UCI (Alpaydin and Kaynak 1998) fill their whole frame.
_BOX = 20 / 28
_SMALL = 16
_LEAST_CONTRAST = 0.1  # less is an empty sheet
_LARGE = 256  # pixels; more of them make no difference, and take time
_STROKE = 0.2  # of the brightest: less is the soft edge of a stroke

Pixels = NDArray[np.float32]


def fit_drawing(drawn: NDArray[np.uint8], shape: Shape, drawing: Literal["ink", "photo"]) -> Pixels:
    """Return a drawing or photograph as an example of a dataset.

    Args:
        drawn: (height, width) or (height, width, 3).
        shape: (channel, height, width) of the dataset's pictures.
        drawing: What these show: `ink` is bright strokes on dark, centred; `photo` anything.

    Returns:
        Pixels of `shape`, float32 in [0, 1].

    Raises:
        SpecError: If there are no strokes.
    """
    image = Image.fromarray(drawn)
    image = image.reduce(max(1, max(image.size) // _LARGE))
    if drawing == "photo":
        return _photo(image, shape)
    placed = _place(_crop(_strokes(_values(image.convert("L")))), shape[1], shape[2])
    return np.repeat(placed[None], shape[0], axis=0)


def _values(image: Image.Image) -> Pixels:
    """Return an image's pixels in [0, 1]: (height, width) or (height, width, channel)."""
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def _resize(image: Pixels, height: int, width: int) -> Pixels:
    """Return (height, width) of one channel, antialiased when it becomes smaller."""
    resized = Image.fromarray(image).resize((width, height), Image.Resampling.HAMMING)
    return np.asarray(resized, dtype=np.float32)


def _photo(image: Image.Image, shape: Shape) -> Pixels:
    """Cut the middle out, in the proportions of `shape`, and resize it."""
    count, height, width = shape
    scale = min(image.height / height, image.width / width)
    across, down = width * scale / 2, height * scale / 2
    x, y = image.width / 2, image.height / 2
    middle = (x - across, y - down, x + across, y + down)
    kept = image.convert("L" if count == 1 else "RGB")
    resized = _values(kept.resize((width, height), Image.Resampling.HAMMING, middle))
    return np.moveaxis(resized.reshape(height, width, -1), -1, 0)


def _strokes(image: Pixels) -> Pixels:
    """Return bright strokes on 0, whatever the ink and the paper were, the brightest being 1."""
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    if np.median(border) > 0.5:  # dark ink on bright paper
        image, border = 1 - image, 1 - border
    paper = np.median(border)
    specks = 1 + image.size // 4000  # so many pixels may be brighter than the ink
    contrast = np.partition(image, -specks, axis=None)[-specks] - paper
    if contrast < _LEAST_CONTRAST:
        raise refused("image.ink", N_("there are no strokes to be seen; draw something first"))
    # Paper is never lit evenly: whatever is no brighter than its brighter parts is paper too.
    uneven = min(float(np.percentile(border, 90) - paper) * 1.5, 0.4 * float(contrast))
    ink = (image - paper - uneven) / (contrast - uneven)
    strokes: Pixels = ink.clip(0, 1).astype(np.float32)
    return strokes


def _crop(ink: Pixels) -> Pixels:
    """Return the rectangle that the strokes fill."""
    rows, columns = (np.flatnonzero((ink > _STROKE).any(axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _place(ink: Pixels, height: int, width: int) -> Pixels:
    """Scale strokes to the size that the dataset's have, and put them where it has them."""
    small = min(height, width) <= _SMALL
    box = (height, width) if small else (round(height * _BOX), round(width * _BOX))
    scale = min(box[0] / ink.shape[0], box[1] / ink.shape[1])
    sides = [max(1, round(side * scale)) for side in ink.shape]
    scaled = _resize(ink, sides[0], sides[1])
    scaled = scaled / scaled.max()
    placed = np.zeros((height, width), dtype=np.float32)
    corner = []
    for axis, (side, room) in enumerate(zip(sides, (height, width), strict=True)):
        weights = scaled.sum(1 - axis)
        middle = side / 2 if small else float((np.arange(side) + 0.5) @ weights / weights.sum())
        # Symmetric strokes lie between two pixels: always the same one, however they round.
        corner.append(int(np.clip(np.floor(room / 2 - middle + 0.501), 0, room - side)))
    placed[corner[0] : corner[0] + sides[0], corner[1] : corner[1] + sides[1]] = scaled
    return placed.clip(0, 1)

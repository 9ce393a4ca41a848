"""From the bytes of a picture that somebody brings to pixels of the size wanted."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Colour = Literal["grey", "colour"]
CHANNELS: dict[Colour, int] = {"grey": 1, "colour": 3}
MODES: dict[Colour, str] = {"grey": "L", "colour": "RGB"}
MOST_PIXELS = 50_000_000
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm")
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
_UNREADABLE = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError),
    *(EOFError, AttributeError, struct.error, zlib.error),
)


class TooManyPixels(Exception):
    """A picture that would take too much memory; it was not decoded."""


class Decoded(NamedTuple):
    """A picture and the size it had: pixels (channel, height, width), uint8."""

    pixels: NDArray[np.uint8]
    width: int
    height: int


def decode(content: bytes, side: int, colour: Colour) -> Decoded | None:
    """Return a picture as a square, or None if the bytes are no picture that can be read.

    The longer side is cut on both ends alike, the camera's rotation is followed, and what is
    transparent becomes white.

    Raises:
        TooManyPixels: If it is larger than `MOST_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # whatever is odd about a picture, the result is seen
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise TooManyPixels
                return Decoded(_square(image, side, colour), width, height)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except _UNREADABLE:
        return None


def _square(image: Image.Image, side: int, colour: Colour) -> NDArray[np.uint8]:
    """Return the middle of an image as (channel, side, side)."""
    mode = MODES[colour]
    image.draft(mode, (2 * side, 2 * side))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    square = ImageOps.fit(upright.convert(mode), (side, side), Image.Resampling.BICUBIC)
    return np.asarray(square).reshape(side, side, -1).transpose(2, 0, 1)

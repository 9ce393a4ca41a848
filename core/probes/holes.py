"""Pixels that a request wipes from a picture."""

from __future__ import annotations

import torch

from core.probes.requests import check_index


def holes(pixels: tuple[int, ...], height: int, width: int) -> torch.Tensor:
    """Return which pixels are gone, (height, width), bool, of numbers counted along the rows.

    Raises:
        SpecError: If a number is that of no pixel.
    """
    gone = torch.zeros(height * width, dtype=torch.bool)
    for pixel in pixels:
        check_index("erased", pixel, len(gone))
    gone[list(pixels)] = True
    return gone.reshape(height, width)

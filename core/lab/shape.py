"""Where measured curves cross each other or fall below a level, by linear interpolation."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def crossings(x: Values, difference: Values, *, logarithmic: bool = False) -> list[float]:
    """Return where the difference of two curves changes its sign.

    Args:
        x: (place,), ascending; positive where `logarithmic`.
        difference: (place,); places where it is NaN are left out. Touching zero is no crossing.
        logarithmic: Whether to interpolate on a logarithmic axis, as it is drawn.

    Returns:
        The places, ascending; where the curves are equal for a while, the middle of that.
    """
    known = np.isfinite(difference)
    places = (np.log(x[known]) if logarithmic else x[known]).tolist()
    heights = difference[known].tolist()
    found: list[float] = []
    last: int | None = None  # of the places so far, the last where they differ
    for index, height in enumerate(heights):
        if height == 0:
            continue
        if last is not None and height * heights[last] < 0:
            if index == last + 1:
                share = heights[last] / (heights[last] - height)
                place = places[last] + share * (places[index] - places[last])
            else:
                place = (places[last + 1] + places[index - 1]) / 2
            found.append(math.exp(place) if logarithmic else place)
        last = index
    return found


def falls_below(
    x: Values, heights: Values, level: float, *, logarithmic: bool = False
) -> float | None:
    """Return where a curve first is below a level: its first place if it begins there.

    None if it never is. Arguments are as for `crossings`.
    """
    known = np.isfinite(heights)
    below = np.flatnonzero(heights[known] < level)
    if not len(below):
        return None
    end = int(below[0]) + 1
    if end == 1:
        return float(x[known][0])
    # At the level itself it is not below yet, so a curve that leaves it crosses there.
    x, heights = x[known][end - 2 : end], heights[known][end - 2 : end]
    if heights[0] == level:
        return float(x[0])
    return crossings(x, heights - level, logarithmic=logarithmic)[0]

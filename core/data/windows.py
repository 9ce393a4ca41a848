"""What every series shares: windows of its past, what follows them, and a split by time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import Facts
from core.data.brought import problem
from core.data.dataset import SPLITS, Dataset, Examples, SplitName
from core.spec.message import N_, Message
from core.spec.parameters import Parameters, setting

HELD_BACK = 0.15  # of the whole series, once for validation and once for the test
_LEAST_EXAMPLES = 10  # in the smallest split


class SeriesParams(Parameters):
    """How much of the past is seen, and how far ahead one looks."""

    window: int = setting(
        24,
        N_("Values seen"),
        N_(
            "How many of the latest values a model is given. Try one whole cycle of the series "
            "and half of one, and see what is lost."
        ),
        ge=2,
        le=400,
    )
    horizon: int = setting(
        1,
        N_("Steps ahead"),
        N_(
            "How many steps after the last value seen the one to forecast lies. The farther "
            "ahead, the harder; try 1 and then 12."
        ),
        ge=1,
        le=100,
    )


@dataclass(frozen=True)
class Series:
    """One quantity at even distances in time.

    Attributes:
        values: (time,), float64, oldest first; NaN where there is none.
        times: (time,), when: ISO dates or numbers.
        target: What the quantity is (marked text).
        unit: Of the quantity (marked text).
        notes: What was done to it.
        line: Whether gaps are filled on a straight line, and not by the value before.
    """

    values: NDArray[np.float64]
    times: NDArray[np.generic]
    target: str
    unit: str = ""
    notes: tuple[Message, ...] = ()
    line: bool = True


def series_facts(params: SeriesParams, series: Series) -> Facts:
    """Return the facts of a series cut into windows; raises SpecError if it is too short."""
    sizes: dict[str, int] = {
        split: len(places) for split, places in _places(params, series).items()
    }
    return Facts((params.window, 1), sizes=sizes, notes=series.notes)


def series_dataset(name: str, series: Series, params: SeriesParams) -> Dataset:
    """Cut a series into windows, split by time: the latest are for the test.

    Each part of the series holds the targets of one split. Windows look back as far as they need,
    also into the time of the split before, as a forecast made that day could have; none looks
    ahead. Nothing is scaled.

    Args:
        name: The catalog name.
        series: The whole of it.
        params: How windows are cut.

    Returns:
        The dataset: inputs (example, window, 1), targets (example,), in the series' own unit; each
        example's `about` tells the `time` of its target.
    """
    splits = {}
    for split, places in _places(params, series).items():
        ends = places - params.horizon  # of the last value seen
        seen = ends[:, None] + np.arange(1 - params.window, 1)
        inputs = known_then(series.values, seen, line=series.line)[..., None].astype(np.float32)
        targets = series.values[places].astype(np.float32)
        splits[split] = Examples(inputs, targets, {"time": series.times[places]})
    return Dataset(name, (), splits, target=series.target, unit=series.unit)


def _places(params: SeriesParams, series: Series) -> dict[SplitName, NDArray[np.int64]]:
    """Return where in the series the targets of each split are; what is missing is no target.

    Where the validation and the test begin depends on the series alone, not on the settings.
    """
    count = len(series.values)
    held_back = round(HELD_BACK * count)
    # Before its first value there is nothing to fill a gap with.
    first = params.window - 1 + params.horizon + _first_known(series.values)
    bounds = (first, count - 2 * held_back, count - held_back, count)
    known = np.isfinite(series.values)
    found: dict[SplitName, NDArray[np.int64]] = {}
    for split, start, end in zip(SPLITS, bounds[:-1], bounds[1:], strict=True):
        places = np.arange(start, end)
        found[split] = places[known[places]]
        if len(found[split]) < _LEAST_EXAMPLES:
            text = N_(
                "the series is too short: with {window} values seen and {horizon} steps ahead a "
                "split would have {count} examples; {least} is the least"
            )
            told = {"window": params.window, "horizon": params.horizon}
            told |= {"count": len(found[split]), "least": _LEAST_EXAMPLES}
            raise problem("data.window", text, **told)
    return found


def _first_known(values: NDArray[np.float64]) -> int:
    return int(np.isfinite(values).argmax())


def known_then(
    values: NDArray[np.float64], windows: NDArray[np.int64], *, line: bool = True
) -> NDArray[np.float64]:
    """Return the values in windows, gaps filled with what was known at each window's end.

    Args:
        values: (time,), NaN where there is none; the first one known is in or before each window.
        windows: (example, window) places in `values`, each row ascending to the window's end.
        line: Whether a gap is filled on a straight line between its two sides. Where the far side
            comes only after the window, nobody could know it then, and the last value before the
            gap stands in. That is always so without a line.

    Returns:
        (example, window), all finite.
    """
    known = np.isfinite(values)
    latest = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))
    if not line:
        return values[latest[windows]]
    places = np.flatnonzero(known)
    straight = np.interp(np.arange(len(values)), places, values[known])
    last_known = latest[windows[:, -1:]]
    return np.where(windows <= last_known, straight[windows], values[last_known])

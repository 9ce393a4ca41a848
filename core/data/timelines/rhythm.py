"""At what distances moments follow each other, and their places on an even grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data.timelines.kinds import RHYTHMS, Rhythm
from core.data.timelines.moments import Moments
from core.spec.message import N_, Message

Counted = Literal["second", "weekday", "month", "year"]
When = NDArray[np.datetime64]
_SPANS: tuple[tuple[int, str, str], ...] = (
    (7 * 86_400, N_("week"), N_("{count} weeks")),
    (86_400, N_("day"), N_("{count} days")),
    (3600, N_("hour"), N_("{count} hours")),
    (60, N_("minute"), N_("{count} minutes")),
    (1, N_("second"), N_("{count} seconds")),
)
_EARLIEST = np.datetime64("0001-01-01")  # a Monday
_MONDAY = 4 * 86_400  # seconds from 1 January 1970, a Thursday, to the first Monday


@dataclass(frozen=True)
class Grid:
    """Places at even distances in time.

    Attributes:
        counted: What is counted: time itself, Mondays to Fridays, months, or years.
        step: How many of them lie between two places.
        start: How many of them the places are shifted by.
    """

    counted: Counted
    step: int = 1
    start: int = 0

    def places(self, when: When) -> NDArray[np.int64]:
        """Return the place at or before each moment."""
        found: NDArray[np.int64] = (_counts(self.counted, when) - self.start) // self.step
        return found

    def fits(self, when: When) -> bool:
        """Return whether each moment lies at a place."""
        return not ((_counts(self.counted, when) - self.start) % self.step).any()

    def times(self, places: NDArray[np.int64]) -> NDArray[np.generic]:
        """Return when places are: years as numbers, all else by ISO 8601."""
        counts = places * self.step + self.start
        if self.counted == "year":
            return counts + 1970
        if self.counted == "month":
            return counts.astype("datetime64[M]").astype("datetime64[D]").astype(str)
        if self.counted == "weekday":
            return np.busday_offset(_EARLIEST, counts).astype(str)
        when = counts.astype("datetime64[s]")
        exact = (when.astype(f"datetime64[{unit}]") for unit in ("D", "m", "s"))
        return next(short for short in exact if (short == when).all()).astype(str)

    def said(self) -> Message:
        """Return the distance between two places in words, as they follow "every"."""
        if self.counted == "weekday":
            return Message(N_("day from Monday to Friday"))
        if self.counted == "second":
            return span(self.step)
        if self.counted == "month":
            return _number_of(self.step, N_("month"), N_("{count} months"))
        return _number_of(self.step, N_("year"), N_("{count} years"))


def span(seconds: int) -> Message:
    """Return a distance in words that follow "every", in the largest unit it is a multiple of."""
    size, one, many = next(unit for unit in _SPANS if seconds % unit[0] == 0)
    return _number_of(seconds // size, one, many)


def _number_of(count: int, one: str, many: str) -> Message:
    return Message(one) if count == 1 else Message(many, {"count": count})


def _counts(counted: Counted, when: When) -> NDArray[np.int64]:
    """Return how many of what is counted lie between a fixed beginning and each moment."""
    if counted == "weekday":
        days = when.astype("datetime64[D]")
        counts: NDArray[np.int64] = np.busday_count(_EARLIEST, days)
        # A weekend belongs to the Friday before it.
        return counts - ~np.is_busday(days)
    unit = {"second": "s", "month": "M", "year": "Y"}[counted]
    return when.astype(f"datetime64[{unit}]").astype(np.int64)


def chosen_grid(rhythm: Rhythm) -> Grid:
    """Return the grid that somebody asks for; weeks begin on Monday."""
    grids: dict[Rhythm, Grid] = {
        "hour": Grid("second", 3600),
        "day": Grid("second", 86_400),
        "weekday": Grid("weekday"),
        "week": Grid("second", 7 * 86_400, _MONDAY),
        "month": Grid("month"),
        "quarter": Grid("month", 3),
        "year": Grid("year"),
    }
    assert grids.keys() | {"auto"} == RHYTHMS.keys()
    return grids[rhythm]


def found_grid(moments: Moments) -> Grid | None:
    """Return the grid on which moments lie; None if they follow each other unevenly.

    Args:
        moments: Ascending, all different, two or more.
    """
    when = moments.when
    days = when.astype("datetime64[D]")
    if moments.unit == "year":
        return _common("year", when)
    if moments.unit == "month" or _monthly(when):
        return _common("month", when)
    steps = np.diff(when).astype(np.int64)
    usual = usual_step(when)
    if (
        usual == 86_400
        and (when == days).all()
        and np.is_busday(days).all()
        and (steps > usual).any()
    ):
        return Grid("weekday")
    if (steps % usual).any():
        return None
    return Grid("second", usual, int(when[0].astype(np.int64)) % usual)


def usual_step(when: When) -> int:
    """Return the commonest distance between moments that follow each other, in seconds."""
    steps, counts = np.unique(np.diff(when).astype(np.int64), return_counts=True)
    return int(steps[counts.argmax()])


def _monthly(when: When) -> bool:
    """Return whether all lie on the same day of different months, or on the last one of each."""
    days, months = when.astype("datetime64[D]"), when.astype("datetime64[M]")
    if (when != days).any() or (np.diff(months).astype(np.int64) < 1).any():
        return False
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    last = (days + 1).astype("datetime64[M]") != months
    return bool((day == day[0]).all() or last.all())


def _common(counted: Counted, when: When) -> Grid:
    """Return the widest grid of months or years on which all moments lie."""
    counts = _counts(counted, when)
    step = int(np.gcd.reduce(np.diff(counts)))
    return Grid(counted, step, int(counts[0]) % step)

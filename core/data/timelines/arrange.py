"""From a table with a column of dates to a series of even rhythm, and what there is to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.data.brought import problem
from core.data.sheets.columns import Column, understood
from core.data.sheets.sheet import FIELD, Sheet
from core.data.sheets.wording import listed
from core.data.timelines.faults import Faults
from core.data.timelines.kinds import Wishes
from core.data.timelines.moments import Moments, as_moments
from core.data.timelines.rhythm import Grid, chosen_grid, found_grid, span, usual_step
from core.spec.message import N_, Message
from core.spec.parameters import shown

_LEAST_DATES = 0.5  # of a column's values, before it is taken for one of dates
LEAST_VALUES = 20
_MOST_MISSING = 0.5


@dataclass(frozen=True)
class Timeline:
    """One quantity at even distances in time.

    Attributes:
        values: (time,), NaN where there is none.
        times: (time,), years, or dates by ISO 8601.
        target: What the quantity is called.
        notes: What was done to it, and what is to be said about it.
    """

    values: NDArray[np.float64]
    times: NDArray[np.generic]
    target: str
    notes: tuple[Message, ...]


def arrange(sheet: Sheet, wishes: Wishes) -> Timeline:
    """Make a series of a table; raises SpecError if it is not fit, or faulty and not repaired."""
    date, moments = _find_dates(sheet, wishes.date)
    target = _find_target(sheet, date, wishes.target)
    faults = Faults()
    when, values = _in_order(moments, _as_numbers(target), faults)
    _check_count(len(when))
    grid = _grid(moments._replace(when=np.unique(when)), wishes)
    if wishes.rhythm == "auto":
        faults.doubled(when)
    first, series = _averaged(grid, grid.places(when), values)
    times = grid.times(first + np.arange(len(series)))
    faults.missing(np.isnan(series), times)
    if wishes.repair == "refuse":
        faults.refuse()
    known = series[np.isfinite(series)]
    if (known == known[0]).all():
        text = N_("{target} is always the same, so there is nothing to forecast")
        raise problem("data.target", text, target=shown(target.name))
    notes = [*sheet.notes, _understood(date, target, grid, times), *_guessed(moments)]
    if wishes.rhythm != "auto" and len(known) < len(values):
        text = N_("{rows} rows were averaged to {count} values.")
        notes.append(Message(text, {"rows": f"{len(values):,}", "count": f"{len(known):,}"}))
    return Timeline(series, times, target.name, (*notes, *faults.notes(wishes.repair)))


def _find_dates(sheet: Sheet, wanted: str) -> tuple[str, Moments]:
    """Return the column of dates: the one wanted, or the first that reads as one."""
    if wanted:
        raw = _named(sheet, wanted, "data.date")
        moments = as_moments(raw, least=0)
        if moments is None:
            text = N_("nothing in {name} can be read as a date; write dates such as 2024-03-05")
            raise problem("data.date", text, name=shown(wanted))
        return wanted, moments
    years: tuple[str, Moments] | None = None
    for name, raw in zip(sheet.names, sheet.columns, strict=True):
        moments = as_moments(raw, _LEAST_DATES)
        if moments is not None and moments.unit != "year":
            return name, moments
        # Numbers that could be years could be anything, unless they are all different.
        if moments is not None and years is None and _all_different(moments):
            years = name, moments
    if years is None:
        text = N_(
            "no column holds dates; write them such as 2024-03-05, or say which column they are "
            "in. The columns are {names}"
        )
        raise problem(FIELD, text, names=listed(sheet.names))
    return years


def _all_different(moments: Moments) -> bool:
    there = moments.when[~np.isnat(moments.when)]
    return len(np.unique(there)) == len(there)


def _find_target(sheet: Sheet, date: str, wanted: str) -> Column:
    """Return the column to forecast: the one wanted, or the last that holds numbers."""
    if wanted:
        column = understood(wanted, _named(sheet, wanted, "data.target"))
        if wanted == date or not column.numeric:
            text = N_("{target} holds no numbers, so it cannot be forecast")
            raise problem("data.target", text, target=shown(wanted))
        return column
    for name, raw in reversed(list(zip(sheet.names, sheet.columns, strict=True))):
        column = understood(name, raw)
        if name != date and column.numeric and column.kind not in ("empty", "constant"):
            return column
    text = N_("there is no column of numbers beside the dates in {name}")
    raise problem(FIELD, text, name=shown(date))


def _named(sheet: Sheet, name: str, field: str) -> pa.ChunkedArray:
    if name not in sheet.names:
        text = N_("there is no column {name}; the columns are {names}")
        raise problem(field, text, name=shown(name), names=listed(sheet.names, most=12))
    return sheet.columns[sheet.names.index(name)]


def _as_numbers(column: Column) -> NDArray[np.float64]:
    values: NDArray[np.float64] = column.values.to_numpy(zero_copy_only=False)
    return values


def _in_order(
    moments: Moments, values: NDArray[np.float64], faults: Faults
) -> tuple[NDArray[np.datetime64], NDArray[np.float64]]:
    """Return when something was told and what, in the order of time, without undated rows."""
    dated = ~np.isnat(moments.when)
    faults.undated(dated)
    when, values = moments.when[dated], values[dated]
    order = np.argsort(when, kind="stable")
    faults.disordered = bool((np.diff(order) != 1).any())
    return when[order], values[order]


def _grid(moments: Moments, wishes: Wishes) -> Grid:
    """Return the grid of a series; raises SpecError if there is none."""
    if wishes.rhythm != "auto":
        return chosen_grid(wishes.rhythm)
    when = moments.when
    grid = found_grid(moments) if len(when) > 1 else None
    if grid is not None:
        return grid
    if len(when) < 2:
        raise problem(FIELD, N_("all rows are of the same date; a series has one value at a time"))
    usual = usual_step(when)
    odd = int(np.flatnonzero(np.diff(when).astype(np.int64) % usual)[0])
    text = N_(
        "the dates are unevenly spaced: mostly every {usual}, but after {earlier} comes {later}. "
        "Choose a rhythm, such as weekly, and the values are averaged to it"
    )
    told = {"earlier": str(when[odd]), "later": str(when[odd + 1])}
    raise problem("data.rhythm", text, usual=span(usual), **told)


def _check_count(count: int) -> None:
    if count < LEAST_VALUES:
        text = N_("there are too few dated values to learn from: {count}; {least} is the least")
        raise problem(FIELD, text, count=count, least=LEAST_VALUES)


def _averaged(
    grid: Grid, places: NDArray[np.int64], values: NDArray[np.float64]
) -> tuple[int, NDArray[np.float64]]:
    """Return the first place, and from there on the mean of the values at each; NaN without any."""
    known = np.isfinite(values)
    places, values = places[known], values[known]
    _check_count(len(values))
    start, count = int(places[0]), int(places[-1] - places[0]) + 1
    missing = 1 - len(np.unique(places)) / count
    # Looked at before so many places are made: a wrong date may be thousands of years away.
    if missing > _MOST_MISSING:
        text = N_(
            "{share} % of the values from {first} to {last} would be missing with one every "
            "{rhythm}; choose a slower rhythm, or look for wrong dates"
        )
        first, last = map(str, grid.times(np.array([places[0], places[-1]])))
        told = {"share": f"{100 * missing:.3g}", "first": first, "last": last}
        raise problem("data.rhythm", text, rhythm=grid.said(), **told)
    sums = np.bincount(places - start, values, count)
    counts = np.bincount(places - start, minlength=count)
    with np.errstate(invalid="ignore"):
        return start, sums / counts


def _understood(date: str, target: Column, grid: Grid, times: NDArray[np.generic]) -> Message:
    """Say what the series is taken for."""
    text = N_("{target} from {first} to {last}, one value every {rhythm}; the dates are in {date}.")
    told = {"target": shown(target.name), "date": shown(date), "rhythm": grid.said()}
    return Message(text, told | {"first": str(times[0]), "last": str(times[-1])})


def _guessed(moments: Moments) -> Sequence[Message]:
    """Say what was guessed about the form of the dates."""
    if not moments.swapped:
        return ()
    text = N_("A date such as 01/02/2020 is taken for 2 January, and 01-02-2020 for 1 February.")
    return (Message(text),)

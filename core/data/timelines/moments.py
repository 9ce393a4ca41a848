"""Reading a column as moments: dates, with the time of day, and months and years alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.sheets.values import as_date, as_text, present

_YEAR = r"^(?P<year>[12]\d{3})$"
_SECONDS = 86_400  # of a day
_TIME = r"[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?[.,\d]*\s*(?P<half>[aApP]?)"
# Months and quarters: how they are written, what of it is replaced, and the form that comes out.
_MONTHS: tuple[tuple[str, str, str], ...] = (
    (r"^((?:1[5-9]|20)\d\d)[-/]?[mM]?(0[1-9]|1[0-2])$", r"\1-\2-01", "%Y-%m-%d"),
    (r"^(0?[1-9]|1[0-2])[-/](\d{4})$", r"\2-\1-01", "%Y-%m-%d"),
    (r"^([A-Za-z]{3,9})\.?[- ](\d{4})$", r"\2-\1-01", "%Y-%b-%d"),
    (r"^(\d{4})[- ]([A-Za-z]{3,9})\.?$", r"\1-\2-01", "%Y-%b-%d"),
)
_QUARTERS = (
    r"^(?P<year>\d{4})[- ]?[qQ](?P<quarter>[1-4])$",
    r"^[qQ](?P<quarter>[1-4])[- ]?(?P<year>\d{4})$",
)


class Moments(NamedTuple):
    """When something was.

    Attributes:
        when: (row,), datetime64 in seconds; NaT where nothing could be read.
        unit: How exactly it is told.
        swapped: Whether days and months might be the other way round.
    """

    when: NDArray[np.datetime64]
    unit: Literal["second", "month", "year"]
    swapped: bool = False


def as_moments(raw: pa.ChunkedArray, least: float) -> Moments | None:
    """Read a column as moments; None unless this fraction of what stands there are."""
    if pa.types.is_timestamp(raw.type):
        whole = pa.chunked_array(raw).combine_chunks().cast(pa.timestamp("s"), safe=False)
        return Moments(_as_numpy(whole.cast(pa.int64())), "second")
    values = present(raw)
    if pa.types.is_date(values.type):
        return Moments(_as_numpy(values.cast(pa.int32()), _SECONDS), "second")
    known = len(values) - values.null_count
    if not known:
        return None
    best = max(_ways(as_text(values)), key=_read, default=None)
    return best if best is not None and _read(best) >= max(1, least * known) else None


def _read(moments: Moments) -> int:
    """Return how many moments could be read."""
    return int((~np.isnat(moments.when)).sum())


def _as_numpy(
    counts: pa.Array, each: int = 1, *, unit: Literal["s", "M", "Y"] = "s"
) -> NDArray[np.datetime64]:
    """Return counts of so many seconds, months or years since 1970 as moments."""
    missing = counts.is_null().to_numpy(zero_copy_only=False)
    filled = counts.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    since = (filled * each).astype(f"datetime64[{unit}]")
    when: NDArray[np.datetime64] = since.astype("datetime64[s]")
    when[missing] = np.datetime64("NaT")
    return when


def _ways(texts: pa.Array) -> Iterator[Moments]:
    """Yield the ways in which texts can be read as moments."""
    day = as_date(_spelled_out(texts), least=0)
    if day is not None:
        when = _as_numpy(day.values.cast(pa.int32()), _SECONDS) + _time_of_day(texts)
        yield Moments(when, "second", day.swapped)
    for pattern, replacement, form in _MONTHS:
        fits = pc.if_else(pc.match_substring_regex(texts, pattern), texts, None)
        written = pc.replace_substring_regex(fits, pattern, replacement)
        months = pc.strptime(written, format=form, unit="s", error_is_null=True)
        yield Moments(_as_numpy(months.cast(pa.int64())), "month")
    for pattern in _QUARTERS:
        parts = pc.extract_regex(texts, pattern)
        years = pc.struct_field(parts, "year").cast(pa.int64())
        quarters = pc.struct_field(parts, "quarter").cast(pa.int64())
        months = pc.add(pc.multiply(pc.subtract(years, 1970), 12), pc.multiply(quarters, 3))
        yield Moments(_as_numpy(pc.subtract(months, 3), unit="M"), "month")
    years = pc.struct_field(pc.extract_regex(texts, _YEAR), "year").cast(pa.int64())
    yield Moments(_as_numpy(pc.subtract(years, 1970), unit="Y"), "year")


def _spelled_out(texts: pa.Array) -> pa.Array:
    """Return texts with days such as 20240305 written 2024-03-05, so that they are known."""
    return pc.replace_substring_regex(texts, r"^(\d{4})(\d{2})(\d{2})($|[T ])", r"\1-\2-\3\4")


def _time_of_day(texts: pa.Array) -> NDArray[np.timedelta64]:
    """Return the seconds since midnight; 0 where no time is told."""
    parts = pc.extract_regex(texts, _TIME)

    def number(name: str) -> NDArray[np.int64]:
        told = pc.struct_field(parts, name)
        told = pc.if_else(pc.match_substring_regex(told, r"^\d+$"), told, None)
        counts: NDArray[np.int64] = (
            told.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
        )
        return counts

    halves = pc.utf8_lower(pc.struct_field(parts, "half")).fill_null("")
    half = np.array(halves.to_pylist())
    hour = number("hour")
    hour = np.where(half == "p", hour % 12 + 12, np.where(half == "a", hour % 12, hour))
    seconds = 3600 * hour + 60 * number("minute") + number("second")
    since: NDArray[np.timedelta64] = np.minimum(seconds, _SECONDS - 1).astype("timedelta64[s]")
    return since

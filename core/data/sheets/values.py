"""Reading numbers and dates from texts, as people of many countries write them."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

_MISSING = (
    *("", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "?", "-", "--", "."),
    *("#value!", "#ref!", "#div/0!", "#name?", "#num!", "#null!"),
)
_INFINITE = r"(?i)^[+-]?(inf|infinity|∞|1\.#inf)$"
_PLAIN = r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
# How a number may be written, and what to replace in turn so that it is one for a computer.
_NUMBERS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (rf"^[+-]?{_PLAIN}$", ()),
    (rf"^[+-]?([1-9]\d{{0,2}}(,\d{{3}})+(\.\d*)?|{_PLAIN})$", ((",", ""),)),
    (
        r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d*)?([eE][+-]?\d+)?$",
        ((r"\.", ""), (",", ".")),
    ),
)
# Signs of money and per cent, and blanks and apostrophes between thousands.
_AROUND = r"^[€$£¥]\s*|\s*[€$£¥%]$|[\s\x{a0}\x{202f}']"
_LARGEST = 3.4e38  # beyond it float32 has no number
_DATES = (
    (r"^\d{4}-\d{1,2}-\d{1,2}$", ("%Y-%m-%d",)),
    (r"^\d{4}/\d{1,2}/\d{1,2}$", ("%Y/%m/%d",)),
    (r"^\d{4}\.\d{1,2}\.\d{1,2}$", ("%Y.%m.%d",)),
    (r"^\d{4}年\d{1,2}月\d{1,2}日$", ("%Y年%m月%d日",)),
    (r"^\d{1,2}\.\d{1,2}\.\d{4}$", ("%d.%m.%Y",)),
    (r"^\d{1,2}\.\d{1,2}\.\d{2}$", ("%d.%m.%y",)),
    (r"^\d{1,2}/\d{1,2}/\d{4}$", ("%m/%d/%Y", "%d/%m/%Y")),
    (r"^\d{1,2}/\d{1,2}/\d{2}$", ("%m/%d/%y", "%d/%m/%y")),
    (r"^\d{1,2}-\d{1,2}-\d{4}$", ("%d-%m-%Y", "%m-%d-%Y")),
    (r"^\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}$", ("%d %b %Y", "%d-%b-%Y")),
    (r"^[A-Za-z]{3,9} \d{1,2}, \d{4}$", ("%b %d, %Y",)),
)
_LATE_DAY = r"(^|\D)(29|30|31)\D|^\d{4}\D\d{1,2}\D(29|30|31)$"
_TIME_OF_DAY = r"[T ]\d{1,2}:\d{2}.*$"


class Reading(NamedTuple):
    """Texts, read.

    Attributes:
        values: A float64, date32 or string for each; null where it is missing.
        infinite: How many numbers were not finite or too large; they count as missing.
        odd: How many were neither a number nor a date where the others are; likewise.
        swapped: Whether days and months might be the other way round.
    """

    values: pa.Array
    infinite: int = 0
    odd: int = 0
    swapped: bool = False


def present(raw: pa.ChunkedArray) -> pa.Array:
    """Return what stands in a column as float64, date32 or string, null where that is nothing."""
    kind = raw.type
    if pa.types.is_dictionary(kind):
        raw, kind = raw.cast(kind.value_type), kind.value_type
    if kind in (pa.bool_(), pa.string(), pa.large_string(), pa.string_view()):
        texts = pc.utf8_trim_whitespace(_whole(raw.cast(pa.string())))
        missing = pc.is_in(pc.utf8_lower(texts), pa.array(_MISSING))
        return pc.if_else(missing, None, texts)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _whole(raw.cast(pa.date32(), safe=False))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _whole(raw.cast(pa.float64(), safe=False))
    return pa.nulls(len(raw), pa.string())  # lists, pictures and such


def _whole(raw: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return pa.concat_arrays(raw.chunks) if raw.num_chunks else pa.array([], raw.type)


def limited(numbers: pa.Array, odd: int = 0) -> Reading:
    """Return numbers of which those that are not finite, or too large, count as missing."""
    nothing = pc.is_nan(numbers)
    infinite = pc.and_not(pc.greater(pc.abs(numbers), _LARGEST), nothing)
    gone = pc.or_(nothing, infinite)
    return Reading(pc.if_else(gone, None, numbers), pc.sum(infinite).as_py() or 0, odd)


def as_number(texts: pa.Array, least: float) -> Reading | None:
    """Read texts as numbers; None unless this fraction of them are.

    Args:
        texts: Trimmed, null where missing.
        least: Of those that are there; all the others become missing.
    """
    known = len(texts) - texts.null_count
    infinite = _matches(texts, _INFINITE)
    for bare in (texts, pc.replace_substring_regex(texts, _AROUND, "")):
        for pattern, replacements in _NUMBERS:
            fits = _matches(bare, pattern)
            count = pc.sum(fits).as_py() or 0
            beyond = pc.sum(infinite).as_py() or 0
            if not count or count + beyond < least * known:
                continue
            numbers = pc.if_else(fits, bare, None)
            for old, new in replacements:
                numbers = pc.replace_substring_regex(numbers, old, new)
            reading = limited(pc.cast(numbers, pa.float64()), known - count - beyond)
            return reading._replace(infinite=reading.infinite + beyond)
    return None


def starts_with_zero(texts: pa.Array) -> bool:
    """Return whether some are codes, such as 00123, that are numbers by their looks alone."""
    return bool(pc.any(_matches(texts, r"^0\d+$")).as_py())


def as_date(texts: pa.Array, least: float) -> Reading | None:
    """Read texts as dates; None unless this fraction of them are. Times of day are left out."""
    known = len(texts) - texts.null_count
    days = pc.replace_substring_regex(texts, _TIME_OF_DAY, "")
    for pattern, formats in _DATES:
        fits = _matches(days, pattern)
        if not pc.any(fits).as_py() or pc.sum(fits).as_py() < least * known:
            continue
        fitting = pc.if_else(fits, days, None)
        tried = [_dates(fitting, form) for form in formats]
        best = min(tried, key=lambda found: found.null_count)
        odd = best.null_count - texts.null_count
        if odd <= (1 - least) * known:
            swapped = len(tried) > 1 and tried[0].null_count == tried[1].null_count
            return Reading(pc.cast(best, pa.date32()), odd=odd, swapped=swapped)
    return None


def _dates(texts: pa.Array, form: str) -> pa.Array:
    """Read texts as dates in one form, null where one is none: Arrow takes 31 April for 1 May."""
    found = pc.strptime(texts, format=form, unit="s", error_is_null=True)
    rolled = pc.and_(pc.less_equal(pc.day(found), 3), _matches(texts, _LATE_DAY))
    return pc.if_else(rolled, None, found)


def _matches(texts: pa.Array, pattern: str) -> pa.Array:
    return pc.match_substring_regex(texts, pattern)


def as_text(values: pa.Array) -> pa.Array:
    """Return values as people write them: whole numbers without a point, dates by ISO 8601."""
    if not pa.types.is_floating(values.type):
        return pc.cast(values, pa.string())
    whole = pc.all(pc.equal(values, pc.round(values))).as_py() is not False
    if whole and (pc.max(pc.abs(values)).as_py() or 0) < 2**53:
        values = pc.cast(values, pa.int64())
    return pc.cast(values, pa.string())

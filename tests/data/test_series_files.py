"""Series that people bring: their rhythm is found, and their faults are said and repaired."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.catalog.descriptions import Facts
from core.data import series_csv
from core.data.dataset import SPLITS, Dataset
from core.data.series_csv import SeriesCsvParams
from core.data.timelines import ingest
from core.data.timelines.kinds import Wishes
from core.data.uploads import folder, keep
from core.spec.message import SpecError
from core.spec.parameters import parse
from tests.fixtures.files import needed, zip_bytes
from tests.fixtures.tables import parquet_bytes, xlsx

TEMPERATURES = Path(__file__).parents[3] / "shared" / "data" / "daily-min-temperatures.csv"
COUNT = 200
START = datetime(2020, 1, 1)
VALUES = np.random.default_rng(0).normal(size=COUNT).round(3).tolist()
REPAIR = MappingProxyType({"repair": "interpolate"})
Told = Mapping[str, Any]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, which is quicker."""
    monkeypatch.setattr(ingest, "_read_elsewhere", ingest.read)


def moments(
    form: str = "%Y-%m-%d", step: timedelta = timedelta(days=1), count: int = COUNT
) -> list[str]:
    """Return dates at even distances, written in a form."""
    return [(START + step * number).strftime(form) for number in range(count)]


def monthly(form: str, count: int = COUNT) -> list[str]:
    """Return the first days of months, written in a form."""
    return [date(1990 + n // 12, n % 12 + 1, 1).strftime(form) for n in range(count)]


def ends_of_months() -> list[str]:
    """Return the last days of months."""
    firsts = [date(1990 + n // 12, n % 12 + 1, 1) for n in range(1, COUNT + 1)]
    return [(first - timedelta(days=1)).isoformat() for first in firsts]


def weekdays() -> list[str]:
    """Return days from Monday to Friday."""
    days = (START.date() + timedelta(days=n) for n in range(400))
    return [day.isoformat() for day in days if day.weekday() < 5][:COUNT]


def table(dates: Sequence[object], values: Sequence[object] = VALUES, names: str = "d,v") -> str:
    """Return a table of dates and values as text."""
    rows = (f"{day},{value}" for day, value in zip(dates, values, strict=False))
    return "\n".join([names, *rows])


def read(content: str | bytes, **data: Any) -> tuple[Facts, Dataset]:
    """Return what is known of a series, and what was loaded."""
    raw = content.encode() if isinstance(content, str) else content
    params = parse(SeriesCsvParams, {"path": keep(raw, "mine.csv"), **data}, "data")
    return series_csv.facts(params), series_csv.load(params)


def said(facts: Facts) -> str:
    """Return all notes as one text."""
    return " ".join(note.worded() for note in facts.notes)


def whole(data: Dataset) -> tuple[list[Any], list[float]]:
    """Return all times and values that are to be forecast."""
    parts = [data.splits[split] for split in SPLITS]
    times = np.concatenate([part.about["time"] for part in parts]).tolist()
    values: list[float] = np.concatenate([part.targets for part in parts]).tolist()
    return times, values


class Rhythmic(NamedTuple):
    """Dates in some form, the first and the last one understood, and how far apart they are."""

    dates: Callable[[], Sequence[object]]
    first: Any
    last: Any
    every: str


RHYTHMS: dict[str, Rhythmic] = {
    "days": Rhythmic(moments, "2020-01-03", "2020-07-18", "day"),
    "days with points": Rhythmic(lambda: moments("%d.%m.%Y"), "2020-01-03", "2020-07-18", "day"),
    "days of America": Rhythmic(lambda: moments("%m/%d/%Y"), "2020-01-03", "2020-07-18", "day"),
    "days as numbers": Rhythmic(lambda: moments("%Y%m%d"), "2020-01-03", "2020-07-18", "day"),
    "days in words": Rhythmic(lambda: moments("%d %b %Y"), "2020-01-03", "2020-07-18", "day"),
    "weeks": Rhythmic(lambda: moments(step=timedelta(days=7)), "2020-01-15", "2023-10-25", "week"),
    "weekdays": Rhythmic(weekdays, "2020-01-03", "2020-10-06", "day from Monday to Friday"),
    "hours": Rhythmic(
        lambda: moments("%Y-%m-%d %H:%M", timedelta(hours=1)),
        "2020-01-01T02:00",
        "2020-01-09T07:00",
        "hour",
    ),
    "afternoons": Rhythmic(
        lambda: moments("%m/%d/%Y %I:%M %p", timedelta(hours=1)),
        "2020-01-01T02:00",
        "2020-01-09T07:00",
        "hour",
    ),
    "ten minutes": Rhythmic(
        lambda: moments("%Y-%m-%dT%H:%M:%SZ", timedelta(minutes=10)),
        "2020-01-01T00:20",
        "2020-01-02T09:10",
        "10 minutes",
    ),
    "ninety seconds": Rhythmic(
        lambda: moments("%Y-%m-%d %H:%M:%S", timedelta(seconds=90)),
        "2020-01-01T00:03:00",
        "2020-01-01T04:58:30",
        "90 seconds",
    ),
    "months": Rhythmic(lambda: monthly("%Y-%m"), "1990-03-01", "2006-08-01", "month"),
    "months with an M": Rhythmic(lambda: monthly("%YM%m"), "1990-03-01", "2006-08-01", "month"),
    "months backwards": Rhythmic(lambda: monthly("%m/%Y"), "1990-03-01", "2006-08-01", "month"),
    "months in words": Rhythmic(lambda: monthly("%B %Y"), "1990-03-01", "2006-08-01", "month"),
    "first days": Rhythmic(lambda: monthly("%Y-%m-%d"), "1990-03-01", "2006-08-01", "month"),
    "last days": Rhythmic(ends_of_months, "1990-03-01", "2006-08-01", "month"),
    "quarters": Rhythmic(
        lambda: [f"{1950 + n // 4}-Q{n % 4 + 1}" for n in range(COUNT)],
        "1950-07-01",
        "1999-10-01",
        "3 months",
    ),
    "years": Rhythmic(lambda: range(1700, 1700 + COUNT), 1702, 1899, "year"),
    "decades": Rhythmic(lambda: range(1000, 1000 + 10 * 99, 10), 1020, 1980, "10 years"),
}


@pytest.mark.parametrize("name", RHYTHMS)
def test_the_rhythm_is_found(name: str, here: None) -> None:
    right = RHYTHMS[name]
    facts, data = read(table(right.dates()), window=2)
    times, values = whole(data)
    assert (times[0], times[-1]) == (right.first, right.last)
    assert values == pytest.approx(VALUES[2 : len(values) + 2])
    assert len(set(times)) == len(right.dates()) - 2
    assert f"one value every {right.every}; the dates are in 'd'" in said(facts)
    assert data.target == "v" and sum(facts.sizes.values()) == len(times)


def test_dates_and_values_are_found_among_other_columns(here: None) -> None:
    rows = ["place,when,comment,low,high"]
    rows += [f"a,{day},x{n},{n},{value}" for n, (day, value) in enumerate(zip(moments(), VALUES))]  # noqa: B905
    _, data = read("\n".join(rows), window=2)
    assert data.target == "high" and whole(data)[1] == pytest.approx(VALUES[2:])
    _, data = read("\n".join(rows), window=2, target="low", date="when")
    assert data.target == "low" and whole(data)[1] == list(range(2, COUNT))


def test_other_files_are_read_too(here: None) -> None:
    days = [START + timedelta(hours=6 * n) for n in range(COUNT)]
    last = whole(read(parquet_bytes({"d": days, "v": VALUES}))[1])[0][-1]
    assert last == "2020-02-19T18:00"
    sheet = [["d", "v"], *([day.isoformat(), value] for day, value in zip(days, VALUES))]  # noqa: B905
    assert whole(read(xlsx(sheet))[1])[0][-1] == "2020-02-19T18:00"
    years = {"d": np.arange(1800, 2000), "v": VALUES}
    assert whole(read(parquet_bytes(years))[1])[0][-1] == 1999


def test_rows_in_another_order_are_sorted(here: None) -> None:
    facts, data = read(table(moments()[::-1], VALUES[::-1]), window=2)
    assert whole(data)[1] == pytest.approx(VALUES[2:])
    assert "not in the order of time and were sorted" in said(facts)


def with_gaps() -> str:
    """Return days of which some have no value, some are not there and one is no date."""
    rows = table(moments()).split("\n")
    rows[11] = rows[11].split(",")[0] + ","
    rows[21] = "yesterday,5"
    del rows[31]
    return "\n".join(rows)


def test_gaps_are_said_and_repaired_on_request(here: None) -> None:
    with pytest.raises(SpecError) as caught:
        read(with_gaps())
    assert [problem.worded() for problem in caught.value.problems] == [
        "data.repair: rows without a date that can be read: 1, the first is row 21; mend them, "
        "or choose to have them left out",
        "data.repair: missing values: 3 of 200, the first is that of 2020-01-11; fill them in, "
        "or choose how to repair the series",
    ]
    for repair in ("interpolate", "previous"):
        facts, data = read(with_gaps(), window=4, repair=repair)
        assert "left out: 1, the first is row 21." in said(facts)
        assert "Missing values: 3 of 200, the first is that of 2020-01-11." in said(facts)
        times, _ = whole(data)
        assert len(times) == COUNT - 4 - 3 and "2020-01-11" not in times
        part = data.splits["train"]
        at = part.inputs[part.about["time"].tolist().index("2020-01-13")][:, 0]
        filled = VALUES[9] if repair == "previous" else (VALUES[9] + VALUES[11]) / 2
        assert at == pytest.approx([VALUES[8], VALUES[9], filled, VALUES[11]])


def test_rows_of_the_same_date_are_said_and_averaged_on_request(here: None) -> None:
    text = table([*moments(), "2020-01-05"], [*VALUES, 100])
    with pytest.raises(SpecError, match="same date as another one: 1, the first is 2020-01-05;"):
        read(text)
    facts, data = read(text, window=2, **REPAIR)
    assert whole(data)[1][2] == pytest.approx((VALUES[4] + 100) / 2)
    assert "Rows of the same date were averaged: 1 too many" in said(facts)


def test_uneven_distances_need_a_rhythm(here: None) -> None:
    random = np.random.default_rng(0)
    minutes = np.sort(random.choice(300 * 1440, 3000, replace=False))
    when = np.datetime64("2020-01-06T00:00") + minutes.astype("timedelta64[m]")
    text = table(when.tolist(), minutes // 1440)
    with pytest.raises(SpecError, match=r"unevenly spaced: mostly every .*\. Choose a rhythm"):
        read(text)
    facts, data = read(text, rhythm="day", window=2)
    assert whole(data)[1] == list(range(2, 300))
    assert "3,000 rows were averaged to 300 values." in said(facts)


@pytest.mark.parametrize(
    ("rhythm", "count", "first", "second"),
    [
        # 1 January 2020 is a Wednesday; 2020 has a 29 February. The value is the day's number.
        ("week", 158, np.mean(range(5)), np.mean(range(5, 12))),
        ("month", 37, np.mean(range(31)), np.mean(range(31, 60))),
        ("quarter", 13, np.mean(range(91)), np.mean(range(91, 182))),
        ("year", 4, np.mean(range(366)), np.mean(range(366, 731))),
        ("weekday", 786, 0, 1),
        ("day", 1100, 0, 1),
    ],
)
def test_every_rhythm_has_the_mean_of_what_falls_into_it(
    rhythm: str, count: int, first: float, second: float, here: None
) -> None:
    path = folder() / keep(table(moments(count=1200), range(1100)).encode(), "a.csv")
    series = ingest.series(path, Wishes(rhythm=rhythm))  # type: ignore[arg-type]
    assert len(series.values) == count
    assert series.values[:2].tolist() == pytest.approx([first, second])


@pytest.mark.skipif(not TEMPERATURES.exists(), reason="the shared data are not there")
def test_real_temperatures_lack_two_days(here: None) -> None:
    content = TEMPERATURES.read_bytes()
    with pytest.raises(SpecError, match=r"missing values: 2 of 3652, the first .* 1984-12-31"):
        read(content)
    facts, data = read(content, **REPAIR)
    assert data.target == "Temp" and sum(facts.sizes.values()) == 3652 - 24 - 2


class Refused(NamedTuple):
    """Something that is no series, and a part of the sentence that says why."""

    content: Callable[[], str | bytes]
    answer: str
    data: Told = MappingProxyType({})


EMPTY, NO_TABLE = "nothing in this file", "this is not a table"
NO_DATES, NO_NUMBERS = "no column holds dates", "no column of numbers beside the dates in 'd'"
MOSTLY = "would be missing with one every"
REFUSED: dict[str, Refused] = {
    "nothing": Refused(lambda: b"", EMPTY),
    "NULs": Refused(lambda: bytes(5000), NO_TABLE),
    "random bytes": Refused(lambda: np.random.default_rng(1).bytes(5000), NO_TABLE),
    "a ZIP file": Refused(lambda: zip_bytes({"a.csv": b"d,v"}), "this is a ZIP file"),
    "JSON": Refused(lambda: '{"d": ["2020-01-01"], "v": [1]}', "web page, XML or JSON"),
    "one line": Refused(lambda: "2020-01-01,5", "not a single row"),
    "a header": Refused(lambda: "d,v\n", "not a single row"),
    "dates alone": Refused(lambda: "d\n" + "\n".join(moments()), NO_NUMBERS),
    "values alone": Refused(lambda: "v\n" + "\n".join(map(str, VALUES)), f"{NO_DATES}.* are 'v'$"),
    "words for values": Refused(lambda: table(moments(), ["x"] * COUNT), NO_NUMBERS),
    "words for dates": Refused(lambda: table([f"day {n}" for n in range(COUNT)]), NO_DATES),
    "no values": Refused(lambda: table(moments(), [""] * COUNT), NO_NUMBERS),
    "ever the same": Refused(lambda: table(moments(), [5] * COUNT), NO_NUMBERS),
    "ever the same, as wished": Refused(
        lambda: table(moments(), [5] * COUNT), "'v' is always the same", {"target": "v"}
    ),
    "ten rows": Refused(lambda: table(moments(count=10)), "too few dated values .*: 10; 20 is"),
    "ten dates": Refused(
        lambda: table(moments(count=10) + ["?"] * 10), "too few dated values .*: 10; 20 is", REPAIR
    ),
    "forty rows": Refused(lambda: table(moments(count=40)), "the series is too short"),
    "one date": Refused(lambda: table(["2020-01-01"] * COUNT), "all rows are of the same date"),
    "a year far away": Refused(
        lambda: table([*moments(count=COUNT - 1), "9999-12-31"]), f"100 % .* {MOSTLY} day", REPAIR
    ),
    "a year long ago": Refused(
        lambda: table(["0001-01-01", *moments()[1:]]), f"100 % .* {MOSTLY} day", REPAIR
    ),
    "a year of five digits": Refused(
        lambda: table([*moments(count=COUNT - 1), "20200-12-31"]), "can be read: 1, .* row 200"
    ),
    "a 31st of April": Refused(
        lambda: table(["2019-04-31", *moments()[1:]]), "can be read: 1, the first is row 1"
    ),
    "hours of days": Refused(
        lambda: table(moments()), f"95.8 % .* {MOSTLY} hour", {"rhythm": "hour"}
    ),
    "a column that is not there": Refused(
        lambda: table(moments()), "no column 'x'; the columns are 'd', 'v'", {"target": "x"}
    ),
    "dates that are not there": Refused(
        lambda: table(moments()), "no column 'x'; the columns are 'd', 'v'", {"date": "x"}
    ),
    "dates that are none": Refused(
        lambda: table(moments()), "nothing in 'v' can be read as a date", {"date": "v"}
    ),
    "dates to be forecast": Refused(
        lambda: table(moments()), "'d' holds no numbers", {"target": "d"}
    ),
    "5 000 columns": Refused(
        lambda: "\n".join([",".join(f"c{n}" for n in range(5000))] * 3), "5,000 columns"
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_garbage_is_refused_in_a_sentence(name: str, here: None) -> None:
    with pytest.raises(SpecError, match=REFUSED[name].answer) as caught:
        read(REFUSED[name].content(), **REFUSED[name].data)
    for problem in caught.value.problems:
        sentence = problem.message.worded()
        assert problem.field.startswith("data.") and sentence.isprintable()
        assert len(sentence) < 250
    assert all(path.parent == folder() for path in folder().iterdir())


ODD: dict[str, Callable[[], str | bytes]] = {
    "UTF-16": lambda: table(moments(), names="Tag,Höhe").encode("utf-16"),
    "Latin-1": lambda: table(moments(), names="Tag,Höhe").encode("latin-1"),
    "semicolons": lambda: table(moments()).replace(",", ";").replace(".", ","),
    "lines of Windows": lambda: table(moments()).replace("\n", "\r\n"),
    "a title above": lambda: "Our temperatures\n\n" + table(moments()),
    "blanks around": lambda: table([f" {day} " for day in moments()]),
    "columns the other way round": lambda: "\n".join(
        ",".join(reversed(row.split(","))) for row in table(moments()).split("\n")
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files_are_read(name: str, here: None) -> None:
    _, data = read(ODD[name](), window=2)
    assert whole(data)[1] == pytest.approx(VALUES[2:])


def test_a_series_is_read_once_and_in_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts, data = read(table(moments()))
    assert sum(facts.sizes.values()) == COUNT - 24 and data.target == "v"
    monkeypatch.setattr(ingest, "_read_elsewhere", pytest.fail)
    assert read(table(moments()))[0] == facts


def test_where_others_are_served_only_uploads_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_UPLOADS_ONLY", "1")
    with pytest.raises(SpecError, match="is not an uploaded file"):
        build_spec({"recipe": "ridge", "dataset": "series_csv", "data": needed("series_csv")})

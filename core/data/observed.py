"""`sunspots` and `co2`: two famous series, from the files that the package statsmodels ships."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from core.catalog.descriptions import DataSource, Facts
from core.data.brought import problem
from core.data.dataset import Dataset
from core.data.windows import Series, SeriesParams, series_dataset, series_facts
from core.spec.message import N_, Message
from core.spec.parameters import inherited


class SunspotsParams(SeriesParams):
    """Settings of `sunspots`."""


class Co2Params(SeriesParams):
    """Settings of `co2`."""

    window: int = inherited(SeriesParams, "window", 52)


@dataclass(frozen=True)
class Observed:
    """A series in a file.

    Attributes:
        name: The catalog name.
        read: From the rows of its file, without the names above them, to the series.
    """

    name: str
    read: Callable[[list[list[str]]], Series]

    @cache  # noqa: B019 - there are two of these, and they live as long as the process
    def series(self) -> Series:
        """Return the series. The file is read without its package, which takes seconds to load."""
        package = find_spec("statsmodels")
        if package is None or package.origin is None:
            text = N_("the Python package statsmodels, which holds these data, is not installed")
            raise problem("dataset", text)
        path = Path(package.origin).parent / "datasets" / self.name / f"{self.name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return self.read(list(csv.reader(file))[1:])

    def facts(self, params: SeriesParams) -> Facts:
        """Return what is known before anything is cut."""
        return series_facts(params, self.series())

    def load(self, params: SeriesParams) -> Dataset:
        """Return the series in windows: (example, window, 1), float32."""
        return series_dataset(self.name, self.series(), params)


def _sunspots(rows: list[list[str]]) -> Series:
    """Read rows of a year and a number."""
    years = np.array([int(year) for year, _ in rows])
    return Series(np.array([float(number) for _, number in rows]), years, N_("sunspot number"))


def _co2(rows: list[list[str]]) -> Series:
    """Read rows of a Saturday, such as 19580329, and the mean of its week, which may be missing."""
    values = np.array([float(value) if value else np.nan for _, value in rows])
    days = [date(int(day[:4]), int(day[4:6]), int(day[6:])).isoformat() for day, _ in rows]
    text = N_(
        "{count} of {weeks} weeks have no value. In what a model is given, a straight line between "
        "the weeks around stands in for them, or the last value where the line would look ahead; "
        "none of them is ever to be forecast."
    )
    told = {"count": int(np.isnan(values).sum()), "weeks": len(values)}
    note = Message(text, told)
    return Series(values, np.array(days), N_("CO2 in the air"), N_("ppm"), (note,))


SUNSPOTS = Observed("sunspots", _sunspots)
CO2 = Observed("co2", _co2)


def _source(
    series: Observed, title: str, summary: str, origin: str, params: type[SeriesParams]
) -> DataSource:
    return DataSource(
        name=series.name,
        title=title,
        summary=summary,
        kind="series",
        task="forecasting",
        loader=f"core.data.observed:{series.name.upper()}.load",
        facts=series.facts,
        params=params,
        origin=origin,
        licence=N_("Public domain"),
    )


SOURCE = (
    _source(
        SUNSPOTS,
        N_("Sunspots"),
        N_(
            "How many spots the sun had, each year from 1700 to 2008: cycles of about 11 years, no "
            "two of them alike. Saying last year's number again is wrong by 22 on average; good "
            "models get to 15 or less. With 309 values simple models are hard to beat."
        ),
        N_(
            "Zurich and Brussels sunspot numbers, National Geophysical Data Center, as shipped "
            "with statsmodels"
        ),
        SunspotsParams,
    ),
    _source(
        CO2,
        N_("CO2 above Hawaii"),
        N_(
            "Carbon dioxide in the air on Mauna Loa, each week from 1958 to 2001. It rises year "
            "after year and breathes with the seasons, so the test lies above all that was learned "
            "from; a week ahead, a mean error of 0.34 ppm is good, and 0.40 is doing nothing."
        ),
        N_(
            "Keeling and Whorf 2004, Carbon Dioxide Information Analysis Center, as shipped with "
            "statsmodels"
        ),
        Co2Params,
    ),
)

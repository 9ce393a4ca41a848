"""`series_csv`: a series of one's own, from a table with a column of dates."""

from __future__ import annotations

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset
from core.data.timelines import ingest
from core.data.timelines.ingest import FIELD
from core.data.timelines.kinds import REPAIRS, RHYTHMS, Repair, Rhythm, Wishes
from core.data.uploads import path_of
from core.data.windows import Series, SeriesParams, series_dataset, series_facts
from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class SeriesFile(Parameters):
    """Which file, which of its columns, and what to do about its faults."""

    path: str = setting(
        "",
        N_("Table with dates"),
        N_(
            "A CSV, TSV, Parquet or Excel file with a column of dates and one of numbers, names "
            "above them: its path, or the name of an upload. 200 MB is the most."
        ),
        max_length=1000,
        upload=("csv", "tsv", "txt", "parquet", "xlsx", "xls", "xlsb", "ods"),
    )
    target: str | None = setting(
        None,
        N_("Column to forecast"),
        N_("The name of the column whose next values are to be forecast from its last ones."),
        max_length=200,
        empty=N_("the last one of numbers"),
    )
    date: str | None = setting(
        None,
        N_("Column of dates"),
        N_(
            "The name of the column that says when. Dates such as 2024-03-05, months such as "
            "2024-03, quarters and years are read; try 2024-03-05 14:30 for times of day."
        ),
        max_length=200,
        empty=N_("the first one of dates"),
    )
    rhythm: Rhythm = setting(
        "auto",
        N_("Rhythm"),
        N_(
            "At which distance there is to be one value: the mean of all that fall into it. Where "
            "dates are unevenly spaced, one must be chosen; try weekly for noisy days."
        ),
        choices=RHYTHMS,
    )
    repair: Repair = setting(
        "refuse",
        N_("Faults in the file"),
        N_(
            "What to do about missing values, dates that cannot be read, and dates that occur "
            "twice. Read what is wrong first, then try a repair: unreadable rows are left out, "
            "those of the same date averaged, and gaps filled for models to look at."
        ),
        choices=REPAIRS,
    )


class SeriesCsvParams(SeriesParams, SeriesFile):
    """Settings of `series_csv`."""

    @property
    def wishes(self) -> Wishes:
        """What is said about the table."""
        return Wishes(self.date or "", self.target or "", self.rhythm, self.repair)


def _series(params: SeriesCsvParams) -> Series:
    return ingest.series(path_of(params.path, FIELD), params.wishes)


def facts(params: SeriesCsvParams) -> Facts:
    """Return what was found in the file; the first time it is read, which may take a while."""
    return series_facts(params, _series(params))


def load(params: SeriesCsvParams) -> Dataset:
    """Return the series in windows: (example, window, 1), float32."""
    return series_dataset("series_csv", _series(params), params)


SOURCE = DataSource(
    name="series_csv",
    title=N_("Your own series"),
    summary=N_(
        "A table with a column of dates: sales, temperatures, prices. The playground finds the "
        "rhythm, says which values are missing or doubled, and repairs them if you ask for it. "
        "Whether more than the last value can be forecast, nobody knows beforehand."
    ),
    kind="series",
    task="forecasting",
    loader="core.data.series_csv:load",
    facts=facts,
    params=SeriesCsvParams,
    origin=N_("A file that you bring"),
    licence=N_("That of the table"),
    needs=("path",),
)

"""`csv`: a table of one's own, from a CSV, TSV, Parquet or Excel file."""

from __future__ import annotations

from typing import Literal

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset
from core.data.sheets import ingest
from core.data.sheets.ingest import FIELD
from core.data.sheets.kinds import ColumnType, Wishes
from core.data.tables import FeatureNoise, TableParams, table_dataset, table_facts
from core.data.uploads import path_of
from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class FileParams(Parameters):
    """Which file, what is predicted, and where the guesses about it were wrong."""

    path: str = setting(
        "",
        N_("Table"),
        N_(
            "A CSV, TSV, Parquet or Excel file with a row for each example and names above the "
            "columns: its path, or the name of an upload. 200 MB is the most."
        ),
        max_length=1000,
        upload=("csv", "tsv", "txt", "parquet", "xlsx", "xls", "xlsb", "ods"),
    )
    target: str | None = setting(
        None,
        N_("Column to predict"),
        N_("The name of the column that is to be predicted from the others."),
        max_length=200,
        empty=N_("the last one that can be"),
    )
    task: Literal["auto", "classification", "regression"] = setting(
        "auto",
        N_("What is predicted"),
        N_(
            "A class, such as a species, or a number, such as a price. By itself the playground "
            "takes a column of many different numbers for the latter."
        ),
        choices={
            "auto": N_("Decide by the column"),
            "classification": N_("A class"),
            "regression": N_("A number"),
        },
    )
    types: dict[str, ColumnType] = setting(
        {},
        N_("What the columns are"),
        N_(
            "For columns that were guessed wrongly: number, category, date, or drop to leave one "
            "out. A postal code looks like a number and is a category."
        ),
        max_length=2000,
    )
    keep_leaks: bool = setting(
        False,
        N_("Keep columns that give the answer away"),
        N_(
            "A column that follows from the answer, such as the same price in another currency, is "
            "left out unless you keep it. Try it once: the scores are too good to be true."
        ),
        advanced=True,
    )


class CsvParams(TableParams, FeatureNoise, FileParams):
    """Settings of `csv`."""

    @property
    def wishes(self) -> Wishes:
        """What is said about the table."""
        return Wishes(self.target or "", self.task, self.types, self.keep_leaks)


def facts(params: CsvParams) -> Facts:
    """Return what was found in the file; the first time it is read, which may take a while."""
    found = ingest.summary(path_of(params.path, FIELD), params.wishes)
    return table_facts(
        params, len(found.features), found.classes, found.rows, found.notes, found.task
    )


def load(params: CsvParams) -> Dataset:
    """Return the table: (example, feature), float32."""
    facts(params)  # after which every page knows them at once
    found = ingest.arranged(path_of(params.path, FIELD), params.wishes)
    return table_dataset("csv", found.table, params, params.noise)


SOURCE = DataSource(
    name="csv",
    title=N_("Your own table"),
    summary=N_(
        "A CSV, TSV, Parquet or Excel file. The playground guesses what each column is, says what "
        "it did, and you can correct it."
    ),
    kind="tabular",
    task="classification",
    loader="core.data.csv:load",
    facts=facts,
    params=CsvParams,
    origin=N_("A file that you bring"),
    licence=N_("That of the table"),
    needs=("path",),
)

"""Probes `row_form` and `row`: a table's columns to fill in, and what a model says of a row."""

from __future__ import annotations

from datetime import date, timedelta
from math import isnan, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.csv import CsvParams
from core.data.sheets.originals import Original
from core.metrics.metric import Estimates
from core.probes.datasets import dataset
from core.probes.models import model_of
from core.probes.originals import originals_of
from core.probes.requests import RowFormRequest, RowRequest, check_index, refused
from core.probes.snapshots import described
from core.spec.message import N_
from core.spec.parameters import parse, shown

MOST_CHOICES = 100
_FIRST_DAY = date(1970, 1, 1)
_LARGEST = 3.4e38  # beyond it float32 has no number


def row_form(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the columns of a run's table, and a row to start from.

    Args:
        request: See `RowFormRequest`; without an `example` of the test split the row is the
            median of the training examples, and the commonest of categories.

    Returns:
        For each column `names`, `kinds` (number, category, date) and `start`, its value in words,
        empty if it is missing: str, (column,) each. `low`, `high`: float64, the range of numbers
        among the training examples, of dates in days since 1970. `whole`, `gaps`: whether its
        numbers are whole, and whether it may be missing. For each category i `choices.i`: str, at
        most 100. `target`, `unit`, `classes`: what is predicted; `examples`: how many the test
        split has; `truth`: of the example, a label or a number, NaN without one. `noise`: whether
        the data have noise on their features that a typed row has not.
    """
    asked = parse(RowFormRequest, request, "")
    known = described(asked.run)
    settings = known.spec.data
    originals, data = originals_of(known), dataset(known.spec.dataset, settings)
    tested, truth = data.splits["test"], nan
    codes = originals.typical()
    if asked.example is not None:
        check_index("example", asked.example, len(tested))
        codes = originals.codes("test", np.array([asked.example]))[0]
        truth = float(tested.targets[asked.example])
    columns = originals.columns
    start = [_in_words(column, code) for column, code in zip(columns, codes, strict=True)]
    answer = {
        "names": np.array([column.name for column in columns], str),
        "kinds": np.array([column.kind for column in columns], str),
        "start": np.array(start, str),
        "low": np.array([column.low for column in columns]),
        "high": np.array([column.high for column in columns]),
        "whole": np.array([column.whole for column in columns]),
        "gaps": np.array([column.gaps for column in columns]),
        "target": np.array(data.target, str),
        "unit": np.array(data.unit, str),
        "classes": np.array(data.classes, str),
        "examples": np.array(len(tested)),
        "truth": np.array(truth),
        "noise": np.array(isinstance(settings, CsvParams) and settings.noise > 0),
    }
    for place, column in enumerate(columns):
        if column.kind == "category":
            offered = dict.fromkeys([*column.choices[:MOST_CHOICES], start[place]])
            answer[f"choices.{place}"] = np.array([one for one in offered if one], str)
    return answer


def row(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return what a run's model says of a row that somebody typed in.

    Args:
        request: See `RowRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. Of a classifier `scores`: (class,), float64, and
        `probabilistic`: whether they are probabilities. Where a number is predicted `value`, in
        its unit.
    """
    asked = parse(RowRequest, request, "")
    known = described(asked.run)
    originals = originals_of(known)
    if len(asked.values) != len(originals.columns):
        text = N_("the table has {count} columns to fill in; here are {value} values")
        count, given = len(originals.columns), len(asked.values)
        raise refused("values", text, count=count, value=given)
    pairs = zip(originals.columns, asked.values, strict=True)
    codes = np.array([[_code(column, value) for column, value in pairs]])
    model = model_of(asked)
    said = model.answers(originals.features(codes))
    if isinstance(said, Estimates):
        return model.moment() | {"value": said.values[0]}
    return model.moment() | {
        "scores": said.scores[0],
        "probabilistic": np.array(said.probabilistic),
    }


def _in_words(column: Original, code: float) -> str:
    """Return a value as one types it; empty if there is none."""
    if isnan(code):
        return ""
    if column.kind == "category":
        return column.choices[int(code)]
    if column.kind == "date":
        return (_FIRST_DAY + timedelta(days=int(code))).isoformat()
    narrow = np.float32(code)  # as short as it goes, but the model is given the same
    return str(narrow if float(narrow) == code else float(code))


def _code(column: Original, value: Any) -> float:
    """Return the code of a value that somebody typed; raises SpecError."""
    field = f"values.{column.name}"
    if value is None:
        if not column.gaps:
            raise refused(field, N_("this column is never empty, so give it a value"))
        return nan
    if column.kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and -_LARGEST <= value <= _LARGEST):  # which NaN is not either
            text = N_("it must be a number such as {example}, not {value}")
            raise refused(field, text, example=f"{column.typical:g}", value=shown(value))
        return float(value)
    if column.kind == "date":
        try:
            return float((date.fromisoformat(str(value)) - _FIRST_DAY).days)
        except ValueError:
            text = N_("it must be a date such as {example}, not {value}")
            example = _in_words(column, column.typical)
            raise refused(field, text, example=example, value=shown(value)) from None
    if value not in column.choices:
        text = N_("it must be one of {choices}, not {value}")
        choices = ", ".join(shown(choice) for choice in column.choices[:12])
        raise refused(field, text, choices=choices, value=shown(value))
    return float(column.choices.index(value))

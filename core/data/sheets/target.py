"""What is predicted: which column, whether a class or a number, and the answer of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.catalog.descriptions import Task
from core.data.brought import LEAST_OF_A_CLASS, fit_name, problem
from core.data.sheets.columns import Column
from core.data.sheets.sheet import told_apart
from core.data.sheets.values import as_text
from core.data.sheets.wording import listed
from core.spec.message import N_, Message
from core.spec.parameters import shown

FIELD = "data.target"
MOST_CLASSES = 100
LEAST_ROWS = 20
_MOST_CODES = 20  # different whole numbers that may be classes
_MOST_FRACTIONS = 10  # likewise of numbers that are not whole
_IMBALANCED = 0.8  # of the rows in the largest class


@dataclass(frozen=True)
class Answers:
    """The answer of each row that has one.

    Attributes:
        rows: The numbers of those rows, in order.
        values: (row,), int64 labels or float32 numbers.
        classes: Names in label order; empty where a number is predicted.
        notes: What was left out.
    """

    rows: NDArray[np.int64]
    values: NDArray[np.generic]
    classes: tuple[str, ...]
    notes: tuple[Message, ...]


def find_target(columns: Sequence[Column], wanted: str) -> Column:
    """Return the column that is to be predicted, by its name or else the last one that can be."""
    if len(columns) < 2:
        text = N_("there is only one column; there must be something to predict it from")
        raise problem("data.path", text)
    if not wanted:
        able = [column for column in columns if column.kind in ("number", "category")]
        if not able:
            raise problem(FIELD, N_("no column looks as if it could be predicted; name one"))
        return able[-1]
    alike = [column for column in columns if column.name == wanted.strip()] or [
        column for column in columns if column.name.casefold() == wanted.strip().casefold()
    ]
    if not alike:
        text = N_("there is no column {value}; the columns are {names}")
        names = listed([column.name for column in columns], most=12)
        raise problem(FIELD, text, value=shown(wanted), names=names)
    return alike[0]


def task_of(target: Column, wanted: Task | Literal["auto"]) -> Task:
    """Return whether a class or a number is predicted; raises SpecError if that is impossible."""
    if wanted == "regression" and not target.numeric:
        text = N_("{name} holds no numbers, so only its classes can be predicted")
        raise problem("data.task", text, name=shown(target.name))
    if wanted != "auto":
        return wanted
    if not target.numeric:
        return "classification"
    whole = pc.all(pc.equal(target.values, pc.round(target.values))).as_py()
    most = _MOST_CODES if whole else _MOST_FRACTIONS
    return "regression" if target.distinct > most else "classification"


def answers(target: Column, task: Task) -> Answers:
    """Return what is to be predicted for each row that tells it; raises SpecError."""
    there = pc.is_valid(target.values).to_numpy(zero_copy_only=False)
    notes = []
    if not there.all():
        text = N_("Rows without a value of {target} were left out: {count}.")
        gone = f"{(~there).sum():,}"
        notes.append(Message(text, {"target": shown(target.name), "count": gone}))
    rows = np.flatnonzero(there)
    values = target.values.take(pa.array(rows))
    found = (
        _numbers(target, rows, values) if task == "regression" else _labels(target, rows, values)
    )
    if len(found.rows) < LEAST_ROWS:
        text = N_("only {count} rows have a value of {target}; {least} is the least to learn from")
        told = {"count": len(found.rows), "target": shown(target.name), "least": LEAST_ROWS}
        raise problem("data.path", text, **told)
    return Answers(found.rows, found.values, found.classes, (*notes, *found.notes))


def _numbers(target: Column, rows: NDArray[np.int64], values: pa.Array) -> Answers:
    if pc.count_distinct(values).as_py() == 1:
        raise _one_value(target, values)
    return Answers(rows, values.to_numpy(zero_copy_only=False).astype(np.float32), (), ())


def _one_value(target: Column, values: pa.Array) -> Exception:
    text = N_("every row has the same {target}, {value}; there must be something to tell apart")
    told = {"target": shown(target.name), "value": shown(as_text(values)[0].as_py())}
    return problem(FIELD, text, **told)


def _labels(target: Column, rows: NDArray[np.int64], values: pa.Array) -> Answers:
    """Return the label of each row; classes of too few rows are left out."""
    found = pc.value_counts(values)
    if len(found) == 1:
        raise _one_value(target, values)
    counts = found.field("counts").to_numpy(zero_copy_only=False)
    large = found.filter(pa.array(counts >= LEAST_OF_A_CLASS))
    kept = large.field("values").sort()
    told = {"target": shown(target.name), "count": f"{len(kept):,}", "least": LEAST_OF_A_CLASS}
    if len(kept) > MOST_CLASSES:
        text = N_(
            "{target} has {count} different values; {most} classes is the most. Choose another "
            "column, or regression if it is a number"
        )
        raise problem(FIELD, text, **told, most=MOST_CLASSES)
    if len(kept) < 2:
        text = N_(
            "of {target} there are not two values with {least} rows each, so there are no classes "
            "to tell apart; choose another column, or regression if it is a number"
        )
        raise problem(FIELD, text, **told)
    labels = pc.index_in(values, kept)
    inside = pc.is_valid(labels).to_numpy(zero_copy_only=False)
    notes = []
    if not inside.all():
        text = N_(
            "Classes of {target} with fewer than {least} rows were left out, {rows} rows in all."
        )
        notes.append(Message(text, {**told, "rows": f"{(~inside).sum():,}"}))
    classes = told_apart([fit_name(name) for name in as_text(kept).to_pylist()])
    whole = labels.filter(pa.array(inside)).to_numpy(zero_copy_only=False).astype(np.int64)
    return Answers(rows[inside], whole, classes, (*notes, *_imbalance(whole, classes)))


def _imbalance(labels: NDArray[np.int64], classes: tuple[str, ...]) -> list[Message]:
    """Say so if one class is most of the rows."""
    shares = np.bincount(labels) / len(labels)
    if shares.max() < _IMBALANCED:
        return []
    text = N_(
        "{share} % of the rows are of class {name}, so a model that always says so is right as "
        "often. Look at F1 beside the accuracy."
    )
    told = {"share": round(100 * shares.max()), "name": shown(classes[shares.argmax()])}
    return [Message(text, told)]

"""From a sheet to a table that can be learned from, and all that there is to say about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import Task
from core.data.brought import problem
from core.data.sheets.columns import Column, converted
from core.data.sheets.features import Encoded, Encoding, encoded
from core.data.sheets.kinds import TYPES, ColumnType, Wishes
from core.data.sheets.leaks import determines, follows
from core.data.sheets.sheet import told_apart
from core.data.sheets.target import LEAST_ROWS, Answers, answers, find_target, task_of
from core.data.sheets.wording import listed
from core.data.tables import Table
from core.spec.message import N_, Message
from core.spec.parameters import shown

FIELD = "data.path"
_MOST_NUMBERS = 100_000_000


@dataclass(frozen=True)
class Arranged:
    """A table that can be learned from.

    Attributes:
        table: Its numbers; NaN where one is missing.
        task: Whether a class or a number is predicted.
        notes: What was done to it, and what is to be said about it.
        columns: Those that it is made of, as they were read.
        encodings: Of each of them, how its values become features.
        rows: Which rows of them are in the table.
    """

    table: Table
    task: Task
    notes: tuple[Message, ...]
    columns: tuple[Column, ...]
    encodings: tuple[Encoding, ...]
    rows: NDArray[np.int64]


def arrange(columns: Sequence[Column], wishes: Wishes) -> Arranged:
    """Make a table of columns; raises SpecError if they are not fit for one."""
    if len(columns[0].values) < LEAST_ROWS:
        text = N_("there are too few rows to learn from: {count}; {least} is the least")
        raise problem(FIELD, text, count=len(columns[0].values), least=LEAST_ROWS)
    columns = _as_wished(columns, wishes.types)
    target = find_target(columns, wishes.target)
    task = task_of(target, wishes.task)
    answered = answers(target, task)
    seen: Seen = {sentence: [] for sentence in _SENTENCES}
    others = [column for column in columns if column is not target]
    examined = [_examined(column, answered, wishes.keep_leaks, seen) for column in others]
    used = [
        (column, found)
        for column, found in zip(others, examined, strict=True)
        if found is not None and found.features
    ]
    features = [feature for _, found in used for feature in found.features]
    if not features:
        text = N_("no column is left to predict {target} from; look at what the columns are")
        raise problem(FIELD, text, target=shown(target.name))
    if len(features) * len(answered.rows) > _MOST_NUMBERS:
        text = N_("{rows} rows of {count} features are too many to hold at once; leave columns out")
        told = {"rows": f"{len(answered.rows):,}", "count": f"{len(features):,}"}
        raise problem(FIELD, text, **told)
    table = Table(
        np.column_stack([numbers for _, numbers in features]),
        answered.values,
        told_apart([name for name, _ in features]),
        answered.classes,
        target.name,
    )
    notes = (*_choice(target, task, wishes), *answered.notes, *_said(seen, target.name))
    encodings = tuple(found.encoding for _, found in used)
    return Arranged(
        table, task, notes, tuple(column for column, _ in used), encodings, answered.rows
    )


def _as_wished(columns: Sequence[Column], types: Mapping[str, ColumnType]) -> list[Column]:
    """Return the columns as somebody says they are, without those to be dropped."""
    known = {column.name for column in columns}
    for name in types:
        if name not in known:
            text = N_("there is no column of this name; the columns are {names}")
            raise problem(f"data.types.{name}", text, names=listed(list(known), most=12))
    kept = (column for column in columns if types.get(column.name) != "drop")
    return [_as(column, types.get(column.name)) for column in kept]


def _as(column: Column, wanted: ColumnType | None) -> Column:
    """Return a column as somebody says it is; raises SpecError if it cannot be."""
    if wanted is None:
        return column
    found = converted(column, wanted)
    if found is None:
        text = N_("nothing in this column is a {type}")
        raise problem(f"data.types.{column.name}", text, type=Message(TYPES[wanted]))
    return found


Seen = dict[str, list[str]]
_SENTENCES: dict[str, str] = {
    "constant": N_("Left out, because they are always the same: {names}."),
    "empty": N_("Left out, because there is nothing in them that can be read: {names}."),
    "identifier": N_("Left out, because they only number or name the rows: {names}."),
    "text": N_("Left out, because they hold free text: {names}."),
    "leak": N_("Left out, because they follow from {target} and would give it away: {names}."),
    "kept": N_("These columns follow from {target} and give it away: {names}."),
    "determined": N_(
        "Each value of these columns occurs with one {target} only: {names}. Are they known before "
        "the answer is?"
    ),
    "missing": N_(
        "Where these columns have no value, the median of the training examples stands in, and a "
        "further column says so: {names}."
    ),
    "missing category": N_("No value is a category of its own here: {names}."),
    "infinite": N_("Infinite or too large numbers count as missing here: {names}."),
    "odd": N_("What is no number or date counts as missing here: {names}."),
    "swapped": N_(
        "In these columns a date such as 01/02/2020 is taken for 2 January, and 01-02-2020 for "
        "1 February: {names}."
    ),
    "grouped": N_("Rare categories are put together as one here: {names}."),
}
"""What may be said about columns, by what was seen."""


def _examined(column: Column, answered: Answers, keep_leaks: bool, seen: Seen) -> Encoded | None:
    """Return what a column becomes, None if it is left out; note down what was seen."""
    if column.kind in ("constant", "empty", "identifier", "text"):
        seen[column.kind].append(column.name)
        return None
    if follows(column, answered):
        seen["kept" if keep_leaks else "leak"].append(column.name)
        if not keep_leaks:
            return None
    elif determines(column, answered):
        seen["determined"].append(column.name)
    found = encoded(column, answered.rows)
    if not found.features:
        seen["constant"].append(column.name)
    category, reading = column.kind == "category", column.reading
    signs = {
        "missing": column.missing and not category,
        "missing category": column.missing and category,
        "infinite": reading.infinite,
        "odd": reading.odd,
        "swapped": reading.swapped,
        "grouped": found.encoding.rare,
    }
    for sign, there in signs.items():
        if there and found.features:
            seen[sign].append(column.name)
    return found


def _choice(target: Column, task: Task, wishes: Wishes) -> Iterator[Message]:
    """Say what was chosen where nobody did."""
    told = {"target": shown(target.name), "count": f"{target.distinct:,}"}
    if not wishes.target:
        text = N_("No target was named, so the last column that can be predicted, {target}, is.")
        yield Message(text, told)
    if wishes.task == "auto" and target.numeric:
        if task == "regression":
            text = N_("{target} has {count} different numbers, so a number is predicted.")
        else:
            text = N_("{target} has only {count} different numbers, so each of them is a class.")
        yield Message(text, told)


def _said(seen: Seen, target: str) -> Iterator[Message]:
    for sign, names in seen.items():
        if names:
            told = {"names": listed(names), "target": shown(target)}
            yield Message(_SENTENCES[sign], told)

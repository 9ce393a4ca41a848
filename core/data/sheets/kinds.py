"""What a column can be, and what somebody may say about a table; light, so that pages know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.catalog.descriptions import Task
from core.spec.message import N_

ColumnType = Literal["number", "category", "date", "drop"]
TYPES: dict[ColumnType, str] = {
    "number": N_("number"),
    "category": N_("category"),
    "date": N_("date"),
    "drop": N_("leave out"),
}
"""What somebody may say that a column is."""

Kind = Literal["number", "category", "date", "identifier", "text", "constant", "empty"]
KINDS: dict[Kind, str] = {
    "number": N_("number"),
    "category": N_("category"),
    "date": N_("date"),
    "identifier": N_("identifier"),
    "text": N_("free text"),
    "constant": N_("always the same"),
    "empty": N_("empty"),
}
"""What a column seems to be; the last four say nothing that could be learned."""


@dataclass(frozen=True)
class Wishes:
    """What somebody says about a table.

    Attributes:
        target: The name of the column that is to be predicted; empty means a guess.
        task: Whether a class or a number is.
        types: What columns are, by their names, where the guess was wrong.
        keep_leaks: Whether columns that give the answer away stay in.
    """

    target: str = ""
    task: Task | Literal["auto"] = "auto"
    types: Mapping[str, ColumnType] = field(default_factory=dict)
    keep_leaks: bool = False

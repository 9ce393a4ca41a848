"""What is wrong with a series: said, and refused or repaired, as its owner wishes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.data.timelines.kinds import Repair
from core.spec.message import N_, Message, Problem, SpecError

FIELD = "data.repair"
_SENTENCES: dict[str, tuple[str, str]] = {
    "undated": (
        N_(
            "rows without a date that can be read: {count}, the first is row {first}; mend them, "
            "or choose to have them left out"
        ),
        N_(
            "Rows without a date that can be read were left out: {count}, the first is row {first}."
        ),
    ),
    "doubled": (
        N_(
            "rows of the same date as another one: {count}, the first is {first}; mend them, or "
            "choose to have them averaged"
        ),
        N_("Rows of the same date were averaged: {count} too many, the first is {first}."),
    ),
    "missing": (
        N_(
            "missing values: {count} of {whole}, the first is that of {first}; fill them in, or "
            "choose how to repair the series"
        ),
        "",
    ),
}
"""For each fault what is said where it is refused, and where it is repaired."""
_FILLED: dict[Repair, str] = {
    "interpolate": N_(
        "Missing values: {count} of {whole}, the first is that of {first}. In what a model is "
        "given, a straight line stands in for them, or the value before where the line would look "
        "ahead; none of them is ever to be forecast."
    ),
    "previous": N_(
        "Missing values: {count} of {whole}, the first is that of {first}. In what a model is "
        "given, the value before stands in for them; none of them is ever to be forecast."
    ),
}
_SORTED = N_("The rows were not in the order of time and were sorted.")


@dataclass
class Faults:
    """What was found wrong with a series so far.

    Attributes:
        disordered: Whether the rows had to be sorted, by which nothing is lost.
        found: What to fill in the sentences about the other faults.
    """

    disordered: bool = False
    found: dict[str, dict[str, object]] = field(default_factory=dict)

    def undated(self, dated: NDArray[np.bool_]) -> None:
        """Note which rows have a date, each True or False."""
        self._note("undated", ~dated, np.arange(1, len(dated) + 1))

    def doubled(self, when: NDArray[np.datetime64]) -> None:
        """Note ascending moments, of which none should be there twice."""
        self._note("doubled", np.diff(when) == np.timedelta64(0, "s"), when[1:])

    def missing(self, gone: NDArray[np.bool_], times: NDArray[np.generic]) -> None:
        """Note at which of these times there is no value."""
        self._note("missing", gone, times)

    def _note(self, name: str, wrong: NDArray[np.bool_], where: NDArray[np.generic]) -> None:
        if wrong.any():
            first = str(where[wrong][0]).removesuffix("T00:00:00")
            told = {"count": int(wrong.sum()), "whole": len(wrong), "first": first}
            self.found[name] = dict(told)

    def refuse(self) -> None:
        """Raise SpecError, with a sentence for each fault, if there are any."""
        if self.found:
            said = [Message(_SENTENCES[name][0], told) for name, told in self.found.items()]
            raise SpecError([Problem(FIELD, message) for message in said])

    def notes(self, repair: Repair) -> list[Message]:
        """Return what to say of faults that were repaired."""
        said = [Message(_SORTED)] if self.disordered else []
        for name, told in self.found.items():
            text = _FILLED[repair] if name == "missing" else _SENTENCES[name][1]
            said.append(Message(text, told))
        return said

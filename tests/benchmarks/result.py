"""What a benchmark returns, and ratios of two things measured side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["pass", "miss", "info", "skipped"]


@dataclass(frozen=True)
class Result:
    """One measured number.

    Attributes:
        name: What was measured.
        value: The number, a median unless the name says otherwise; None if it was not measured.
        unit: Its unit; `x` for a ratio.
        spread: Smallest and largest single measurement.
        target: What it should reach; None for numbers that are only told.
        higher_is_better: On which side of the target it should be.
        note: How it came about, or why there is no number.
    """

    name: str
    value: float | None
    unit: str
    spread: tuple[float, float] | None = None
    target: float | None = None
    higher_is_better: bool = True
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the target is met."""
        if self.value is None:
            return "skipped"
        if self.target is None:
            return "info"
        reached = (
            self.value >= self.target if self.higher_is_better else self.value <= self.target
        )
        return "pass" if reached else "miss"


def of_many(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    target: float | None = None,
    higher_is_better: bool = True,
    note: str = "",
) -> Result:
    """Return the median and spread of several measurements."""
    spread = (min(values), max(values))
    return Result(name, statistics.median(values), unit, spread, target, higher_is_better, note)


def side_by_side(
    first: Callable[[], float], second: Callable[[], float], pairs: int
) -> tuple[list[float], list[float]]:
    """Measure two things in turn, after one unmeasured warming up of each; return both lists.

    Which of the two goes first changes from pair to pair, so that a machine that slows down or
    speeds up favours neither.
    """
    first(), second()
    left: list[float] = []
    right: list[float] = []
    for pair in range(pairs):
        if pair % 2:
            right.append(second())
            left.append(first())
        else:
            left.append(first())
            right.append(second())
    return left, right

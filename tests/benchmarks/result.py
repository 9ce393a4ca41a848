"""What a benchmark returns, and two things measured side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """One measured number.

    Attributes:
        name: What was measured.
        value: The number; None if there is none.
        unit: Its unit; `x` for a ratio.
        spread: Smallest and largest single measurement.
        target: What it should reach; None for numbers that are only told.
        higher_is_better: On which side of the target it should be.
        note: How it came about, or why there is no number.
        failed: Whether measuring it broke.
    """

    name: str
    value: float | None
    unit: str
    spread: tuple[float, float] | None = None
    target: float | None = None
    higher_is_better: bool = True
    note: str = ""
    failed: bool = False

    @property
    def verdict(self) -> str:
        """One of `pass`, `miss`, `told` (there is no target), `skipped` and `failed`."""
        if self.value is None:
            return "failed" if self.failed else "skipped"
        if self.target is None:
            return "told"
        over, under = self.value >= self.target, self.value <= self.target
        return "pass" if (over if self.higher_is_better else under) else "miss"


def median_of(name: str, values: Sequence[float], unit: str, **more: object) -> Result:
    """Return the median of several measurements, with their spread."""
    spread = (min(values), max(values))
    return Result(name, statistics.median(values), unit, spread, **more)  # type: ignore[arg-type]


def side_by_side(first: Callable[[], T], second: Callable[[], T], pairs: int) -> list[tuple[T, T]]:
    """Measure two things in turn, after an unmeasured round of each; return the pairs.

    Which of them goes first changes from pair to pair, so that a machine that becomes slower or
    faster on the way favours neither.
    """
    first(), second()
    measured: list[tuple[T, T]] = []
    for pair in range(pairs):
        if pair % 2:
            later = second()
            measured.append((first(), later))
        else:
            measured.append((first(), second()))
    return measured

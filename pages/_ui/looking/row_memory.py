"""What a visitor typed about one table, which outlives the controls that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Value = float | str | date | None


@dataclass
class Memory:
    """What a visitor typed about one table; widgets forget it while they are not drawn.

    Attributes:
        example: The test example that the row starts from, counted from 0; None is the median.
        values: The row; None before anything is drawn.
        version: Counts the starts, for each has widgets of its own.
    """

    example: int | None = 0
    values: list[Value] | None = None
    version: int = 0

    def start(self, example: int | None) -> None:
        """Begin with another row."""
        self.example, self.values, self.version = example, None, self.version + 1

"""What the queue needs of whatever trains runs: submit, kill, status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

Slot = Literal["train", "interactive"]
"""A training slot is held until the run's end or pause; an interactive one for a step, an epoch or
a last scoring."""


class Pool(Protocol):
    """Processes that train runs, somewhere."""

    def slots(self, slot: Slot) -> int:
        """Return how many slots of this kind there are."""

    def submit(self, runs: Sequence[str], slot: Slot) -> str:
        """Begin to train a run, or several together, in one slot; return a handle."""

    def kill(self, handle: str) -> None:
        """End it at once."""

    def status(self, handle: str) -> Literal["running", "done", "lost"]:
        """Return what became of it; `lost` means that its worker is gone."""

    def close(self) -> None:
        """End everything."""

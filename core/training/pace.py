"""Doing something so seldom that it takes no more than a share of the time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Pace:
    """Measures how long something takes, and says when it may be done again."""

    def __init__(self, share: float) -> None:
        """Let it take this fraction of the time; 1 sets no bound."""
        self._rest = 1 / share - 1  # how many times as long as it took to leave it alone
        self._next = 0.0

    def due(self) -> bool:
        """Return whether it may be done now."""
        return time.perf_counter() >= self._next

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Do it, whether it is due or not."""
        begun = time.perf_counter()
        yield
        ended = time.perf_counter()
        self._next = ended + (ended - begun) * self._rest

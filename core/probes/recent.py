"""What was made lately is kept for the next request, within a bound of memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass
class _Slot(Generic[V]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    value: V | None = None
    size: int = 0


class Recent(Generic[V]):
    """Values by key, made once; the one not asked for longest goes first. Safe among threads."""

    def __init__(self, room: int, size: Callable[[V], int] = lambda value: 1) -> None:
        """Keep values while their sizes add up to `room` or less; the newest always stays."""
        self._room, self._size = room, size
        self._slots: OrderedDict[Hashable, _Slot[V]] = OrderedDict()
        self._filled = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the value of `key`; if it is not there, `make` makes it, once for all who ask."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
        with slot.lock:
            if slot.value is None:
                try:
                    slot.value = make()
                finally:
                    self._settle(key, slot)
            return slot.value

    def _settle(self, key: Hashable, slot: _Slot[V]) -> None:
        """Count a new value and make room for it; forget the key if making it failed."""
        with self._lock:
            if self._slots.get(key) is not slot:
                return  # its maker failed before, and others came
            if slot.value is None:
                del self._slots[key]
                return
            slot.size = self._size(slot.value)
            self._filled += slot.size
            while self._filled > self._room:
                made = (k for k, other in self._slots.items() if other.value is not None)
                oldest = next((other for other in made if other != key), None)
                if oldest is None:
                    break
                self._filled -= self._slots.pop(oldest).size

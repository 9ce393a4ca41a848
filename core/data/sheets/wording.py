"""Naming columns in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from core.spec.message import N_, Message
from core.spec.parameters import shown


def listed(names: Sequence[str], most: int = 6) -> Message:
    """Return names as they stand in a sentence, and how many more there are than are named."""
    named = ", ".join(shown(name) for name in names[:most])
    if len(names) <= most:
        return Message(N_("{names}"), {"names": named})
    return Message(N_("{names} and {more} more"), {"names": named, "more": len(names) - most})

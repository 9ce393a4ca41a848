"""What a network can be shown of a series, for all recipes that forecast."""

from __future__ import annotations

from typing import Literal

from core.spec.message import N_

View = Literal["values", "changes", "both"]

VIEWS: dict[View, str] = {
    "values": N_("Values"),
    "changes": N_("Changes from step to step"),
    "both": N_("Values and changes"),
}

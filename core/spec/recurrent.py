"""What recurrent cells are called, for all recipes that have them."""

from __future__ import annotations

from typing import Literal

from core.spec.message import N_

CellName = Literal["elman", "lstm", "gru"]

CELLS: dict[CellName, str] = {
    "elman": N_("Elman (no gates, 1990)"),
    "lstm": N_("LSTM (1997)"),
    "gru": N_("GRU (2014)"),
}

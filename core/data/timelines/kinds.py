"""What somebody may say about a series; light, so that pages know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.spec.message import N_

Rhythm = Literal["auto", "hour", "day", "weekday", "week", "month", "quarter", "year"]
RHYTHMS: dict[Rhythm, str] = {
    "auto": N_("As in the file"),
    "hour": N_("Hourly"),
    "day": N_("Daily"),
    "weekday": N_("Monday to Friday"),
    "week": N_("Weekly"),
    "month": N_("Monthly"),
    "quarter": N_("Quarterly"),
    "year": N_("Yearly"),
}

Repair = Literal["refuse", "interpolate", "previous"]
REPAIRS: dict[Repair, str] = {
    "interpolate": N_("Repair: a straight line across gaps"),
    "previous": N_("Repair: gaps repeat the value before"),
    "refuse": N_("Say what is wrong"),
}


@dataclass(frozen=True)
class Wishes:
    """What somebody says about a series.

    Attributes:
        date: The name of the column of dates; empty means a guess.
        target: The name of the column to forecast; empty means a guess.
        rhythm: The distance at which there is to be one value.
        repair: What to do about faults.
    """

    date: str = ""
    target: str = ""
    rhythm: Rhythm = "auto"
    repair: Repair = "refuse"

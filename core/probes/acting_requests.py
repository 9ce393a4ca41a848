"""What the probes about agents and environments may be asked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from core.probes.requests import DataRequest, MomentRequest, refused
from core.spec.message import N_

_LARGEST = 2**31
MOST_STEPS = 4000
MOST_EPISODES = 100
_MOST_NUMBERS = 64


class EpisodeRequest(MomentRequest):
    """See `core.probes.episode`: `count` episodes are played, and one of them is shown."""

    seed: int = Field(0, ge=0, le=_LARGEST)
    count: int = Field(20, ge=1, le=MOST_EPISODES)
    which: Literal["typical", "best", "worst"] = "typical"
    greedy: bool = True


class PhasePlaneRequest(MomentRequest):
    """See `core.probes.phase_plane`: two numbers of the state vary, the others are fixed."""

    axes: tuple[int, int] = (0, 1)
    fixed: tuple[float, ...] = Field((), max_length=_MOST_NUMBERS)
    resolution: int = Field(41, ge=2, le=81)


class PlayedRequest(DataRequest):
    """See `core.probes.played`: what was done in an episode, from its seed or from a state.

    Of the moments only those from number `since` on are answered, and the last one in any case.
    """

    seed: int = Field(0, ge=0, le=_LARGEST)
    actions: tuple[float, ...] = Field((), max_length=MOST_STEPS)
    start: tuple[float, ...] | None = Field(None, max_length=_MOST_NUMBERS)
    elapsed: int = Field(0, ge=0, le=MOST_STEPS)
    since: int = Field(0, ge=0, le=MOST_STEPS)

    @field_validator("start")
    @classmethod
    def _bounded(cls, start: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if start is not None and any(abs(number) > 1e6 for number in start):
            raise refused("start", N_("a state's numbers lie within a million of 0"))
        return start


class OpponentRequest(MomentRequest):
    """See `core.probes.opponent`: the moves of both players so far, and a seed of its luck."""

    actions: tuple[int, ...] = Field((), max_length=_MOST_NUMBERS)
    seed: int = Field(0, ge=0, le=_LARGEST)

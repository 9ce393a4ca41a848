"""What the probes about made examples may be asked."""

from __future__ import annotations

from pydantic import Field

from core.probes.requests import MomentRequest

_LARGEST = 2**31


class MakingRequest(MomentRequest):
    """What is made: from codes that a seed draws, of one class for a model that can be told.

    Without a `label` such a model makes one class after the other.
    """

    seed: int = Field(0, ge=0, le=_LARGEST)
    label: int | None = Field(None, ge=0, le=_LARGEST)


class MadeRequest(MakingRequest):
    """See `core.probes.made`."""

    count: int = Field(40, ge=2, le=100)


class PlaneFieldRequest(MakingRequest):
    """See `core.probes.plane_field`; `averaged`: what a generator's moving average makes."""

    resolution: int = Field(40, ge=2, le=80)
    count: int = Field(250, ge=2, le=1000)
    averaged: bool = False


class OpinionsRequest(MakingRequest):
    """See `core.probes.opinions`; of `count` examples of each kind."""

    count: int = Field(300, ge=2, le=1000)
    bins: int = Field(24, ge=2, le=100)

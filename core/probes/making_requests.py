"""What the probes about codes, repairs and memories may be asked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from core.data.dataset import SplitName
from core.probes.requests import MomentRequest, refused
from core.spec.message import N_
from core.spec.parameters import Parameters

_LARGEST = 2**31
_FARTHEST = 1e6

Position = tuple[float, float]
"""A place in the plane of codes: across, up."""


class LatentRequest(MomentRequest):
    """See `core.probes.latent`; `label` is the class to make, for a model that can be told."""

    split: SplitName = "valid"
    count: int = Field(600, ge=0, le=2000)
    side: int = Field(13, ge=2, le=31)
    label: int = Field(0, ge=0, le=_LARGEST)


class Place(Parameters):
    """A code: that of an example of the data, or one that is drawn with a seed."""

    split: SplitName | None = None
    index: int | None = Field(None, ge=0, le=_LARGEST)
    seed: int | None = Field(None, ge=0, le=_LARGEST)

    @model_validator(mode="after")
    def _one_of_both(self) -> Place:
        of_data = self.split is not None and self.index is not None
        neither_half = self.split is None and self.index is None
        if (self.seed is None and of_data) or (self.seed is not None and neither_half):
            return self
        raise refused("ends", N_("give either a split with an index, or a seed"))


class DecodedRequest(MomentRequest):
    """See `core.probes.latent.decoded`: some places of the plane, or a walk between two codes."""

    at: tuple[Position, ...] = Field((), max_length=64)
    ends: tuple[Place, Place] | None = None
    steps: int = Field(9, ge=2, le=33)
    label: int = Field(0, ge=0, le=_LARGEST)

    @model_validator(mode="after")
    def _one_of_both(self) -> DecodedRequest:
        if any(abs(number) > _FARTHEST for place in self.at for number in place):
            raise refused("at", N_("places lie within a million of the middle"))
        if bool(self.at) == (self.ends is not None):
            raise refused("at", N_("give either places of the plane, or the two ends of a walk"))
        return self


class RepairedRequest(MomentRequest):
    """See `core.probes.repaired`: a picture of the data, and what is done to it.

    `erased` are pixels, counted along the rows from the top; `noise` is a standard deviation, where
    black and white are 1 apart; `factor` says how many pixels become one, along each side.
    """

    split: SplitName = "valid"
    index: int = Field(ge=0, le=_LARGEST)
    harm: Literal["erased", "noisy", "shrunk"]
    erased: tuple[int, ...] = Field((), max_length=2**14)
    noise: float = Field(0.3, ge=0, le=2)
    factor: int = Field(2, ge=2, le=16)
    seed: int = Field(0, ge=0, le=_LARGEST)


class FieldsRequest(MomentRequest):
    """See `core.probes.boltzmann.fields`."""

    most: int = Field(100, ge=1, le=400)


class ChainRequest(MomentRequest):
    """See `core.probes.boltzmann.chain`; without an `index` it begins with noise."""

    split: SplitName = "valid"
    index: int | None = Field(None, ge=0, le=_LARGEST)
    steps: int = Field(60, ge=1, le=400)
    seed: int = Field(0, ge=0, le=_LARGEST)


class RecallRequest(MomentRequest):
    """See `core.probes.memory`: which memory is spoilt, and how.

    `erased` are pixels that are lost, counted along the rows from the top; `flipped` is the
    fraction of the others that are turned around.
    """

    pattern: int = Field(0, ge=0, le=_LARGEST)
    erased: tuple[int, ...] = Field((), max_length=2**14)
    flipped: float = Field(0.0, ge=0, le=0.5)
    seed: int = Field(0, ge=0, le=_LARGEST)

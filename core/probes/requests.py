"""What a probe may be asked: every request is checked as strictly as a specification."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from core.data.dataset import SplitName
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, shown

MOST_BYTES = 6 * 10**6
"""Bytes that a whole request may have."""

_MOST_PIXELS = 1024
_LARGEST = 2**53  # what every JSON reader takes for a whole number


def refused(field: str, text: str, **values: Any) -> SpecError:
    """Return the error that answers a request with one sentence."""
    return SpecError([Problem(field, Message(text, values))])


def check_index(field: str, value: int, count: int) -> None:
    """Raise SpecError unless `value` is one of `count` things, counted from 0."""
    if not 0 <= value < count:
        text = N_("it must be from 0 to {most}, not {value}")
        raise refused(field, text, most=count - 1, value=shown(value))


class Ink(Parameters):
    """A drawing or a photograph: rows of pixels from the top, grey or RGB, one byte a value."""

    width: int = Field(ge=1, le=_MOST_PIXELS)
    height: int = Field(ge=1, le=_MOST_PIXELS)
    data: str = Field(max_length=MOST_BYTES)

    def pixels(self) -> NDArray[np.uint8]:
        """Return the pixels: (height, width) or (height, width, 3), uint8.

        Raises:
            SpecError: If they are not as many as the sides say.
        """
        try:
            values = np.frombuffer(base64.b64decode(self.data, validate=True), dtype=np.uint8)
        except (binascii.Error, ValueError):
            raise refused("image.ink.data", N_("the drawing's pixels are not base64")) from None
        area = self.width * self.height
        if values.size not in (area, 3 * area):
            text = N_(
                "a drawing of {width} x {height} pixels has {grey} values if it is grey and "
                "{colour} in colour, not {value}"
            )
            sizes = {"grey": area, "colour": 3 * area, "value": values.size}
            raise refused("image.ink.data", text, width=self.width, height=self.height, **sizes)
        sides = (self.height, self.width)
        return values.reshape(sides if values.size == area else (*sides, 3))


class Picture(Parameters):
    """Which picture to look at: one of the data, or one that was drawn."""

    split: SplitName | None = None
    index: int | None = Field(None, ge=0, le=_LARGEST)
    ink: Ink | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Picture:
        of_data = self.split is not None and self.index is not None
        neither_half = self.split is None and self.index is None
        if (self.ink is None and of_data) or (self.ink is not None and neither_half):
            return self
        raise refused("image", N_("give either a split with an index, or a drawing"))


class DataRequest(Parameters):
    """About a dataset, by its catalog name and its settings as plain data."""

    dataset: str
    data: dict[str, Any] = Field(default_factory=dict)


class PointsRequest(DataRequest):
    """See `core.probes.points`; `axes` are the two features that vary, if they are chosen yet."""

    axes: tuple[int, int] | None = None


class SamplesRequest(DataRequest):
    """See `core.probes.samples`."""

    split: SplitName
    count: int = Field(ge=1, le=1000)


class RunRequest(Parameters):
    """About one run."""

    run: str = Field(max_length=64)


class MomentRequest(RunRequest):
    """About one run at one moment: a checkpoint's tick, or `live` for now."""

    tick: int | str

    @field_validator("tick", mode="before")
    @classmethod
    def _tick_or_live(cls, tick: Any) -> Any:
        whole = isinstance(tick, int) and not isinstance(tick, bool) and 0 <= tick <= _LARGEST
        if whole or (isinstance(tick, str) and tick == "live"):
            return tick
        text = N_("it must be a moment's tick, a whole number, or live, not {value}")
        raise refused("tick", text, value=shown(tick))


class LookRequest(MomentRequest):
    """See `core.probes.look`."""

    image: Picture


class FiltersRequest(MomentRequest):
    """See `core.probes.filters`."""

    layer: int = Field(ge=0, le=_LARGEST)


class ConfusionRequest(MomentRequest):
    """See `core.probes.confusion`."""

    split: SplitName
    most: int = Field(2000, ge=10, le=2000)


class PicturesRequest(RunRequest):
    """See `core.probes.pictures`."""

    split: SplitName
    indices: tuple[int, ...] = Field(max_length=200)


class ArithmeticRequest(MomentRequest):
    """See `core.probes.arithmetic`."""

    image: Picture
    layer: int = Field(ge=0, le=_LARGEST)
    channel: int = Field(ge=0, le=_LARGEST)
    y: int = Field(ge=0, le=_LARGEST)
    x: int = Field(ge=0, le=_LARGEST)


class Edit(Parameters):
    """A weight, or a neuron's bias, set by hand; layers are numbered as in the network's list."""

    layer: int = Field(ge=0, le=_LARGEST)
    unit: int = Field(ge=0, le=_LARGEST)
    input: int | Literal["bias"]
    value: float = Field(ge=-1e6, le=1e6)


class PlaneRequest(MomentRequest):
    """See `core.probes.boundary`; `axes` are the numbers of the two features that vary."""

    resolution: int = Field(48, ge=2, le=80)
    axes: tuple[int, int] = (0, 1)
    edits: tuple[Edit, ...] = Field((), max_length=1000)


class BoundaryRequest(PlaneRequest):
    """See `core.probes.boundary`; `examples`: whether to tell what is made of them, too."""

    examples: bool = False


class NeuronsRequest(PlaneRequest):
    """See `core.probes.neurons`."""

    layer: int | None = Field(None, ge=0, le=_LARGEST)
    unit: int | None = Field(None, ge=0, le=_LARGEST)


class RowFormRequest(RunRequest):
    """See `core.probes.row`; without an `example` of the test split, the median of all."""

    example: int | None = Field(None, ge=0, le=_LARGEST)


class RowRequest(MomentRequest):
    """See `core.probes.row`: a value for each column, dates by ISO 8601, None if there is none."""

    values: tuple[Any, ...] = Field(max_length=10_000)


class ImportanceRequest(MomentRequest):
    """See `core.probes.importance`."""

    columns: tuple[int, ...] = Field((), max_length=30)
    repeats: int = Field(10, ge=2, le=30)
    seed: int = Field(0, ge=0, le=2**32 - 1)


class DependenceRequest(MomentRequest):
    """See `core.probes.dependence`."""

    column: int = Field(ge=0, le=_LARGEST)

"""What every layer is: settings, and arithmetic without torch, which tests hold equal to torch's.

A shape is `(channel, height, width)` for an image and `(features,)` for a vector.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from core.spec.message import N_, Message
from core.spec.parameters import Parameters

Shape = tuple[int, ...]
Purpose = Literal["look", "shrink", "steady", "bend", "shape", "decide"]
"""What a layer is there for, as its colour in the editor says."""


@dataclass(frozen=True)
class Measured:
    """What one layer does to one example.

    Attributes:
        output: Shape of one example after the layer.
        parameters: Trainable numbers in the layer.
        multiply_adds: Multiplications with addition for one example.
    """

    output: Shape
    parameters: int
    multiply_adds: int


class LayerBase(Parameters):
    """One layer: a type, its settings, and what it makes of a shape.

    Attributes:
        title: What people call such a layer (marked text).
        help: What it does, in one sentence (marked text).
        purpose: What it is there for.
    """

    title: ClassVar[str]
    help: ClassVar[str]
    purpose: ClassVar[Purpose]

    type: str

    def measure(self, shape: Shape) -> Measured:
        """Return output shape, parameters and multiply-adds for input of `shape`.

        Raises:
            Impossible: If this layer cannot take such input.
        """
        return Measured(shape, 0, 0)


@dataclass(frozen=True)
class Instead:
    """What could stand in the place of an impossible layer: the same one set otherwise, or nothing.

    Attributes:
        label: What putting it there does, as a button says it.
        layer: The layer; None takes the impossible one away.
    """

    label: Message
    layer: LayerBase | None


class Impossible(Exception):
    """A layer that cannot follow what stands before it, and what could stand there instead."""

    def __init__(self, message: Message, instead: Instead | None = None) -> None:
        self.message, self.instead = message, instead
        super().__init__(message.worded())


class NeedsImage(Impossible):
    """A layer for images after data that are a flat vector already."""

    def __init__(self, layer: LayerBase) -> None:
        text = N_(
            "{layer} needs an image, but here the data are already a flat vector; move it "
            "before the layer that makes them flat"
        )
        super().__init__(Message(text, {"layer": Message(layer.title)}))


class NeedsVector(Impossible):
    """A layer for flat vectors after data that are still an image."""

    def __init__(self, layer: LayerBase) -> None:
        text = N_(
            "{layer} needs a flat vector, but here the data are still an image; put a flatten "
            "layer before it"
        )
        super().__init__(Message(text, {"layer": Message(layer.title)}))


def image(shape: Shape, layer: LayerBase) -> tuple[int, int, int]:
    """Return `shape` as an image's; raises NeedsImage if it is none."""
    if len(shape) != 3:
        raise NeedsImage(layer)
    return shape[0], shape[1], shape[2]

"""Layer lists as data, with the shapes, parameters and multiply-adds of every layer.

All arithmetic is here, without torch; tests hold it equal to torch's own. A shape is
`(channel, height, width)` for an image and `(features,)` for a vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Annotated, Literal

from pydantic import Field

from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, setting

Shape = tuple[int, ...]


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


class Impossible(Exception):
    """A layer that cannot follow what stands before it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.worded())


class LayerBase(Parameters):
    """One layer: a type, its settings, and what it makes of a shape."""

    def measure(self, shape: Shape) -> Measured:
        """Return output shape, parameters and multiply-adds for input of `shape`.

        Raises:
            Impossible: If this layer cannot take such input.
        """
        return Measured(shape, 0, 0)


def _image(shape: Shape, layer: str) -> tuple[int, int, int]:
    """Return `shape` as an image's, or explain why it is none."""
    if len(shape) != 3:
        text = N_(
            "{layer} needs an image, but here the data are already a flat vector; move it "
            "before the flatten layer"
        )
        raise Impossible(Message(text, {"layer": layer}))
    return shape[0], shape[1], shape[2]


def _windows(size: int, kernel: int, stride: int, padding: int, layer: str) -> int:
    """Return how many windows fit along one side of an image."""
    room = size + 2 * padding
    if kernel > room:
        text = N_(
            "{layer}: a {kernel} x {kernel} window does not fit into an image that is "
            "{room} pixels wide here (with padding); take a smaller window or fewer pooling "
            "layers before it"
        )
        raise Impossible(Message(text, {"layer": layer, "kernel": kernel, "room": room}))
    return (room - kernel) // stride + 1


class Convolution(LayerBase):
    """2-D convolution (cross-correlation) with bias."""

    type: Literal["convolution"] = "convolution"
    channels: int = setting(
        16, N_("Channels"), N_("How many filters the layer learns."), ge=1, le=512
    )
    kernel: int = setting(
        3,
        N_("Kernel"),
        N_("Side of the window that slides over the image."),
        unit="px",
        ge=1,
        le=15,
    )
    stride: int = setting(
        1, N_("Stride"), N_("How far the window moves each time."), unit="px", ge=1, le=8
    )
    padding: int = setting(
        1, N_("Padding"), N_("Zeros added around the image."), unit="px", ge=0, le=7
    )

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        channels, *sides = _image(shape, "convolution")
        height, width = (
            _windows(side, self.kernel, self.stride, self.padding, "convolution") for side in sides
        )
        weights = self.channels * channels * self.kernel**2
        return Measured(
            (self.channels, height, width), weights + self.channels, weights * height * width
        )


class _Pool(LayerBase):
    """Sliding window without weights."""

    type: str
    kernel: int = setting(2, N_("Window"), N_("Side of the window."), unit="px", ge=1, le=8)

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`; windows do not overlap."""
        channels, *sides = _image(shape, self.type)
        height, width = (_windows(side, self.kernel, self.kernel, 0, self.type) for side in sides)
        return Measured((channels, height, width), 0, 0)


class MaxPool(_Pool):
    """Keeps the largest value of each window."""

    type: Literal["max_pool"] = "max_pool"


class AveragePool(_Pool):
    """Keeps the mean of each window."""

    type: Literal["average_pool"] = "average_pool"


class BatchNorm(LayerBase):
    """Batch normalisation (Ioffe and Szegedy 2015), with scale and shift for each channel."""

    type: Literal["batch_norm"] = "batch_norm"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured(shape, 2 * shape[0], prod(shape))


class Activation(LayerBase):
    """The non-linearity between two layers."""

    type: Literal["activation"] = "activation"
    function: Literal["relu", "leaky_relu", "gelu", "tanh", "sigmoid"] = setting(
        "relu",
        N_("Function"),
        N_("The bend that lets stacked layers express more than one."),
        choices={
            "relu": "ReLU",
            "leaky_relu": "Leaky ReLU",
            "gelu": "GELU",
            "tanh": "tanh",
            "sigmoid": "sigmoid",
        },
    )


class Dropout(LayerBase):
    """Sets a random part of its input to zero while training (Srivastava et al. 2014)."""

    type: Literal["dropout"] = "dropout"
    rate: float = setting(
        0.25, N_("Rate"), N_("Fraction of values set to zero."), ge=0, lt=1, step=0.05
    )


class Flatten(LayerBase):
    """Lays an image out as one vector."""

    type: Literal["flatten"] = "flatten"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured((prod(shape),), 0, 0)


class GlobalAveragePool(LayerBase):
    """Averages each channel over the whole image."""

    type: Literal["global_average_pool"] = "global_average_pool"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured((_image(shape, "global_average_pool")[0],), 0, 0)


class Dense(LayerBase):
    """Fully connected layer with bias."""

    type: Literal["dense"] = "dense"
    units: int = setting(64, N_("Units"), N_("How many neurons the layer has."), ge=1, le=4096)

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        if len(shape) != 1:
            text = N_(
                "dense needs a flat vector, but here the data are an image; put a flatten "
                "layer before it"
            )
            raise Impossible(Message(text))
        weights = shape[0] * self.units
        return Measured((self.units,), weights + self.units, weights)


Layer = Annotated[
    Convolution
    | MaxPool
    | AveragePool
    | BatchNorm
    | Activation
    | Dropout
    | Flatten
    | GlobalAveragePool
    | Dense,
    Field(discriminator="type"),
]


@dataclass(frozen=True)
class Row:
    """One line of a network's table: the layer and what it does to one example."""

    layer: LayerBase
    measured: Measured


def measure_stack(layers: Sequence[LayerBase], shape: Shape, path: str = "layers") -> list[Row]:
    """Follow one example of `shape` through `layers`.

    Args:
        layers: The layers in order.
        shape: Shape of one example before the first.
        path: Where the list stands in the specification, for error messages.

    Returns:
        One row for each layer.

    Raises:
        SpecError: Naming the first layer that cannot follow.
    """
    rows = []
    for index, layer in enumerate(layers):
        try:
            measured = layer.measure(shape)
        except Impossible as error:
            raise SpecError([Problem(f"{path}.{index}", error.message)]) from None
        rows.append(Row(layer, measured))
        shape = measured.output
    return rows

"""Layers that take images and vectors alike, and the dense layer."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal

from core.spec.layers.layer import LayerBase, Measured, NeedsVector, Purpose, Shape
from core.spec.message import N_
from core.spec.parameters import setting

Function = Literal["relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid"]
ACTIVATIONS: dict[str, str] = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
}


class BatchNorm(LayerBase):
    """Batch normalisation (Ioffe and Szegedy 2015), with scale and shift for each channel."""

    title: ClassVar[str] = N_("Batch normalisation")
    purpose: ClassVar[Purpose] = "steady"
    help: ClassVar[str] = N_(
        "Brings each channel to mean 0 and spread 1 over the batch, so that learning can go faster."
    )

    type: Literal["batch_norm"] = "batch_norm"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured(shape, 2 * shape[0], prod(shape))


class LayerNorm(LayerBase):
    """Layer normalisation (Ba et al. 2016), with scale and shift for each value."""

    title: ClassVar[str] = N_("Layer normalisation")
    purpose: ClassVar[Purpose] = "steady"
    help: ClassVar[str] = N_(
        "Brings all values of one example to mean 0 and spread 1, whatever else is in the batch."
    )

    type: Literal["layer_norm"] = "layer_norm"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured(shape, 2 * prod(shape), prod(shape))


class Activation(LayerBase):
    """The non-linearity between two layers."""

    title: ClassVar[str] = N_("Activation")
    purpose: ClassVar[Purpose] = "bend"
    help: ClassVar[str] = N_(
        "Bends every value; without a bend, stacked layers could do no more than a single one."
    )

    type: Literal["activation"] = "activation"
    function: Function = setting(
        "relu",
        N_("Function"),
        N_("The shape of the bend. ReLU cuts off what is negative and is a good start."),
        choices=ACTIVATIONS,
    )


class Dropout(LayerBase):
    """Sets a random part of its input to zero while training (Srivastava et al. 2014)."""

    title: ClassVar[str] = N_("Dropout")
    purpose: ClassVar[Purpose] = "steady"
    help: ClassVar[str] = N_(
        "Switches random values off while training, so that the network relies on no single one."
    )

    type: Literal["dropout"] = "dropout"
    rate: float = setting(
        0.25, N_("Rate"), N_("Fraction of values set to zero."), ge=0, le=0.99, step=0.05
    )


class Flatten(LayerBase):
    """Lays an image out as one vector."""

    title: ClassVar[str] = N_("Flatten")
    purpose: ClassVar[Purpose] = "shape"
    help: ClassVar[str] = N_("Lays the image out as one long list of numbers for dense layers.")

    type: Literal["flatten"] = "flatten"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured((prod(shape),), 0, 0)


class Dense(LayerBase):
    """Fully connected layer with bias."""

    title: ClassVar[str] = N_("Dense")
    purpose: ClassVar[Purpose] = "decide"
    help: ClassVar[str] = N_("Connects every value with every neuron, by a weight of its own each.")

    type: Literal["dense"] = "dense"
    units: int = setting(64, N_("Units"), N_("How many neurons the layer has."), ge=1, le=4096)

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        if len(shape) != 1:
            raise NeedsVector(self)
        weights = shape[0] * self.units
        return Measured((self.units,), weights + self.units, weights)

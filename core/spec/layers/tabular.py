"""The layers of a network for tables, which a recipe puts together by itself.

The first and the last one know what was measured on the training examples; nothing in them is
trained.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from core.spec.layers.general import ACTIVATIONS, Function
from core.spec.layers.layer import LayerBase, Measured, Shape
from core.spec.message import N_
from core.spec.parameters import setting

Normalisation = Literal["none", "batch", "layer"]
NORMALISATIONS: dict[str, str] = {
    "none": N_("None"),
    "batch": N_("Batch normalisation"),
    "layer": N_("Layer normalisation"),
}


class Standardise(LayerBase):
    """Brings each feature to mean 0 and standard deviation 1, as of the training examples."""

    title: ClassVar[str] = N_("Standardisation")
    help: ClassVar[str] = N_(
        "Brings each feature to mean 0 and spread 1, as measured on the training examples. It is "
        "fixed: nothing in it is learned."
    )

    type: Literal["standardise"] = "standardise"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured(shape, 0, shape[0])


class Hidden(LayerBase):
    """A hidden layer: dense, normalised, bent, and added to its input if it is residual.

    A residual one (He et al. 2016) has as many units as values come in. Dropout comes last within
    it, so that the shortcut is never cut.
    """

    title: ClassVar[str] = N_("Hidden layer")
    help: ClassVar[str] = N_(
        "Neurons that each weigh all values of the layer before, add them up and bend the sum."
    )

    type: Literal["hidden"] = "hidden"
    units: int = setting(64, N_("Neurons"), N_("How many neurons the layer has."), ge=1, le=1024)
    function: Function = setting(
        "relu", N_("Activation"), N_("The shape of the bend."), choices=ACTIVATIONS
    )
    normalisation: Normalisation = setting(
        "none", N_("Normalisation"), N_("What the sums are brought to."), choices=NORMALISATIONS
    )
    dropout: float = setting(
        0.0, N_("Dropout"), N_("Fraction of neurons switched off while training."), ge=0, lt=1
    )
    residual: bool = setting(
        False, N_("Residual"), N_("Whether the layer's input is added to what it computes.")
    )

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        weights = shape[0] * self.units
        scaled = self.units if self.normalisation != "none" else 0
        return Measured((self.units,), weights + self.units + 2 * scaled, weights + scaled)


class Destandardise(LayerBase):
    """Brings a number that was learned with mean 0 and spread 1 into the target's own unit."""

    title: ClassVar[str] = N_("Back to the target's unit")
    help: ClassVar[str] = N_(
        "The network learns to predict a target of mean 0 and spread 1. This gives the prediction "
        "back in the target's own unit. It is fixed: nothing in it is learned."
    )

    type: Literal["destandardise"] = "destandardise"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured(shape, 0, shape[0])

"""Settings that networks which make examples share."""

from __future__ import annotations

from typing import Literal

from core.spec.layers import NORMALISATIONS, Normalisation
from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import GradientTraining

BodyName = Literal["dense", "convolutional"]
BODIES: dict[str, str] = {"dense": N_("Dense layers"), "convolutional": N_("Convolutions")}
"""What such a network is made of. Points have no neighbours: for them it is always dense."""


class AutoencoderParams(Parameters):
    """An encoder and a decoder that is its mirror image."""

    latent: int = setting(
        8,
        N_("Latent size"),
        N_(
            "How many numbers an example is boiled down to. With 2 one can look at all of them as "
            "a plane; more rebuild better."
        ),
        ge=1,
        le=512,
    )
    body: BodyName = setting(
        "dense",
        N_("Layers"),
        N_(
            "Dense layers connect every number with every pixel. Convolutions shrink and grow a "
            "picture and know that neighbouring pixels belong together."
        ),
        choices=BODIES,
        only_for=["image"],
    )
    depth: int = setting(
        2,
        N_("Depth"),
        N_(
            "How many hidden layers each half has or, of convolutions, how many times the picture "
            "is halved and doubled."
        ),
        ge=1,
        le=6,
    )
    width: int = setting(
        256,
        N_("Width"),
        N_(
            "How many neurons a hidden layer has, or how many channels the smallest picture. Wide "
            "layers rebuild more detail, and each step takes longer."
        ),
        ge=4,
        le=2048,
    )
    normalisation: Normalisation = setting(
        "none",
        N_("Normalisation"),
        N_(
            "Whether each layer's sums are brought to mean 0 and spread 1, over the batch or over "
            "the layer. Deep halves learn faster with it."
        ),
        choices=NORMALISATIONS,
    )


class AutoencoderTraining(GradientTraining):
    """Many cheap epochs; there is no label to be learned by heart."""

    epochs: int = inherited(GradientTraining, "epochs", 100)
    batch_size: int = inherited(GradientTraining, "batch_size", 64)
    learning_rate: float = inherited(GradientTraining, "learning_rate", 2e-3)
    weight_decay: float = inherited(GradientTraining, "weight_decay", 0.0)

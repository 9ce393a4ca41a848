"""How a network is trained by gradient descent, shared by every family that does so."""

from __future__ import annotations

from typing import Literal

from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class NoTraining(Parameters):
    """For learners that have nothing to set here, such as a random forest."""


class GradientTraining(Parameters):
    """Gradient descent on batches of examples."""

    epochs: int = setting(
        30,
        N_("Epochs"),
        N_(
            "How many times the network sees the whole training set. More epochs learn more, until "
            "the validation curve stops rising."
        ),
        ge=1,
        le=2000,
    )
    batch_size: int = setting(
        64,
        N_("Batch size"),
        N_(
            "How many examples each step averages the gradient over. Small batches take noisier, "
            "more frequent steps."
        ),
        ge=1,
        le=4096,
    )
    optimiser: Literal["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"] = setting(
        "adamw",
        N_("Optimiser"),
        N_(
            "The rule that turns gradients into weight updates. AdamW adapts the step of each "
            "weight; SGD takes plain steps downhill."
        ),
        choices={
            "sgd": N_("SGD (plain steps)"),
            "momentum": N_("SGD with momentum"),
            "nesterov": N_("SGD with Nesterov momentum"),
            "rmsprop": N_("RMSprop"),
            "adam": N_("Adam"),
            "adamw": N_("AdamW"),
        },
    )
    learning_rate: float = setting(
        3e-3,
        N_("Learning rate"),
        N_(
            "How far one step goes. Too small: learning crawls. Too large: the loss jumps or "
            "explodes. Try factors of three."
        ),
        gt=0,
        le=10,
        logarithmic=True,
    )
    schedule: Literal["constant", "cosine", "step", "one_cycle"] = setting(
        "cosine",
        N_("Learning rate schedule"),
        N_(
            "How the learning rate changes during training. Cosine lowers it smoothly to zero, "
            "so the last steps settle."
        ),
        choices={
            "constant": N_("Constant"),
            "cosine": N_("Cosine (falls smoothly to zero)"),
            "step": N_("Steps (divided by ten twice)"),
            "one_cycle": N_("One cycle (rises, then falls)"),
        },
    )
    weight_decay: float = setting(
        0.05,
        N_("Weight decay"),
        N_(
            "How strongly weights are pulled towards zero. It keeps a network from relying on a "
            "few large weights. 0 switches it off."
        ),
        ge=0,
        le=1,
        step=0.01,
        advanced=True,
    )

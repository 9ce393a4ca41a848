"""How networks are trained by gradient descent, in layers of which a family takes what fits it.

Gradient descent; with a validation score that can end it early; of classifiers; of images.
"""

from __future__ import annotations

from typing import Literal

from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class NoTraining(Parameters):
    """For learners that have nothing to set here, such as a random forest."""


class ActingTraining(Parameters):
    """A budget of steps in an environment."""

    steps: int = setting(
        100_000,
        N_("Steps"),
        N_(
            "How many steps in the environment to learn from, all episodes and all copies of the "
            "environment together."
        ),
        ge=10,
        le=10_000_000,
        logarithmic=True,
    )
    epochs: int = setting(
        20,
        N_("Epochs"),
        N_(
            "Into how many equal parts the steps are divided. After each the agent plays a few "
            "episodes as well as it can, and is kept, so that you can go back to it."
        ),
        ge=1,
        le=500,
        advanced=True,
    )


class GradientTraining(Parameters):
    """Gradient descent on batches of examples."""

    epochs: int = setting(
        12,
        N_("Epochs"),
        N_(
            "How many times the network sees the whole training set. More epochs learn more, until "
            "the validation curve stops rising."
        ),
        ge=1,
        le=2000,
    )
    batch_size: int = setting(
        32,
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
    momentum: float = setting(
        0.9,
        N_("Momentum"),
        N_(
            "How much of its former direction each step keeps, as a ball does that rolls downhill. "
            "In Adam and AdamW it is called beta 1. Plain SGD and RMSprop have none."
        ),
        ge=0,
        lt=1,
        step=0.01,
        advanced=True,
        only_with={"optimiser": ["momentum", "nesterov", "adam", "adamw"]},
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
    gradient_clip: float | None = setting(
        None,
        N_("Gradient clipping"),
        N_(
            "Longest gradient that a step may follow; a longer one is shortened to this. Try 1 "
            "where the loss jumps. Empty means off."
        ),
        gt=0,
        le=1000,
        step=0.1,
        advanced=True,
    )


class SupervisedTraining(GradientTraining):
    """Gradient descent that a loss on validation examples may end."""

    early_stopping: int | None = setting(
        None,
        N_("Early stopping"),
        N_(
            "Stop after so many epochs without a lower validation loss, and go back to the weights "
            "of the best epoch. Empty means off: every epoch is trained and the last weights stay."
        ),
        unit=N_("epochs"),
        ge=1,
        le=500,
        advanced=True,
    )


class ClassifierTraining(SupervisedTraining):
    """Supervised training with cross entropy."""

    label_smoothing: float = setting(
        0.0,
        N_("Label smoothing"),
        N_(
            "How much of the certainty is taken from the right class and spread over all classes. "
            "With 0.1 the network need not become 100 % sure. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
        advanced=True,
    )


class ImageTraining(ClassifierTraining):
    """Training of image classifiers, which may see every picture a little changed each time.

    Such augmentation (Simard et al. 2003) draws anew for each example in each epoch.
    """

    shift: int = setting(
        0,
        N_("Augmentation: shift"),
        N_(
            "Moves each training picture sideways and up or down by up to so many pixels, each "
            "time differently. Try 1 on small pictures. 0 switches it off."
        ),
        unit="px",
        ge=0,
        le=16,
    )
    rotation: float = setting(
        0.0,
        N_("Augmentation: rotation"),
        N_(
            "Turns each training picture by up to so many degrees either way. Try 10; much more "
            "makes a 6 a 9. 0 switches it off."
        ),
        unit="°",
        ge=0,
        le=180,
        step=1,
    )
    zoom: float = setting(
        0.0,
        N_("Augmentation: zoom"),
        N_(
            "Makes each training picture larger or smaller by up to this fraction. Try 0.1. "
            "0 switches it off."
        ),
        ge=0,
        le=0.9,
        step=0.05,
    )
    flip: bool = setting(
        False,
        N_("Augmentation: mirror"),
        N_(
            "Mirrors every second training picture, left and right swapped. Good for photographs, "
            "bad for writing: a mirrored letter is another one, or none."
        ),
    )

    @property
    def augments(self) -> bool:
        """Whether training pictures are changed at all."""
        return bool(self.shift or self.rotation or self.zoom or self.flip)

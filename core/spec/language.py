"""Settings that all language models share, whatever network reads."""

from __future__ import annotations

from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import SupervisedTraining


class LanguageParams(Parameters):
    """What a language model is shown at once while it is trained."""

    context: int = setting(
        128,
        N_("Context"),
        N_(
            "How many characters one training example holds. What is further back than that, the "
            "model cannot learn to use. Try 16: it then knows words, but hardly sentences."
        ),
        unit=N_("characters"),
        ge=2,
        le=1024,
    )


class LanguageTraining(SupervisedTraining):
    """A budget counted in batches, for a text may be too long to be read even once."""

    epochs: int = setting(
        10,
        N_("Epochs"),
        N_(
            "How often the model stops to be tried on the validation text; an epoch is so many "
            "batches as the next setting says. More epochs learn more, and take longer."
        ),
        ge=1,
        le=2000,
    )
    steps_per_epoch: int = setting(
        60,
        N_("Batches an epoch"),
        N_(
            "How many batches make one epoch, whatever the length of the text. Try fewer to see "
            "how the model writes early on."
        ),
        ge=1,
        le=10000,
    )
    batch_size: int = inherited(SupervisedTraining, "batch_size", 32)
    learning_rate: float = inherited(SupervisedTraining, "learning_rate", 3e-3)
    weight_decay: float = inherited(SupervisedTraining, "weight_decay", 0.01)
    gradient_clip: float | None = inherited(SupervisedTraining, "gradient_clip", 1.0)

"""Live charts that several recipes draw."""

from __future__ import annotations

from core.catalog.descriptions import Chart, Curve
from core.spec.message import N_

TRAINING, VALIDATION = N_("Training, each batch"), N_("Validation, each epoch")

DESCENT = (
    Chart(
        N_("Learning rate"),
        N_("Learning rate"),
        (Curve("train/learning_rate", N_("Every tenth batch")),),
        advanced=True,
    ),
    Chart(
        N_("Gradient norm"),
        N_("Length of the gradient"),
        (Curve("train/gradient_norm", N_("Every tenth batch"), smooth=True),),
        advanced=True,
    ),
)
"""How gradient descent itself goes."""

OF_SEQUENCES = (
    Chart(
        N_("Loss"),
        N_("Cross entropy (nats)"),
        (Curve("train/loss", TRAINING, smooth=True), Curve("valid/log_loss", VALIDATION)),
        task="classification",
    ),
    Chart(
        N_("Accuracy"),
        N_("Fraction right"),
        (Curve("train/accuracy", TRAINING, smooth=True), Curve("valid/accuracy", VALIDATION)),
        (0, 1),
        task="classification",
    ),
    Chart(
        N_("Loss"),
        N_("Squared error, in spreads of the change"),
        (Curve("train/loss", TRAINING, smooth=True), Curve("valid/loss", VALIDATION)),
        task="forecasting",
    ),
    Chart(
        N_("RMSE"),
        N_("Error, in the target's unit"),
        (Curve("train/rmse", TRAINING, smooth=True), Curve("valid/rmse", VALIDATION)),
        task="forecasting",
    ),
    *DESCENT,
)
"""Of networks that read a sequence and name its class, or say how a series goes on."""

OF_TEXT = (
    Chart(
        N_("Bits per character"),
        N_("Bits per character"),
        (
            Curve("train/bits_per_character", TRAINING, smooth=True),
            Curve("valid/bits_per_character", VALIDATION),
        ),
    ),
    Chart(
        N_("Accuracy of the next character"),
        N_("Fraction right"),
        (Curve("train/accuracy", TRAINING, smooth=True), Curve("valid/accuracy", VALIDATION)),
        (0, 1),
    ),
    *DESCENT,
)
"""Of language models."""

OF_SAMPLES = (
    Chart(
        N_("Fréchet distance"),
        N_("Distance from real examples"),
        (Curve("valid/frechet_distance", VALIDATION),),
    ),
    Chart(
        N_("Recognised samples"),
        N_("Fraction recognised"),
        (Curve("valid/recognised", VALIDATION),),
        (0, 1),
    ),
    Chart(
        N_("Classes found"),
        N_("Classes among the samples"),
        (Curve("valid/classes_covered", VALIDATION),),
        advanced=True,
    ),
)
"""Of models that make examples: how good those are, as far as somebody can tell."""

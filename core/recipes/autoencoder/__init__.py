"""`autoencoder`: a bottleneck of a few numbers, through which examples are passed."""

from __future__ import annotations

from core.catalog.charts import OF_SAMPLES, TRAINING, VALIDATION
from core.catalog.descriptions import Chart, Curve, Preset, Recipe
from core.spec.making import AutoencoderParams, AutoencoderTraining
from core.spec.message import N_
from core.spec.parameters import setting


class PlainParams(AutoencoderParams):
    """An encoder, its mirror image as a decoder, and noise to remove if wanted."""

    noise: float = setting(
        0.0,
        N_("Noise to remove"),
        N_(
            "How much noise is added to what it is shown, while it is to rebuild what was there "
            "before: a denoising autoencoder. Half the range from black to white of a picture is "
            "1, and so is the spread of points. Try 0.5. 0 switches it off."
        ),
        ge=0,
        le=2,
        step=0.1,
    )


RECIPE = Recipe(
    name="autoencoder",
    title=N_("Autoencoder"),
    summary=N_(
        "An encoder boils each example down to a few numbers, from which a decoder puts it "
        "together again. New examples come from a normal distribution fitted to the numbers of "
        "the training examples: nothing else keeps those in order."
    ),
    family="deep",
    tasks=frozenset({"generation"}),
    accepts=frozenset({"points", "image"}),
    learner="core.recipes.autoencoder.learner:AutoencoderLearner",
    params=PlainParams,
    training=AutoencoderTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=(
        Chart(
            N_("Loss"),
            N_("Cost of rebuilding"),
            (Curve("train/loss", TRAINING, smooth=True),),
        ),
        Chart(
            N_("Reconstruction error"),
            N_("Root mean squared difference"),
            (Curve("valid/reconstruction_error", VALIDATION),),
        ),
        *OF_SAMPLES,
    ),
    presets=(
        Preset("standard", N_("Dense, several numbers")),
        Preset("denoising", N_("Removes noise"), {"noise": 0.5, "latent": 32}),
        Preset("plane", N_("Two numbers: a plane to walk in"), {"latent": 2}),
        Preset(
            "convolutional",
            N_("Convolutions, for pictures"),
            {"body": "convolutional", "width": 64},
        ),
    ),
    network="core.recipes.autoencoder.network:build",
)

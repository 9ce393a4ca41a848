"""`vae`: codes with room around them, so that one can draw some and walk between them."""

from __future__ import annotations

from core.catalog.charts import OF_SAMPLES, TRAINING, VALIDATION
from core.catalog.descriptions import Chart, Curve, Preset, Recipe
from core.spec.making import AutoencoderParams, AutoencoderTraining
from core.spec.message import N_
from core.spec.parameters import setting


class VAEParams(AutoencoderParams):
    """An encoder, its mirror image as a decoder, and how strictly codes are kept in order."""

    beta: float = setting(
        1.0,
        N_("Beta"),
        N_(
            "How much it costs that codes differ from the standard normal distribution. More makes "
            "samples smoother and alike, less makes rebuilding sharper and leaves holes between "
            "the codes. Try 0.1 and 4."
        ),
        ge=0,
        le=100,
        step=0.1,
    )
    conditional: bool = setting(
        False,
        N_("Told the class"),
        N_(
            "Whether encoder and decoder are told the class, so that one can order a 7, and codes "
            "need only hold how it is written. Only for data that have classes."
        ),
    )


RECIPE = Recipe(
    name="vae",
    title=N_("Variational autoencoder (VAE)"),
    summary=N_(
        "An encoder boils each example down to a few numbers, and a decoder puts it together "
        "again. Numbers are blurred a little on the way, so that near ones mean similar examples "
        "and new ones can be drawn."
    ),
    family="deep",
    tasks=frozenset({"generation"}),
    accepts=frozenset({"points", "image"}),
    learner="core.recipes.vae.learner:VAELearner",
    params=VAEParams,
    training=AutoencoderTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=(
        Chart(
            N_("Reconstruction"),
            N_("Cost of rebuilding (nats)"),
            (Curve("train/reconstruction", TRAINING, smooth=True),),
        ),
        Chart(
            N_("KL divergence"),
            N_("What codes tell (nats)"),
            (Curve("train/kl", TRAINING, smooth=True),),
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
        Preset("plane", N_("Two numbers: a plane to walk in"), {"latent": 2}),
        Preset(
            "convolutional",
            N_("Convolutions, for pictures"),
            {"body": "convolutional", "width": 64},
        ),
        Preset("conditional", N_("Told the class"), {"conditional": True}),
        Preset("disentangling", N_("Beta of 4"), {"beta": 4.0}),
    ),
    network="core.recipes.vae.network:build",
)

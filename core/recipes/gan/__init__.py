"""`gan`: a generator learns to make what a discriminator cannot tell from real examples."""

from __future__ import annotations

from typing import Literal

from core.catalog.descriptions import Recipe
from core.recipes.gan.charts import CHARTS
from core.recipes.gan.presets import PRESETS
from core.spec.layers import NORMALISATIONS, Normalisation
from core.spec.making import BODIES, BodyName
from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import GradientTraining

LossName = Literal["non_saturating", "least_squares", "hinge", "wasserstein_gp"]


class GANParams(Parameters):
    """Both networks, each by itself, and the rules of their game."""

    loss: LossName = setting(
        "non_saturating",
        N_("Loss"),
        N_(
            "The rules of the game. Non-saturating is the classic: real or not, by cross entropy. "
            "Least squares and hinge pull scores towards or past fixed marks. Wasserstein asks "
            "how far apart the two crowds are, and keeps the discriminator's slopes near 1."
        ),
        choices={
            "non_saturating": N_("Non-saturating (2014)"),
            "least_squares": N_("Least squares"),
            "hinge": N_("Hinge"),
            "wasserstein_gp": N_("Wasserstein with gradient penalty"),
        },
    )
    gradient_penalty: float = setting(
        0.02,
        N_("Gradient penalty"),
        N_(
            "How strongly the discriminator is kept from being steep: at real examples (R1) or, "
            "with the Wasserstein loss, how near its slopes are kept to 1. Without it the two "
            "networks chase each other. 0 switches it off."
        ),
        ge=0,
        le=100,
        step=0.01,
    )
    label_smoothing: float = setting(
        0.0,
        N_("Label smoothing"),
        N_(
            "How much the discriminator may doubt real examples: with 0.1 it is to be 90 % sure "
            "of them, so that its slopes do not vanish. 0 switches it off."
        ),
        ge=0,
        le=0.5,
        step=0.05,
        advanced=True,
        only_with={"loss": ["non_saturating", "least_squares"]},
    )
    latent: int = setting(
        16,
        N_("Latent size"),
        N_(
            "How many random numbers each example is made from. With 2 one can look at all that "
            "the generator makes as a plane; few are hard to spread over many kinds of examples."
        ),
        ge=1,
        le=512,
    )
    conditional: bool = setting(
        False,
        N_("Told the class"),
        N_(
            "Whether both networks are told the class, so that one can order a 7. Only for data "
            "that have classes. It is easier: no class can be forgotten."
        ),
    )
    generator_body: BodyName = setting(
        "dense",
        N_("Generator's layers"),
        N_(
            "Dense layers connect every number with every pixel. Convolutions grow a picture from "
            "small to large and know that neighbouring pixels belong together."
        ),
        choices=BODIES,
        only_for=["image"],
    )
    generator_depth: int = setting(
        3,
        N_("Generator's depth"),
        N_(
            "How many hidden layers it has or, of convolutions, how many times the picture doubles "
            "its size."
        ),
        ge=1,
        le=6,
    )
    generator_width: int = setting(
        192,
        N_("Generator's width"),
        N_(
            "How many neurons a hidden layer has, or how many channels the smallest picture. Wide "
            "generators make more different things, and each step takes longer."
        ),
        ge=4,
        le=2048,
    )
    generator_normalisation: Normalisation = setting(
        "none",
        N_("Generator's normalisation"),
        N_(
            "Whether each layer's sums are brought to mean 0 and spread 1, over the batch or over "
            "the layer. Deep generators learn faster with it."
        ),
        choices=NORMALISATIONS,
    )
    discriminator_body: BodyName = setting(
        "dense",
        N_("Discriminator's layers"),
        N_(
            "Dense layers look at all pixels at once; convolutions look for the same small "
            "patterns everywhere."
        ),
        choices=BODIES,
        only_for=["image"],
    )
    discriminator_depth: int = setting(
        3,
        N_("Discriminator's depth"),
        N_(
            "How many hidden layers it has or, of convolutions, how many times the picture is "
            "halved."
        ),
        ge=1,
        le=6,
    )
    discriminator_width: int = setting(
        192,
        N_("Discriminator's width"),
        N_(
            "How many neurons a hidden layer has, or how many channels the smallest picture. It "
            "should be a match for the generator: try 8, and see what it lets pass."
        ),
        ge=4,
        le=2048,
    )
    discriminator_normalisation: Literal["none", "layer", "spectral"] = setting(
        "none",
        N_("Discriminator's normalisation"),
        N_(
            "Spectral normalisation divides each layer's weights by their largest stretch, so that "
            "no small change of an example changes the score much: the game stays calmer."
        ),
        choices={
            "none": N_("None"),
            "layer": N_("Layer normalisation"),
            "spectral": N_("Spectral normalisation"),
        },
    )
    discriminator_dropout: float = setting(
        0.0,
        N_("Discriminator's dropout"),
        N_(
            "Fraction of its neurons switched off at random while training, so that it learns "
            "fewer training examples by heart. Try 0.3 with little data. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
        advanced=True,
    )
    instance_noise: float = setting(
        0.05,
        N_("Instance noise"),
        N_(
            "How much noise is added to all that the discriminator sees, real and made, so that it "
            "cannot win by a hair. Half the range from black to white of a picture is 1, and so is "
            "the spread of points. 0 switches it off."
        ),
        ge=0,
        le=1,
        step=0.01,
        advanced=True,
    )
    average: float = setting(
        0.998,
        N_("Moving average"),
        N_(
            "What is shown and scored is made by a moving average of the generator's weights, "
            "which keeps this much of itself in each step: 0.998 remembers some 500 steps. It is "
            "calmer and better than the generator itself. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.001,
        advanced=True,
    )


class GANTraining(Parameters):
    """How the two take turns."""

    epochs: int = setting(
        30,
        N_("Epochs"),
        N_(
            "How often the game stops for a look at what the generator makes; an epoch is so many "
            "steps as the next setting says. More epochs learn more, and take longer."
        ),
        ge=1,
        le=2000,
    )
    steps_per_epoch: int = setting(
        250,
        N_("Steps an epoch"),
        N_(
            "How many steps make one epoch, however many examples there are. Try 20 to watch "
            "closely how it begins."
        ),
        ge=1,
        le=10_000,
    )
    batch_size: int = setting(
        64,
        N_("Batch size"),
        N_(
            "How many real and how many made examples each step looks at. In large batches a "
            "missing class is noticed sooner."
        ),
        ge=2,
        le=4096,
    )
    discriminator_steps: int = setting(
        1,
        N_("Discriminator's steps"),
        N_(
            "How often the discriminator learns before the generator does once. The Wasserstein "
            "loss wants it to be ahead: try 3."
        ),
        ge=1,
        le=10,
    )
    discriminator_rate: float = setting(
        1e-3,
        N_("Discriminator's learning rate"),
        N_(
            "How far one step of the discriminator goes. If it wins at once, lower it; if it "
            "cannot tell noise from digits, raise it."
        ),
        gt=0,
        le=1,
        logarithmic=True,
    )
    generator_rate: float = setting(
        1e-3,
        N_("Generator's learning rate"),
        N_(
            "How far one step of the generator goes. Much more than the discriminator's, and it "
            "jumps to wherever it is not yet caught: it collapses."
        ),
        gt=0,
        le=1,
        logarithmic=True,
    )
    schedule: Literal["constant", "cosine", "step", "one_cycle"] = inherited(
        GradientTraining, "schedule", "cosine"
    )
    momentum: float = setting(
        0.5,
        N_("Momentum"),
        N_(
            "How much of its former direction each step of Adam keeps. Less than the usual 0.9, "
            "for the other network moves as well: with much momentum they circle each other."
        ),
        ge=0,
        lt=1,
        step=0.1,
        advanced=True,
    )


RECIPE = Recipe(
    name="gan",
    title=N_("Generative adversarial network (GAN)"),
    summary=N_(
        "Two networks play against each other: a generator makes examples out of random numbers, a "
        "discriminator learns to tell them from real ones, and so shows the generator how to get "
        "better."
    ),
    family="deep",
    tasks=frozenset({"generation"}),
    accepts=frozenset({"points", "image"}),
    learner="core.recipes.gan.learner:GANLearner",
    params=GANParams,
    training=GANTraining,
    phases=(N_("discriminator"), N_("generator")),
    step_name=N_("Step (both networks)"),
    charts=CHARTS,
    presets=PRESETS,
    network="core.recipes.gan.network:build",
)

"""`rbm`: a restricted Boltzmann machine, which learns by telling pictures from its own dreams."""

from __future__ import annotations

from core.catalog.charts import OF_SAMPLES
from core.catalog.descriptions import Chart, Curve, Preset, Recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class RBMParams(Parameters):
    """The machine, and how it dreams."""

    hidden: int = setting(
        128,
        N_("Hidden units"),
        N_(
            "How many hidden units there are. Each learns to look for something in the picture; "
            "more can describe it in finer detail."
        ),
        ge=1,
        le=2048,
    )
    steps: int = setting(
        5,
        N_("Gibbs steps (k)"),
        N_(
            "How many times pixels and hidden units are drawn of each other before a dream is "
            "compared with the data. One is quickest; more make better samples."
        ),
        ge=1,
        le=100,
    )
    persistent: bool = setting(
        True,
        N_("Persistent chains"),
        N_(
            "Whether dreams go on from one step to the next, instead of starting again at the "
            "data. They come farther from the data so, and find what is wrong there."
        ),
    )
    dream_steps: int = setting(
        100,
        N_("Gibbs steps of a sample"),
        N_(
            "How long a chain runs from noise until its picture counts as a sample. Short chains "
            "have not yet found their way to a digit."
        ),
        ge=1,
        le=5000,
        step=100,
        advanced=True,
    )


class RBMTraining(Parameters):
    """Steps up the slope of the likelihood, as far as it is known."""

    epochs: int = setting(
        40,
        N_("Epochs"),
        N_("How many times the machine sees the whole training set."),
        ge=1,
        le=2000,
    )
    batch_size: int = setting(
        16,
        N_("Batch size"),
        N_("How many pictures each step learns from, and how many chains dream beside them."),
        ge=1,
        le=1024,
    )
    learning_rate: float = setting(
        0.1,
        N_("Learning rate"),
        N_(
            "How far one step goes; it falls evenly to zero. Too large, and all chains dream the "
            "same."
        ),
        gt=0,
        le=1,
        logarithmic=True,
    )
    momentum: float = setting(
        0.5,
        N_("Momentum"),
        N_("How much of its former direction each step keeps, as a ball does that rolls downhill."),
        ge=0,
        lt=1,
        step=0.1,
        advanced=True,
    )
    weight_decay: float = setting(
        1e-4,
        N_("Weight decay"),
        N_("How strongly weights are pulled towards zero, so that chains do not get stuck."),
        ge=0,
        le=0.1,
        advanced=True,
    )


_TRAINING, _VALIDATION = N_("Training"), N_("Validation")

RECIPE = Recipe(
    name="rbm",
    title=N_("Restricted Boltzmann machine (RBM)"),
    summary=N_(
        "Pixels and hidden units that switch each other on and off by chance. It learns without "
        "backpropagation, by comparing pictures with what it dreams. Deep learning began with it."
    ),
    family="deep",
    tasks=frozenset({"generation"}),
    accepts=frozenset({"image"}),
    learner="core.recipes.rbm.learner:RBMLearner",
    params=RBMParams,
    training=RBMTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=(
        Chart(
            N_("Reconstruction"),
            N_("Error of a pixel (root mean square)"),
            (Curve("train/reconstruction", N_("Training, each batch"), smooth=True),),
        ),
        *OF_SAMPLES,
        Chart(
            N_("Free energy"),
            N_("Mean free energy (nats)"),
            (
                Curve("train/free_energy", _TRAINING),
                Curve("valid/free_energy", _VALIDATION),
            ),
        ),
        Chart(
            N_("Pseudo-likelihood"),
            N_("Log chance of a pixel (nats)"),
            (Curve("valid/pseudo_likelihood", _VALIDATION),),
            advanced=True,
        ),
    ),
    presets=(
        Preset("persistent", N_("Persistent chains")),
        Preset(
            "cd1",
            N_("Contrastive divergence, one step (2002)"),
            {"persistent": False, "steps": 1},
        ),
        Preset("few", N_("Sixteen hidden units"), {"hidden": 16}),
    ),
    network="core.recipes.rbm.network:build",
)

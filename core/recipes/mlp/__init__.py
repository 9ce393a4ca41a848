"""`mlp`: a multilayer perceptron for tables, which tells classes apart or predicts a number."""

from __future__ import annotations

from core.catalog.descriptions import Chart, Curve, Facts, Preset, Recipe
from core.spec.layers import (
    ACTIVATIONS,
    NORMALISATIONS,
    Dense,
    Destandardise,
    Function,
    Hidden,
    LayerBase,
    Normalisation,
    Standardise,
)
from core.spec.losses import LOSS_TITLES, LossName, fitting_loss
from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import SupervisedTraining


class MLPParams(Parameters):
    """Equally wide hidden layers; standardisation and output layer come by themselves."""

    depth: int = setting(
        3,
        N_("Hidden layers"),
        N_(
            "How many layers of neurons stand between the features and the answer. None at all "
            "makes a linear model; one can bend a border, more can fold it."
        ),
        ge=0,
        le=16,
    )
    width: int = setting(
        32,
        N_("Neurons a layer"),
        N_(
            "How many neurons each hidden layer has. More can hold more detail, and learn more "
            "noise by heart."
        ),
        ge=1,
        le=1024,
    )
    activation: Function = setting(
        "relu",
        N_("Activation"),
        N_(
            "The shape of the bend after each neuron's weighted sum. ReLU folds space along "
            "straight lines; tanh and SiLU make smooth borders."
        ),
        choices=ACTIVATIONS,
    )
    loss: LossName = setting(
        "auto",
        N_("Loss"),
        N_(
            "What training makes small. Automatic takes cross entropy for classes and the mean "
            "squared error for numbers. Hinge asks for a lead of 1 over every other class "
            "(Crammer and Singer) and gives no probabilities; focal looks at what is still wrong; "
            "absolute errors and Huber care less about outliers, in units of the target's spread."
        ),
        choices=LOSS_TITLES,
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_(
            "Fraction of neurons switched off at random while training, so that none is relied "
            "on. Try 0.2 where validation is much worse than training. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
    )
    normalisation: Normalisation = setting(
        "none",
        N_("Normalisation"),
        N_(
            "Whether each layer's sums are brought to mean 0 and spread 1: over the examples of a "
            "batch, or over the neurons of a layer. It lets deep networks learn faster."
        ),
        choices=NORMALISATIONS,
    )
    residual: bool = setting(
        False,
        N_("Residual connections"),
        N_(
            "Whether each hidden layer but the first adds to its input instead of replacing it, so "
            "that even many layers can be trained. Try it with 8 layers."
        ),
    )


class MLPTraining(SupervisedTraining):
    """Many cheap epochs, ended by the validation loss."""

    epochs: int = inherited(SupervisedTraining, "epochs", 300)
    batch_size: int = inherited(SupervisedTraining, "batch_size", 32)
    learning_rate: float = inherited(SupervisedTraining, "learning_rate", 3e-3)
    early_stopping: int | None = inherited(SupervisedTraining, "early_stopping", 50)


def whole_network(params: MLPParams, facts: Facts) -> list[LayerBase]:
    """Return the layers; raises SpecError if the loss is none for what is predicted."""
    classes = len(facts.classes)
    fitting_loss(params.loss, classes)
    hidden = [
        Hidden(
            units=params.width,
            function=params.activation,
            normalisation=params.normalisation,
            dropout=params.dropout,
            residual=params.residual and number > 0,
        )
        for number in range(params.depth)
    ]
    ending: list[LayerBase] = (
        [Dense(units=classes)] if classes else [Dense(units=1), Destandardise()]
    )
    return [Standardise(), *hidden, *ending]


def draws_nothing(params: MLPParams) -> bool:
    """Return whether nothing random happens in a step, so that seeds can be trained together."""
    return not params.dropout


_TRAINING, _VALIDATION = N_("Training, each batch"), N_("Validation, each epoch")

RECIPE = Recipe(
    name="mlp",
    title=N_("Neural network (MLP)"),
    summary=N_(
        "Layers of neurons that each weigh all values of the layer before. The classic network for "
        "tables: it finds out by itself which combinations of features matter."
    ),
    family="deep",
    tasks=frozenset({"classification", "regression"}),
    accepts=frozenset({"tabular"}),
    learner="core.recipes.mlp.learner:MLPLearner",
    params=MLPParams,
    training=MLPTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=(
        Chart(
            N_("Loss"),
            N_("Loss that is trained with"),
            (
                Curve("train/loss", _TRAINING, smooth=True),
                Curve("valid/loss", _VALIDATION),
            ),
        ),
        Chart(
            N_("Accuracy"),
            N_("Fraction right"),
            (
                Curve("train/accuracy", _TRAINING, smooth=True),
                Curve("valid/accuracy", _VALIDATION),
            ),
            (0, 1),
            task="classification",
        ),
        Chart(
            N_("RMSE"),
            N_("Error, in the target's unit"),
            (
                Curve("train/rmse", _TRAINING, smooth=True),
                Curve("valid/rmse", _VALIDATION),
            ),
            task="regression",
        ),
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
    ),
    presets=(
        Preset("standard", N_("Three hidden layers")),
        Preset("small", N_("One hidden layer of eight neurons"), {"depth": 1, "width": 8}),
        Preset("linear", N_("Linear (no hidden layer)"), {"depth": 0}),
        Preset(
            "deep",
            N_("Eight residual layers, normalised"),
            {"depth": 8, "residual": True, "normalisation": "layer"},
        ),
    ),
    layers=whole_network,
    together=draws_nothing,
)

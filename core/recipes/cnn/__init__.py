"""`cnn`: an image classifier assembled from a layer list."""

from __future__ import annotations

from core.catalog.descriptions import Chart, Curve, Facts, Recipe
from core.recipes.cnn.presets import COMPACT, PRESETS
from core.spec.layers import MAX_LAYERS, Dense, Dropout, Layer, LayerBase
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.spec.training import ImageTraining


class CNNParams(Parameters):
    """The layers before the output layer; the output layer, one unit a class, comes by itself."""

    layers: tuple[Layer, ...] = setting(
        COMPACT,
        N_("Layers"),
        N_("What stands between the picture and the output layer, in order."),
        max_length=MAX_LAYERS,
    )
    dropout: float = setting(
        0.3,
        N_("Dropout"),
        N_(
            "Fraction of values switched off at random before the output layer while training. It "
            "keeps the network from memorising. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
    )


def whole_network(params: CNNParams, facts: Facts) -> list[LayerBase]:
    """Return the layers with dropout, if any, and the output layer of one unit a class."""
    dropout = [Dropout(rate=params.dropout)] if params.dropout else []
    return [*params.layers, *dropout, Dense(units=len(facts.classes))]


RECIPE = Recipe(
    name="cnn",
    title=N_("Convolutional network (CNN)"),
    summary=N_(
        "Small filters slide over the picture and learn which strokes and corners matter; deeper "
        "layers combine them into shapes."
    ),
    family="deep",
    tasks=frozenset({"classification"}),
    accepts=frozenset({"image"}),
    learner="core.recipes.cnn.learner:CNNLearner",
    params=CNNParams,
    training=ImageTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=(
        Chart(
            N_("Loss"),
            N_("Cross entropy (nats)"),
            (
                Curve("train/loss", N_("Training, each batch"), smooth=True),
                Curve("valid/log_loss", N_("Validation, each epoch")),
            ),
        ),
        Chart(
            N_("Accuracy"),
            N_("Fraction right"),
            (
                Curve("train/accuracy", N_("Training, each batch"), smooth=True),
                Curve("valid/accuracy", N_("Validation, each epoch")),
            ),
            (0, 1),
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
    presets=PRESETS,
    layers=whole_network,
)

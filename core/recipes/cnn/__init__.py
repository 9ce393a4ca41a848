"""`cnn`: an image classifier assembled from a layer list."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from core.catalog.descriptions import Chart, Curve, Facts, Preset, Recipe
from core.spec.layers import (
    Activation,
    AveragePool,
    BatchNorm,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Layer,
    LayerBase,
    MaxPool,
)
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.spec.training import GradientTraining

MAX_LAYERS = 60


def _blocks(*channels: int) -> tuple[Any, ...]:
    """Return convolution, batch normalisation and ReLU for each count of channels."""
    return tuple(
        layer
        for count in channels
        for layer in (Convolution(channels=count), BatchNorm(), Activation())
    )


COMPACT = (*_blocks(32, 32), MaxPool(), *_blocks(64, 64), MaxPool(), Flatten())
LENET = (
    Convolution(channels=6, kernel=5, padding=2),
    Activation(function="tanh"),
    AveragePool(),
    Convolution(channels=16, kernel=3, padding=1),
    Activation(function="tanh"),
    AveragePool(),
    Flatten(),
    Dense(units=120),
    Activation(function="tanh"),
    Dense(units=84),
    Activation(function="tanh"),
)
SLIM = (*_blocks(16), MaxPool(), *_blocks(32), GlobalAveragePool())
MLP = (Flatten(), Dense(units=128), Activation(), Dense(units=64), Activation())
LINEAR = (Flatten(),)


class CNNParams(Parameters):
    """The layers before the output layer; the output layer, one unit a class, comes by itself."""

    layers: tuple[Layer, ...] = Field(
        COMPACT,
        max_length=MAX_LAYERS,
        json_schema_extra={
            "setting": {
                "label": N_("Layers"),
                "help": N_("What stands between the picture and the output layer, in order."),
                "choices": None,
                "unit": "",
                "step": None,
                "logarithmic": False,
                "advanced": False,
            }
        },
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

    @field_validator("layers", mode="before")
    @classmethod
    def _as_list(cls, layers: Any) -> Any:
        return tuple(layers) if isinstance(layers, list) else layers


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
    task="classification",
    accepts=frozenset({"image"}),
    learner="core.recipes.cnn.learner:CNNLearner",
    params=CNNParams,
    training=GradientTraining,
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
    ),
    presets=(
        Preset("compact", N_("Compact CNN with batch normalisation")),
        Preset("slim", N_("Slim CNN (5 thousand parameters)"), {"layers": SLIM, "dropout": 0.0}),
        Preset("lenet", N_("In the style of LeNet-5 (1998)"), {"layers": LENET, "dropout": 0.0}),
        Preset("mlp", N_("Dense layers only (no convolution)"), {"layers": MLP, "dropout": 0.0}),
        Preset("linear", N_("Linear (no hidden layer)"), {"layers": LINEAR, "dropout": 0.0}),
    ),
    layers=whole_network,
)

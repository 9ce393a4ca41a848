"""`transformer`: attention among all steps of a sequence, for its class or for a number to come."""

from __future__ import annotations

from typing import Literal

from core.catalog.charts import OF_SEQUENCES
from core.catalog.descriptions import Preset, Recipe
from core.spec.attention import TransformerParams
from core.spec.message import N_
from core.spec.parameters import inherited, setting
from core.spec.series import VIEWS, View
from core.spec.training import ClassifierTraining


class SequenceTransformerParams(TransformerParams):
    """Blocks of attention; what reads the inputs and what answers come by themselves."""

    pooling: Literal["mean", "first"] = setting(
        "mean",
        N_("Answer from"),
        N_(
            "For classes: whether the answer is read off the mean of all places, or off the first "
            "one, which then has to gather everything by attention. Try it, and look at the maps. "
            "A forecast is read off the last place."
        ),
        choices={"mean": N_("The mean of all places"), "first": N_("The first place")},
    )
    view: View = setting(
        "both",
        N_("What is seen of a series"),
        N_(
            "For forecasts: the values, their changes from step to step, or both. Try changes "
            "where the level drifts away from where it was in training."
        ),
        choices=VIEWS,
        only_for=["series"],
    )


class TransformerTraining(ClassifierTraining):
    """Many short epochs with a learning rate that rises first, as attention likes it."""

    epochs: int = inherited(ClassifierTraining, "epochs", 40)
    batch_size: int = inherited(ClassifierTraining, "batch_size", 32)
    learning_rate: float = inherited(ClassifierTraining, "learning_rate", 2e-3)
    schedule: Literal["constant", "cosine", "step", "one_cycle"] = inherited(
        ClassifierTraining, "schedule", "one_cycle"
    )
    gradient_clip: float | None = inherited(ClassifierTraining, "gradient_clip", 1.0)


RECIPE = Recipe(
    name="transformer",
    title=N_("Transformer"),
    summary=N_(
        "All steps of a sequence look at each other at once and take from each other what they "
        "need: attention. Which step looked where can be seen for every layer and head."
    ),
    family="deep",
    tasks=frozenset({"classification", "forecasting"}),
    accepts=frozenset({"sequence", "string", "series"}),
    learner="core.training.sequences:sequence_learner",
    params=SequenceTransformerParams,
    training=TransformerTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=OF_SEQUENCES,
    presets=(
        Preset("standard", N_("Two layers of four heads")),
        Preset("single", N_("One layer, one head: the simplest map"), {"layers": 1, "heads": 1}),
        Preset("rotary", N_("Rotary positions"), {"positions": "rotary"}),
        Preset("no_positions", N_("No positions: a bag of steps"), {"positions": "none"}),
        Preset(
            "original",
            N_("As in 2017: waves, normalised afterwards"),
            {"positions": "sinusoidal", "norm": "post"},
        ),
    ),
    network="core.recipes.transformer.network:build",
    attends=True,
)

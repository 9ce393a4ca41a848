"""`rnn_lm`: a recurrent network that reads a text and says which character comes next."""

from __future__ import annotations

from typing import Literal

from core.catalog.charts import OF_TEXT
from core.catalog.descriptions import Preset, Recipe
from core.spec.language import LanguageParams, LanguageTraining
from core.spec.message import N_
from core.spec.parameters import inherited, setting
from core.spec.recurrent import CELLS, CellName


class RNNLanguageParams(LanguageParams):
    """Equal recurrent layers between a vector for each character and the next one's chances."""

    context: int = inherited(LanguageParams, "context", 64)
    cell: CellName = setting(
        "gru",
        N_("Cell"),
        N_(
            "How each step makes the new state of the old one and the character read. LSTM and GRU "
            "have gates that decide what to keep; Elman's cell has none. Try all three."
        ),
        choices=CELLS,
    )
    layers: int = setting(
        1,
        N_("Recurrent layers"),
        N_(
            "How many layers stand one upon another, each reading the states of the one below. In "
            "the same time a single wide layer mostly learns more; try 2."
        ),
        ge=1,
        le=8,
    )
    hidden: int = setting(
        256,
        N_("Hidden units"),
        N_(
            "How many numbers the state of a layer holds: all that is remembered of the text. Try "
            "64, which is much faster and writes worse."
        ),
        ge=1,
        le=2048,
    )
    embedding: int = setting(
        64,
        N_("Embedding"),
        N_(
            "How many numbers stand for a character. They are learned, so that characters with "
            "similar use come to lie near each other. Try 8."
        ),
        ge=1,
        le=512,
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_(
            "Fraction of values switched off at random while training, before, between and after "
            "the layers. Try 0.2 where a short text is learned by heart. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
    )


class RNNLanguageTraining(LanguageTraining):
    """Many small batches of short windows, in less than two minutes on one core.

    They learn more than half as many batches of twice the length do: 2.04 bits a character instead
    of 2.17, of the first 8000 of the validation part of `python_docs`, seed 0.
    """

    epochs: int = inherited(LanguageTraining, "epochs", 10)
    steps_per_epoch: int = inherited(LanguageTraining, "steps_per_epoch", 150)
    batch_size: int = inherited(LanguageTraining, "batch_size", 16)
    learning_rate: float = inherited(LanguageTraining, "learning_rate", 6e-3)
    schedule: Literal["constant", "cosine", "step", "one_cycle"] = inherited(
        LanguageTraining, "schedule", "one_cycle"
    )


RECIPE = Recipe(
    name="rnn_lm",
    title=N_("Recurrent language model"),
    summary=N_(
        "Reads a text character by character, keeps a state, and says how likely each character is "
        "to come next. Drawing from what it says, it writes."
    ),
    family="deep",
    tasks=frozenset({"language_modelling"}),
    accepts=frozenset({"text"}),
    learner="core.training.language_model:LanguageModelLearner",
    params=RNNLanguageParams,
    training=RNNLanguageTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=OF_TEXT,
    presets=(
        Preset("gru", N_("GRU")),
        Preset("lstm", N_("LSTM"), {"cell": "lstm"}),
        Preset("elman", N_("Elman network (no gates)"), {"cell": "elman"}),
        Preset("small", N_("Small and fast"), {"hidden": 64, "embedding": 16}),
        Preset("short", N_("Context of 16 characters"), {"context": 16}, {"batch_size": 64}),
    ),
    network="core.recipes.rnn_lm.network:build",
)

"""`seq2seq`: an encoder-decoder, recurrent with or without attention, or a transformer."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationInfo, field_validator

from core.catalog.descriptions import Chart, Curve, Preset, Recipe
from core.spec.attention import check_heads
from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import SupervisedTraining


class Seq2SeqParams(Parameters):
    """Two networks of equal size: one reads, the other writes."""

    body: Literal["gru", "transformer"] = setting(
        "gru",
        N_("Body"),
        N_(
            "What reads and what writes: recurrent layers (GRU), which go from symbol to symbol, "
            "or a transformer, which sees all symbols at once. Try both on the same strings."
        ),
        choices={"gru": N_("Recurrent (GRU)"), "transformer": N_("Transformer")},
    )
    attention: Literal["none", "additive", "scaled_dot"] = setting(
        "scaled_dot",
        N_("Attention"),
        N_(
            "How the recurrent decoder looks back at what was read. Without attention, one vector "
            "has to hold the whole source: try that on long strings. A transformer always has "
            "scaled dot products."
        ),
        choices={
            "none": N_("None"),
            "additive": N_("Additive (Bahdanau)"),
            "scaled_dot": N_("Scaled dot product"),
        },
        only_with={"body": ["gru"]},
    )
    bidirectional: bool = setting(
        True,
        N_("Read both ways"),
        N_(
            "Whether the recurrent encoder reads the source from its end as well, so that each "
            "place knows what comes after it. Switch it off to see attention point one place "
            "beside the right one."
        ),
        only_with={"body": ["gru"]},
    )
    width: int = setting(
        128,
        N_("Width"),
        N_(
            "How many numbers stand for each symbol and for each state. More can hold more, and "
            "each step takes longer. Try 32 to see what is too little."
        ),
        ge=8,
        le=512,
    )
    layers: int = setting(
        1,
        N_("Layers"),
        N_(
            "How many layers read, and how many write. One is enough for a recurrent network here; "
            "a transformer wants two."
        ),
        ge=1,
        le=6,
    )
    heads: int = setting(
        4,
        N_("Heads"),
        N_(
            "How many different things each place of the transformer can look for at once. The "
            "width must be a multiple of it; try 1 and 8. A recurrent network has one head."
        ),
        only_with={"body": ["transformer"]},
        ge=1,
        le=16,
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_(
            "Fraction of numbers switched off at random while training, so that none is relied "
            "on. Try 0.1 with few examples. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
    )

    @field_validator("heads")
    @classmethod
    def _heads_share_the_width(cls, heads: int, info: ValidationInfo) -> int:
        if info.data.get("body") == "transformer":
            check_heads(heads, info.data.get("width"))
        return heads


class Seq2SeqTraining(SupervisedTraining):
    """A minute or two; short gradients, for a recurrent network's may explode."""

    epochs: int = inherited(SupervisedTraining, "epochs", 5)
    batch_size: int = inherited(SupervisedTraining, "batch_size", 32)
    learning_rate: float = inherited(SupervisedTraining, "learning_rate", 3e-3)
    weight_decay: float = inherited(SupervisedTraining, "weight_decay", 0.01)
    gradient_clip: float | None = inherited(SupervisedTraining, "gradient_clip", 1.0)


_TRAINING, _VALIDATION = N_("Training, each batch"), N_("Validation, each epoch")

RECIPE = Recipe(
    name="seq2seq",
    title=N_("Encoder and decoder (seq2seq)"),
    summary=N_(
        "One network reads a string, another writes the answer symbol by symbol and, with "
        "attention, looks back at what it needs. So machines learned to translate."
    ),
    family="deep",
    tasks=frozenset({"transduction"}),
    accepts=frozenset({"pairs"}),
    learner="core.training.transduction:TransductionLearner",
    params=Seq2SeqParams,
    training=Seq2SeqTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=(
        Chart(
            N_("Loss"),
            N_("Cross entropy of a symbol (nats)"),
            (Curve("train/loss", _TRAINING, smooth=True), Curve("valid/loss", _VALIDATION)),
        ),
        Chart(
            N_("Right answers"),
            N_("Fraction right"),
            (
                Curve("train/symbols_right", N_("Symbols in training"), smooth=True),
                Curve("valid/exact_match", N_("Whole strings in validation")),
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
    presets=(
        Preset("scaled_dot", N_("GRU with attention (scaled dot product)")),
        Preset("additive", N_("GRU with additive attention (2015)"), {"attention": "additive"}),
        Preset("none", N_("GRU without attention (2014)"), {"attention": "none"}),
        Preset("one_way", N_("GRU with attention that reads one way"), {"bidirectional": False}),
        Preset(
            "transformer",
            N_("Transformer (2017)"),
            {"body": "transformer", "layers": 2, "width": 64},
            {"learning_rate": 2e-3},
        ),
    ),
    network="core.recipes.seq2seq.network:build_network",
    attends=True,
)

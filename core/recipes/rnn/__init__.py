"""`rnn`: a recurrent network, which names the class of a sequence or continues a series."""

from __future__ import annotations

from core.catalog.charts import OF_SEQUENCES
from core.catalog.descriptions import Preset, Recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.recurrent import CELLS, CellName
from core.spec.series import VIEWS, View
from core.spec.training import ClassifierTraining


class RNNParams(Parameters):
    """Equal recurrent layers; what reads the inputs and what answers come by themselves."""

    cell: CellName = setting(
        "gru",
        N_("Cell"),
        N_(
            "How each step makes the new state of the old one and the input. Elman's cell simply "
            "mixes them and soon forgets; LSTM and GRU have gates that decide what to keep. Try "
            "Elman on long sequences."
        ),
        choices=CELLS,
    )
    layers: int = setting(
        1,
        N_("Recurrent layers"),
        N_(
            "How many layers stand one upon another, each reading the states of the one below. "
            "Try 2; more are slower and seldom better on small data."
        ),
        ge=1,
        le=8,
    )
    hidden: int = setting(
        128,
        N_("Hidden units"),
        N_(
            "How many numbers the state of a layer holds: all that it can remember. Try 8 to see "
            "each of them at work."
        ),
        ge=1,
        le=1024,
    )
    bidirectional: bool = setting(
        False,
        N_("Both directions"),
        N_(
            "Whether each layer also reads from the end to the beginning, with weights of its own. "
            "Try it where the beginning matters as much as the end."
        ),
    )
    dropout: float = setting(
        0.3,
        N_("Dropout"),
        N_(
            "Fraction of values switched off at random while training, between layers and before "
            "the answer. It keeps the network from learning by heart; try 0.5 on few examples. 0 "
            "switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
    )
    embedding: int = setting(
        32,
        N_("Embedding"),
        N_(
            "For strings: how many numbers stand for a letter. They are learned, so that letters "
            "with similar use come to lie near each other. Try 4."
        ),
        only_for=["string"],
        ge=1,
        le=512,
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


class RNNTraining(ClassifierTraining):
    """Many short epochs; long gradients are clipped, since recurrence can make them explode."""

    epochs: int = inherited(ClassifierTraining, "epochs", 30)
    batch_size: int = inherited(ClassifierTraining, "batch_size", 32)
    learning_rate: float = inherited(ClassifierTraining, "learning_rate", 3e-3)
    gradient_clip: float | None = inherited(ClassifierTraining, "gradient_clip", 1.0)


RECIPE = Recipe(
    name="rnn",
    title=N_("Recurrent network (RNN)"),
    summary=N_(
        "Reads one step after another and keeps a state: a few numbers that must hold all it "
        "wants to remember. From the last state it names the class, or says how a series goes on."
    ),
    family="deep",
    tasks=frozenset({"classification", "forecasting"}),
    accepts=frozenset({"sequence", "string", "series"}),
    learner="core.training.sequences:sequence_learner",
    params=RNNParams,
    training=RNNTraining,
    phases=(N_("train"),),
    step_name=N_("Step (one batch)"),
    charts=OF_SEQUENCES,
    presets=(
        Preset("gru", N_("GRU")),
        Preset("lstm", N_("LSTM"), {"cell": "lstm"}),
        Preset("elman", N_("Elman network (no gates)"), {"cell": "elman"}),
        Preset("bidirectional", N_("GRU in both directions"), {"bidirectional": True}),
        Preset("deep", N_("Two layers"), {"layers": 2}),
        Preset("tiny", N_("Eight units, to watch each"), {"hidden": 8}),
    ),
    network="core.recipes.rnn.network:build",
)

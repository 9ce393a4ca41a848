"""`dqn`: a network learns what each action is worth, from a memory of what happened."""

from __future__ import annotations

from core.catalog.acting import EPISODES
from core.catalog.descriptions import Chart, Curve, Facts, Preset, Recipe
from core.spec.layers import MAX_LAYERS, Activation, Dense, Layer, LayerBase
from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.policies import NetworkTraining, discount_setting

STANDARD: tuple[LayerBase, ...] = (
    Dense(units=64),
    Activation(function="relu"),
    Dense(units=64),
    Activation(function="relu"),
)


class DQNParams(Parameters):
    """The network, which ends by itself in one value an action, and how it learns."""

    layers: tuple[Layer, ...] = setting(
        STANDARD,
        N_("Layers"),
        N_("What stands between what is observed and the values of the actions, in order."),
        max_length=MAX_LAYERS,
    )
    double: bool = setting(
        True,
        N_("Double"),
        N_(
            "Whether the network that learns chooses the best next action and the target network "
            "says what it is worth. A network that does both trusts its own lucky errors, and "
            "promises too much."
        ),
    )
    duelling: bool = setting(
        False,
        N_("Duelling"),
        N_(
            "Whether the network says separately what a state is worth and how much better each "
            "action is than the others. It helps where it seldom matters what one does."
        ),
    )
    prioritised: bool = setting(
        False,
        N_("Prioritised replay"),
        N_(
            "Whether what was surprising is remembered more often. Weights make up for seeing it "
            "more often than it happens."
        ),
    )
    priority: float = setting(
        0.6,
        N_("Strength of priority"),
        N_("How much more often the surprising is drawn: 1 in proportion to its error."),
        gt=0,
        le=1,
        step=0.1,
        advanced=True,
        only_with={"prioritised": [True]},
    )
    standardise: bool = setting(
        False,
        N_("Standardise observations"),
        N_(
            "Whether each observed number is brought to mean 0 and spread 1, as measured on all "
            "that was seen so far."
        ),
        only_for=["measured"],
    )
    discount: float = discount_setting(0.99)
    final_exploration: float = setting(
        0.04,
        N_("Exploration at last"),
        N_(
            "Fraction of actions that are taken at random in the end. At first all are; the "
            "fraction falls evenly."
        ),
        ge=0,
        le=1,
        step=0.01,
    )
    exploration_share: float = setting(
        0.2,
        N_("Time to explore"),
        N_("Part of the training during which the fraction of random actions falls."),
        gt=0,
        le=1,
        step=0.05,
    )


class DQNTraining(NetworkTraining):
    """Playing and learning in turns, and how much is remembered."""

    steps: int = inherited(NetworkTraining, "steps", 61_440)
    epochs: int = inherited(NetworkTraining, "epochs", 30)
    until_solved: bool = inherited(NetworkTraining, "until_solved", True)
    copies: int = setting(
        8,
        N_("Copies of the environment"),
        N_("How many environments play side by side, into one memory."),
        ge=1,
        le=256,
    )
    rollout: int = setting(
        32,
        N_("Steps between learning"),
        N_("How many steps each copy makes before the network learns again."),
        ge=1,
        le=1000,
    )
    updates: int = setting(
        128,
        N_("Steps of learning"),
        N_(
            "How many steps of Adam follow each time. More make more of what is remembered, and "
            "take longer."
        ),
        ge=1,
        le=10_000,
    )
    batch_size: int = setting(
        64,
        N_("Batch size"),
        N_("How many remembered steps each step of Adam averages over."),
        ge=1,
        le=4096,
    )
    memory: int = setting(
        50_000,
        N_("Size of the memory"),
        N_(
            "How many steps are remembered before the oldest are forgotten. With a short memory "
            "the network forgets how it once failed, and fails so again."
        ),
        ge=100,
        le=200_000,
    )
    warm_up: int = setting(
        1000,
        N_("Steps before learning"),
        N_("How many steps are remembered before the network begins to learn."),
        ge=1,
        le=100_000,
        advanced=True,
    )
    target_every: int = setting(
        128,
        N_("Steps between targets"),
        N_(
            "After how many steps of learning the target network becomes a copy of the one that "
            "learns. Seldom is calm and slow; with 1 the network runs after itself."
        ),
        ge=1,
        le=100_000,
    )
    learning_rate: float = setting(
        2.3e-3,
        N_("Learning rate"),
        N_("How far one step of Adam goes. Try factors of three."),
        gt=0,
        le=1,
        logarithmic=True,
    )
    gradient_clip: float | None = setting(
        10.0,
        N_("Gradient clipping"),
        N_(
            "Longest gradient that a step may follow; a longer one is shortened to this. Empty "
            "means off."
        ),
        gt=0,
        le=1000,
        step=1,
        advanced=True,
    )


def whole_network(params: DQNParams, facts: Facts) -> list[LayerBase]:
    """Return the layers and the output layer: one unit an action, and one more if duelling."""
    return [*params.layers, Dense(units=len(facts.actions) + params.duelling)]


RECIPE = Recipe(
    name="dqn",
    title=N_("Deep Q-network (DQN)"),
    summary=N_(
        "A network learns what each action is worth in each state, from a memory of steps that it "
        "goes over again and again; mostly it takes the action worth most."
    ),
    family="deep",
    tasks=frozenset({"control"}),
    accepts=frozenset({"discrete"}),
    learner="core.recipes.dqn.learner:DQNLearner",
    params=DQNParams,
    training=DQNTraining,
    phases=(N_("collect"), N_("learn")),
    step_name=N_("Step in the environment"),
    charts=(
        *EPISODES,
        Chart(
            N_("Loss"),
            N_("Huber loss of the values"),
            (Curve("train/loss", N_("Training"), smooth=True),),
        ),
        Chart(
            N_("Values"),
            N_("What the network expects, discounted"),
            (Curve("train/value", N_("Best action, over the states remembered"), smooth=True),),
        ),
        Chart(
            N_("Exploration"),
            N_("Fraction of random actions"),
            (Curve("train/epsilon", N_("Training")),),
            (0, 1),
        ),
    ),
    presets=(
        Preset("standard", N_("Double")),
        Preset("plain", N_("As in 2015"), {"double": False}),
        Preset(
            "all",
            N_("Double, duelling, prioritised"),
            {"double": True, "duelling": True, "prioritised": True},
        ),
    ),
    suited={
        "LunarLander-v3": Preset(
            "LunarLander-v3",
            N_("Smaller steps, a larger network and more to learn from: it falls apart easily."),
            {
                "layers": [
                    {"type": "dense", "units": 128},
                    {"type": "activation", "function": "relu"},
                    {"type": "dense", "units": 128},
                    {"type": "activation", "function": "relu"},
                ],
                "final_exploration": 0.02,
            },
            {
                "steps": 153_600,
                "epochs": 15,
                "learning_rate": 6.3e-4,
                "batch_size": 128,
                "memory": 100_000,
                "updates": 64,
                "target_every": 250,
            },
        )
    },
    layers=whole_network,
    network="core.recipes.dqn.network:build",
)

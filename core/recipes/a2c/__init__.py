"""`a2c`: an actor and its critic learn from each short stretch once."""

from __future__ import annotations

from core.catalog.acting import ENTROPY, EPISODES, LOSS, VALUE
from core.catalog.descriptions import Preset, Recipe
from core.spec.message import N_
from core.spec.parameters import inherited, setting
from core.spec.policies import PolicyParams, StreamTraining


class A2CParams(PolicyParams):
    """The networks, and how their losses are put together."""

    trace: float = setting(
        1.0,
        N_("Trace (lambda)"),
        N_(
            "How far an action is praised for what came later in the rollout. 1 counts all of it, "
            "as A2C does; 0 asks the critic after one step."
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    entropy: float = setting(
        0.0,
        N_("Reward for entropy"),
        N_(
            "How strongly the policy is rewarded for being undecided, so that it goes on trying "
            "other actions. Try 0.01. 0 switches it off."
        ),
        ge=0,
        le=1,
        step=0.005,
    )
    value_weight: float = setting(
        0.5,
        N_("Weight of the critic's loss"),
        N_("How much the critic's error counts beside the policy's loss."),
        gt=0,
        le=10,
        step=0.1,
        advanced=True,
    )


class A2CTraining(StreamTraining):
    """Very short rollouts, each learned from once."""

    until_solved: bool = inherited(StreamTraining, "until_solved", True)
    copies: int = inherited(StreamTraining, "copies", 16)
    rollout: int = inherited(StreamTraining, "rollout", 8)


RECIPE = Recipe(
    name="a2c",
    title=N_("Advantage actor-critic (A2C)"),
    summary=N_(
        "A critic learns what states are worth, and an actor does more of what went better than "
        "the critic expected. Each experience is used once, so it needs many."
    ),
    family="deep",
    tasks=frozenset({"control"}),
    accepts=frozenset({"environment"}),
    learner="core.recipes.a2c.learner:A2CLearner",
    params=A2CParams,
    training=A2CTraining,
    phases=(N_("collect"), N_("learn")),
    step_name=N_("Step in the environment"),
    charts=(*EPISODES, LOSS, ENTROPY, VALUE),
    suited={
        "CartPole-v1": Preset(
            "CartPole-v1",
            N_("Small steps, so that what was learned is not lost again."),
            {},
            {"steps": 204_800, "epochs": 80, "learning_rate": 7e-4},
        ),
    },
    network="core.networks.policies:actor_critic",
)

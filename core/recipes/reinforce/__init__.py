"""`reinforce`: whole episodes are played, and what was done in the good ones becomes likelier."""

from __future__ import annotations

from core.catalog.acting import ENTROPY, EPISODES, LOSS
from core.catalog.descriptions import Chart, Curve, Preset, Recipe
from core.spec.message import N_
from core.spec.parameters import inherited, setting
from core.spec.policies import PolicyParams, RolloutTraining


class REINFORCEParams(PolicyParams):
    """The policy, and what returns are compared with."""

    baseline: bool = setting(
        True,
        N_("Baseline"),
        N_(
            "Whether a second network learns what to expect of each state, so that an action is "
            "praised only for what came beyond that. Without it, all that a good episode held is "
            "praised alike: right on average, and very noisy."
        ),
    )
    discount: float = inherited(PolicyParams, "discount", 0.99)


class REINFORCETraining(RolloutTraining):
    """A few whole episodes, then one step."""

    copies: int = setting(
        8,
        N_("Episodes a step"),
        N_("How many episodes are played, side by side, before the policy takes one step."),
        ge=1,
        le=512,
    )
    learning_rate: float = inherited(RolloutTraining, "learning_rate", 5e-3)


PRAISE = Chart(
    N_("Praise"),
    N_("Spread of what actions are weighted by"),
    (Curve("train/spread", N_("Training"), smooth=True),),
)

RECIPE = Recipe(
    name="reinforce",
    title=N_("REINFORCE (policy gradient)"),
    summary=N_(
        "The oldest way to learn a policy with a network: play whole episodes, and make what was "
        "done likelier, the more so the more was earned afterwards. Simple, right and noisy."
    ),
    family="deep",
    tasks=frozenset({"control"}),
    accepts=frozenset({"environment"}),
    learner="core.recipes.reinforce.learner:REINFORCELearner",
    params=REINFORCEParams,
    training=REINFORCETraining,
    phases=(N_("collect"), N_("learn")),
    step_name=N_("Step in the environment"),
    charts=(*EPISODES, LOSS, ENTROPY, PRAISE),
    presets=(
        Preset("standard", N_("With a baseline")),
        Preset("plain", N_("Without a baseline"), {"baseline": False}),
    ),
    network="core.recipes.reinforce.network:build",
)

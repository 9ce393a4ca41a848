"""`ppo`: a policy learns by small safe steps from what it has just played."""

from __future__ import annotations

from core.catalog.acting import ENTROPY, EPISODES, LOSS, VALUE
from core.catalog.descriptions import Chart, Curve, Recipe
from core.recipes.ppo.presets import PRESETS, SUITED
from core.spec.message import N_
from core.spec.parameters import setting
from core.spec.policies import PolicyParams, StreamTraining


class PPOParams(PolicyParams):
    """The networks, and what is made of an advantage."""

    trace: float = setting(
        0.9,
        N_("Trace (lambda)"),
        N_(
            "How far an action is praised for what came later. 0 asks the critic after one step; 1 "
            "waits for all rewards, which are right on average and noisy."
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    clip: float = setting(
        0.2,
        N_("Clipping"),
        N_(
            "How much likelier or less likely an action may become by one rollout before there is "
            "nothing more to gain: with 0.2 up to 20 %. Try 10, and watch the policy fall apart."
        ),
        gt=0,
        le=10,
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


class PPOTraining(StreamTraining):
    """Each rollout is learned from several times."""

    batch_size: int = setting(
        256,
        N_("Batch size"),
        N_("How many steps of the rollout each step of Adam averages the gradient over."),
        ge=2,
        le=65_536,
    )
    passes: int = setting(
        8,
        N_("Passes"),
        N_(
            "How often all of a rollout is learned from before it is forgotten. More make more of "
            "what was played; clipping keeps them from going too far."
        ),
        ge=1,
        le=100,
    )


RECIPE = Recipe(
    name="ppo",
    title=N_("Proximal policy optimisation (PPO)"),
    summary=N_(
        "Plays a little, learns from it several times by steps that are kept small, and forgets "
        "it. The usual first choice: it is steady, and takes any kind of actions."
    ),
    family="deep",
    tasks=frozenset({"control"}),
    accepts=frozenset({"environment"}),
    learner="core.recipes.ppo.learner:PPOLearner",
    params=PPOParams,
    training=PPOTraining,
    phases=(N_("collect"), N_("learn")),
    step_name=N_("Step in the environment"),
    charts=(
        *EPISODES,
        LOSS,
        ENTROPY,
        VALUE,
        Chart(
            N_("Clipped steps"),
            N_("Fraction of ratios beyond the clipping"),
            (Curve("train/clipped", N_("Last batch of each rollout"), smooth=True),),
            (0, 1),
            advanced=True,
        ),
    ),
    presets=PRESETS,
    suited=SUITED,
    network="core.networks.policies:actor_critic",
)

"""Settings of agents whose policy is a network: the networks, and what a reward is worth."""

from __future__ import annotations

from typing import Literal

from core.spec.layers import ACTIVATIONS, Function
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.spec.training import ActingTraining


def discount_setting(default: float) -> float:
    """Declare the discount."""
    declared: float = setting(
        default,
        N_("Discount"),
        N_(
            "What a reward is worth one step later. With 0.98 the next 50 steps or so count, with "
            "0.5 hardly the next two, with 1 all of them alike."
        ),
        ge=0,
        le=1,
        step=0.01,
    )
    return declared


class PolicyParams(Parameters):
    """Equally wide hidden layers, the same for the policy and for the critic beside it."""

    depth: int = setting(
        2,
        N_("Hidden layers"),
        N_(
            "How many layers of neurons stand between what is observed and what is done. None at "
            "all makes a linear policy, which can balance a pole."
        ),
        ge=0,
        le=8,
    )
    width: int = setting(
        64,
        N_("Neurons a layer"),
        N_("How many neurons each hidden layer has. Small worlds need few."),
        ge=1,
        le=1024,
    )
    activation: Function = setting(
        "tanh",
        N_("Activation"),
        N_(
            "The shape of the bend after each neuron's weighted sum. Tanh keeps outputs bounded, "
            "which makes for calm policies; ReLU is quicker to compute."
        ),
        choices=ACTIVATIONS,
    )
    standardise: bool = setting(
        False,
        N_("Standardise observations"),
        N_(
            "Whether each observed number is brought to mean 0 and spread 1, as measured on all "
            "that was seen so far. It helps where speeds are much larger than positions."
        ),
        only_for=["measured"],
    )
    discount: float = discount_setting(0.98)


class NetworkTraining(ActingTraining):
    """A budget of steps for a network, which may forget again what it could once do."""

    until_solved: bool = setting(
        False,
        N_("Stop when solved"),
        N_(
            "Whether the training ends as soon as the agent earns what counts as solved, as a mean "
            "over 100 episodes after an epoch. Networks that learn on may forget again. Where "
            "nothing is agreed on as solved, all steps are made."
        ),
    )


class RolloutTraining(NetworkTraining):
    """Several copies of the environment play side by side, then the networks learn from it."""

    copies: int = setting(
        32,
        N_("Copies of the environment"),
        N_(
            "How many environments play side by side. Many show more different situations at once, "
            "and a step of all of them costs little more than a step of one."
        ),
        ge=1,
        le=512,
    )
    learning_rate: float = setting(
        2.5e-3,
        N_("Learning rate"),
        N_(
            "How far one step of Adam goes. Too small: learning crawls. Too large: the policy "
            "falls apart again after it was good."
        ),
        gt=0,
        le=1,
        logarithmic=True,
    )
    schedule: Literal["constant", "linear"] = setting(
        "linear",
        N_("Learning rate schedule"),
        N_(
            "Whether the learning rate stays or falls evenly to zero over the whole training, so "
            "that a good policy settles."
        ),
        choices={"constant": N_("Constant"), "linear": N_("Linear (falls evenly to zero)")},
    )
    gradient_clip: float | None = setting(
        0.5,
        N_("Gradient clipping"),
        N_(
            "Longest gradient that a step may follow; a longer one is shortened to this. Empty "
            "means off."
        ),
        gt=0,
        le=1000,
        step=0.1,
        advanced=True,
    )


class StreamTraining(RolloutTraining):
    """The copies go on from where they are: an episode may last for many rollouts."""

    rollout: int = setting(
        32,
        N_("Steps a rollout"),
        N_(
            "How many steps each copy makes before the networks learn. What comes after them is "
            "guessed by the critic, so a short rollout trusts it more."
        ),
        ge=1,
        le=4096,
    )

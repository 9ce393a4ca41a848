"""Settings of methods that keep a table of values."""

from __future__ import annotations

from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import ActingTraining


class TabularParams(Parameters):
    """What later rewards are worth, how fast values move, and how the agent explores."""

    discount: float = setting(
        0.99,
        N_("Discount"),
        N_(
            "What a reward is worth one step later, as a fraction of itself (gamma). Near 0 only "
            "the next reward counts; at 1 all count alike."
        ),
        ge=0,
        le=1,
        step=0.01,
    )
    learning_rate: float = setting(
        0.2,
        N_("Learning rate"),
        N_(
            "Which part of the way each update moves a value towards its target (alpha). Large is "
            "quick and never settles where chance plays a part."
        ),
        gt=0,
        le=1,
        step=0.05,
    )
    decay: bool = setting(
        True,
        N_("Learning rate falls"),
        N_(
            "Lets the learning rate fall evenly to 0 by the end, so that the values settle. "
            "Without it they keep following the last few surprises."
        ),
    )
    exploration: float = setting(
        1.0,
        N_("Exploration at first"),
        N_("Fraction of actions that are drawn at random at the beginning (epsilon)."),
        ge=0,
        le=1,
        step=0.05,
    )
    last_exploration: float = setting(
        0.1,
        N_("Exploration later"),
        N_(
            "The fraction to which it falls during the first half of the training, and at which it "
            "stays. 0 ends all exploring."
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    first_value: float = setting(
        0.0,
        N_("First value"),
        N_(
            "What every action is held to be worth before it has been tried. High hopes make an "
            "agent try everything once, even without exploration."
        ),
        ge=-1000,
        le=1000,
        advanced=True,
    )
    bins: int = setting(
        8,
        N_("Bins"),
        N_(
            "Into how many parts each observed number is divided, so that a table can hold them. "
            "Few are coarse; with many, each box is seldom visited."
        ),
        ge=2,
        le=40,
        only_for=["measured"],
    )


class TabularTraining(ActingTraining):
    """A budget that a table needs a few seconds for."""

    steps: int = inherited(ActingTraining, "steps", 200_000)

"""Settings of methods that plan in a known model."""

from __future__ import annotations

from core.spec.message import N_
from core.spec.parameters import Parameters, inherited, setting
from core.spec.training import ActingTraining


class PlanningParams(Parameters):
    """What later rewards are worth, and when values count as settled."""

    discount: float = setting(
        0.999,
        N_("Discount"),
        N_(
            "What a reward is worth one step later, as a fraction of itself (gamma). The nearer to "
            "1, the longer good news takes to spread."
        ),
        ge=0,
        le=0.9999,
        step=0.01,
    )
    tolerance: float = setting(
        1e-6,
        N_("Tolerance"),
        N_("The end is reached once no value changes by more than this in a sweep."),
        gt=0,
        le=1,
        logarithmic=True,
        advanced=True,
    )


class PlanningTraining(ActingTraining):
    """At most so many sweeps over all states; it ends as soon as nothing changes any more."""

    steps: int = setting(
        2000,
        N_("Sweeps"),
        N_("How often all states are gone through at most; it ends earlier once values settle."),
        ge=1,
        le=100_000,
        logarithmic=True,
    )
    epochs: int = inherited(ActingTraining, "epochs", 40)

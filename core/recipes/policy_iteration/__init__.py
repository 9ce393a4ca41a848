"""`policy_iteration`: Howard (1960); Sutton and Barto (2018), section 4.3."""

from __future__ import annotations

from core.catalog.planning import planning_recipe
from core.spec.message import N_
from core.spec.parameters import setting
from core.spec.planning import PlanningParams


class PolicyIterationParams(PlanningParams):
    """How exactly a policy is judged before it is improved."""

    sweeps: int | None = setting(
        None,
        N_("Sweeps of an evaluation"),
        N_(
            "How often all states are gone through to find out what the current policy is worth. "
            "Empty: exactly, by solving a system of equations. With 1 it is value iteration."
        ),
        empty=N_("exact"),
        ge=1,
        le=1000,
    )


RECIPE = planning_recipe(
    "policy_iteration",
    N_("Policy iteration"),
    N_(
        "Finds out what the current policy is worth everywhere, then acts better wherever that is "
        "possible, and begins again. A handful of rounds is enough."
    ),
    PolicyIterationParams,
    N_("Round of evaluation and improvement"),
    (N_("evaluate"), N_("improve")),
)

"""`value_iteration`: Bellman (1957); Sutton and Barto (2018), section 4.4."""

from __future__ import annotations

from core.catalog.planning import planning_recipe
from core.spec.message import N_
from core.spec.planning import PlanningParams

RECIPE = planning_recipe(
    "value_iteration",
    N_("Value iteration"),
    N_(
        "Computes the best policy from the rules themselves, by letting good news spread from "
        "state to state. It learns nothing and needs no luck: the optimum to beat."
    ),
    PlanningParams,
    N_("Sweep over all states"),
    (N_("sweep"),),
)

"""`monte_carlo`: Sutton and Barto (2018), section 5.4, on-policy first-visit control."""

from __future__ import annotations

from core.catalog.tabular import table_recipe
from core.spec.acting import TabularParams
from core.spec.message import N_
from core.spec.parameters import inherited


class MonteCarloParams(TabularParams):
    """Whole returns vary so much that values may follow each only a little."""

    learning_rate: float = inherited(TabularParams, "learning_rate", 0.05)


RECIPE = table_recipe(
    "monte_carlo",
    N_("Monte Carlo control"),
    N_(
        "Plays an episode to its end and only then learns, from what really followed each action. "
        "It never trusts its own guesses, and pays with large variance."
    ),
    MonteCarloParams,
)

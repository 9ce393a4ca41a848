"""`q_learning`: Watkins (1989); Sutton and Barto (2018), sections 6.5 and 6.7."""

from __future__ import annotations

from core.catalog.tabular import table_recipe
from core.spec.acting import TabularParams
from core.spec.message import N_
from core.spec.parameters import setting


class QLearningParams(TabularParams):
    """One table, or two that check each other."""

    double: bool = setting(
        False,
        N_("Double"),
        N_(
            "Keeps two tables: one says which action is best, the other what that is worth. The "
            "best of many uncertain values is too high by luck; two tables are not lucky at once."
        ),
    )


RECIPE = table_recipe(
    "q_learning",
    N_("Q-learning"),
    N_(
        "Learns what each action is worth if one acts as well as possible afterwards, even while "
        "it explores. The classic of its kind (Watkins 1989)."
    ),
    QLearningParams,
)

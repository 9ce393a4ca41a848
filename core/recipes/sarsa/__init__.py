"""`sarsa`: Rummery and Niranjan (1994); Sutton and Barto (2018), section 6.4."""

from __future__ import annotations

from core.catalog.tabular import table_recipe
from core.spec.acting import TabularParams
from core.spec.message import N_

RECIPE = table_recipe(
    "sarsa",
    N_("Sarsa"),
    N_(
        "Learns what each action is worth if one goes on as one does, exploring included. Near a "
        "cliff it therefore keeps its distance, where Q-learning walks along the edge."
    ),
    TabularParams,
)

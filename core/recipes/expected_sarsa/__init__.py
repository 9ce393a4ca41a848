"""`expected_sarsa`: van Seijen and others (2009); Sutton and Barto (2018), section 6.6."""

from __future__ import annotations

from core.catalog.tabular import table_recipe
from core.spec.acting import TabularParams
from core.spec.message import N_

RECIPE = table_recipe(
    "expected_sarsa",
    N_("Expected Sarsa"),
    N_(
        "Like Sarsa, but instead of the one action drawn next it takes the mean of all, weighted "
        "by how likely each is. Less left to chance, so it bears a larger learning rate."
    ),
    TabularParams,
)

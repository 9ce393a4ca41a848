"""`last_value`: tomorrow will be like today; what every forecast has to beat."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.catalog.classical import classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters
from core.training.classical import FittedLearner, Rows


class LastValue:
    """Says the last value that it sees."""

    def fit(self, rows: Rows, targets: NDArray[np.generic]) -> LastValue:
        """There is nothing to learn."""
        return self

    def predict(self, rows: Rows) -> NDArray[np.float64]:
        """Return the last of each row (example, window), oldest first: (example,)."""
        return rows[:, -1].astype(np.float64)


class LastValueLearner(FittedLearner[Parameters]):
    """Learns nothing at all."""

    learned: ClassVar[tuple[str, ...]] = ()

    def estimator(self) -> LastValue:
        """Return what is to say it."""
        return LastValue()


RECIPE = classical_recipe(
    "last_value",
    N_("Last value"),
    N_(
        "Says that the future will be like the last value seen. It learns nothing, and for many "
        "series it is hard to beat one step ahead."
    ),
    LastValueLearner,
    tasks=frozenset({"forecasting"}),
    accepts=frozenset({"series"}),
    uses_seed=False,
)

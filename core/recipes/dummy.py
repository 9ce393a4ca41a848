"""`dummy`: always the same answer, whatever it is shown; what every model has to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import BOTH, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.dummy import DummyClassifier, DummyRegressor


class DummyLearner(FittedLearner[Parameters]):
    """Learns how common each class is, or the mean of the targets, and nothing else."""

    def estimator(self) -> DummyClassifier | DummyRegressor:
        """Return the unfitted estimator."""
        from sklearn.dummy import DummyClassifier, DummyRegressor

        if self.regression:
            return DummyRegressor(strategy="mean")
        return DummyClassifier(strategy="prior")

    def parameter_count(self) -> int:
        """Return how many numbers it says: one, or one a class."""
        return max(1, len(self.data.classes)) if self.model is not None else 0


RECIPE = classical_recipe(
    "dummy",
    N_("Always the same answer"),
    N_(
        "Says the most common class without looking, and how common each class is as its "
        "probabilities; where a number is wanted, the mean. A model that is not clearly better has "
        "learned nothing."
    ),
    DummyLearner,
    tasks=BOTH,
    uses_seed=False,
)

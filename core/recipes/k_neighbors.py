"""`k_neighbors`: does what the most similar training examples do (Cover and Hart 1967)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from core.catalog.classical import BOTH, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor


class NeighborsParams(Parameters):
    """What can be told to it."""

    neighbors: int = setting(
        5,
        N_("Neighbours"),
        N_("How many of the most similar examples are asked. One memorises; many smooth out."),
        ge=1,
        le=1000,
    )
    weights: Literal["uniform", "distance"] = setting(
        "distance",
        N_("Weight of a neighbour"),
        N_("Whether a nearer neighbour counts for more than one farther away."),
        choices={"uniform": N_("All alike"), "distance": N_("Nearer ones count for more")},
    )


class NeighborsLearner(FittedLearner[NeighborsParams]):
    """Remembers everything; the work is done when it predicts."""

    scaled = True

    def estimator(self) -> KNeighborsClassifier | KNeighborsRegressor:
        """Return the unfitted estimator, which asks no more neighbours than there are."""
        from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

        kind = KNeighborsRegressor if self.regression else KNeighborsClassifier
        count = min(self.params.neighbors, len(self.data.splits["train"]))
        return kind(count, weights=self.params.weights)

    def parameter_count(self) -> int:
        """Return how many numbers it remembers: the training examples and their answers."""
        train = self.data.splits["train"]
        return train.inputs.size + train.targets.size if self.model is not None else 0


RECIPE = classical_recipe(
    "k_neighbors",
    N_("Nearest neighbours"),
    N_(
        "Learns nothing but remembers every example, and answers with what the most similar ones "
        "are. Hard to beat where likeness is easy to measure."
    ),
    NeighborsLearner,
    NeighborsParams,
    tasks=BOTH,
    uses_seed=False,
)

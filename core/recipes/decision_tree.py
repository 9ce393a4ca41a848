"""`decision_tree`: one question after the other (Breiman and others 1984)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import BOTH, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


class TreeParams(Parameters):
    """What can be told to it."""

    max_depth: int | None = setting(
        None,
        N_("Largest depth"),
        N_("How many questions it may ask in a row. Empty: as many as it wants."),
        ge=1,
        le=100,
        empty=N_("no limit"),
    )
    min_leaf: int = setting(
        1,
        N_("Least examples in a leaf"),
        N_(
            "How many examples every answer must rest on. More of them make a smaller, calmer tree."
        ),
        ge=1,
        le=10_000,
    )


class TreeLearner(FittedLearner[TreeParams]):
    """Grows one tree; the seed decides between questions that are equally good."""

    def estimator(self) -> DecisionTreeClassifier | DecisionTreeRegressor:
        """Return the unfitted estimator."""
        from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

        kind = DecisionTreeRegressor if self.regression else DecisionTreeClassifier
        return kind(
            max_depth=self.params.max_depth,
            min_samples_leaf=self.params.min_leaf,
            random_state=self.setup.seed,
        )

    def parameter_count(self) -> int:
        """Return the count of questions and leaves."""
        return int(self.model.tree_.node_count) if self.model is not None else 0


RECIPE = classical_recipe(
    "decision_tree",
    N_("Decision tree"),
    N_(
        "Asks one question after the other, each about a single feature, until it knows. The one "
        "model here that can be read line by line."
    ),
    TreeLearner,
    TreeParams,
    tasks=BOTH,
)

"""`random_forest`: many decision trees on random resamples, voting (Breiman 2001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from core.catalog.classical import BOTH, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import GrowingLearner

if TYPE_CHECKING:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor


class ForestParams(Parameters):
    """What a forest can be told."""

    trees: int = setting(
        200,
        N_("Trees"),
        N_(
            "How many trees vote, or give the mean of their numbers. More are steadier, and slower."
        ),
        ge=1,
        le=2000,
        step=10,
    )
    max_depth: int | None = setting(
        None,
        N_("Largest depth"),
        N_("How many questions one tree may ask in a row. Empty: as many as it wants."),
        ge=1,
        le=100,
        empty=N_("no limit"),
    )
    max_features: Literal["sqrt", "log2", "all"] = setting(
        "sqrt",
        N_("Features considered at a split"),
        N_(
            "How many features each question may choose from, drawn at random. Fewer make the "
            "trees more different from each other."
        ),
        choices={
            "sqrt": N_("Square root of all"),
            "log2": N_("Logarithm of all"),
            "all": N_("All"),
        },
        advanced=True,
    )


class ForestLearner(GrowingLearner[ForestParams]):
    """Grows ten trees a step with `warm_start`, which equals one single fit exactly."""

    def members(self) -> int:
        """Return how many trees the finished forest has."""
        return self.params.trees

    def estimator(self, members: int) -> RandomForestClassifier | RandomForestRegressor:
        """Return an unfitted forest of so many trees."""
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        kind = RandomForestRegressor if self.regression else RandomForestClassifier
        features = self.params.max_features
        return kind(
            members,
            max_depth=self.params.max_depth,
            random_state=self.setup.seed,
            max_features=None if features == "all" else features,
            warm_start=True,
        )


RECIPE = classical_recipe(
    "random_forest",
    N_("Random forest"),
    N_(
        "Hundreds of decision trees, each grown on a random resample with random features to ask "
        "about; they vote, or their numbers are averaged. A strong classical opponent."
    ),
    ForestLearner,
    ForestParams,
    tasks=BOTH,
    step_name=N_("Trees grown"),
)

"""`random_forest`: many decision trees on random resamples, voting (Breiman 2001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from core.catalog.descriptions import Chart, Curve, Recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import GrowingLearner

if TYPE_CHECKING:
    from sklearn.ensemble import RandomForestClassifier


class ForestParams(Parameters):
    """What a forest can be told."""

    trees: int = setting(
        200,
        N_("Trees"),
        N_("How many trees vote. More trees are steadier and slower."),
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
    )
    max_features: Literal["sqrt", "log2", "all"] = setting(
        "sqrt",
        N_("Pixels considered at a split"),
        N_(
            "How many pixels each question may choose from. Fewer make the trees more different "
            "from each other."
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

    def estimator(self, members: int) -> RandomForestClassifier:
        """Return an unfitted forest of so many trees."""
        from sklearn.ensemble import RandomForestClassifier

        features = self.params.max_features
        return RandomForestClassifier(
            members,
            max_depth=self.params.max_depth,
            random_state=self.setup.seed,
            max_features=None if features == "all" else features,
            warm_start=True,
        )


RECIPE = Recipe(
    name="random_forest",
    title=N_("Random forest"),
    summary=N_(
        "Hundreds of decision trees, each grown on a random resample with random pixels to ask "
        "about; they vote. A strong classical opponent."
    ),
    family="classical",
    task="classification",
    accepts=frozenset({"image", "tabular"}),
    learner="core.recipes.random_forest:ForestLearner",
    params=ForestParams,
    phases=(N_("grow"),),
    step_name=N_("Trees grown"),
    charts=(
        Chart(
            N_("Loss"),
            N_("Cross entropy (nats)"),
            (Curve("valid/log_loss", N_("Validation")),),
        ),
        Chart(
            N_("Accuracy"),
            N_("Fraction right"),
            (Curve("valid/accuracy", N_("Validation")),),
            (0, 1),
        ),
    ),
)

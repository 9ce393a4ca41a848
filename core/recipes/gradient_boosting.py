"""`gradient_boosting`: small trees, each correcting those before (Friedman 2001)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import BOTH, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import GrowingLearner

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor


class BoostingParams(Parameters):
    """What can be told to it."""

    rounds: int = setting(
        100,
        N_("Rounds"),
        N_(
            "How often another tree is added, for each class if there are several. More learn "
            "more, and then by heart."
        ),
        ge=1,
        le=2000,
        step=10,
    )
    learning_rate: float = setting(
        0.1,
        N_("Learning rate"),
        N_("How much of each new tree's advice is taken. Smaller steps need more rounds."),
        gt=0,
        le=1,
        logarithmic=True,
    )
    features: int | None = setting(
        None,
        N_("Features considered at a split"),
        N_(
            "How many features each question may choose from, drawn at random. Empty: a quarter "
            "of the columns of a table or of the values of a series, a tenth of the pixels of a "
            "picture."
        ),
        ge=1,
        le=10_000,
        empty=N_("automatic"),
        advanced=True,
    )


class BoostingLearner(GrowingLearner[BoostingParams]):
    """Boosts ten rounds a step with `warm_start`, which equals one single fit exactly."""

    size_setting = "max_iter"

    def members(self) -> int:
        """Return how many rounds there are in all."""
        return self.params.rounds

    def estimator(
        self, members: int
    ) -> HistGradientBoostingClassifier | HistGradientBoostingRegressor:
        """Return an unfitted ensemble of so many rounds; it never stops early by itself."""
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        kind = HistGradientBoostingRegressor if self.regression else HistGradientBoostingClassifier
        return kind(
            max_iter=members,
            learning_rate=self.params.learning_rate,
            max_features=self._share_of_features(),
            early_stopping=False,
            random_state=self.setup.seed,
            warm_start=True,
        )

    def _share_of_features(self) -> float:
        """Return which fraction of the features a question chooses from."""
        example = self.data.splits["train"].inputs[0]
        if self.params.features is None:
            # Time grows with it, and pixels are many.
            return 0.1 if example.ndim > 1 and not self.regression else 0.25
        # The estimator rounds up, so that half a feature less makes the right number.
        return min(1.0, (self.params.features - 0.5) / int(example.size))

    def parameter_count(self) -> int:
        """Return the count of questions and leaves of all trees."""
        rounds = self.model._predictors if self.model is not None else []
        return sum(len(tree.nodes) for trees in rounds for tree in trees)


RECIPE = classical_recipe(
    "gradient_boosting",
    N_("Gradient boosting"),
    N_(
        "Adds small trees one after the other, each trained on what those before still get wrong. "
        "Often the best there is for tables."
    ),
    BoostingLearner,
    BoostingParams,
    tasks=BOTH,
    step_name=N_("Rounds of boosting"),
)

"""`lasso`: least squares with few weights (Tibshirani 1996)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import NUMBERS, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.linear_model import Lasso


class LassoParams(Parameters):
    """What can be told to it."""

    alpha: float = setting(
        0.01,
        N_("Price of weights (alpha)"),
        N_(
            "What the size of each weight costs, with features and target scaled alike. Larger "
            "values make more weights exactly zero; at 1 nothing is left."
        ),
        gt=0,
        le=1,
        logarithmic=True,
    )


class LassoLearner(FittedLearner[LassoParams]):
    """Solves the problem by coordinate descent, one weight after the other."""

    scaled = True

    def estimator(self) -> Lasso:
        """Return the unfitted estimator."""
        from sklearn.linear_model import Lasso

        return Lasso(self.params.alpha, max_iter=10_000)


RECIPE = classical_recipe(
    "lasso",
    N_("Lasso"),
    N_(
        "Like ridge regression, but makes the weights of features that help little exactly zero, "
        "and so chooses which features matter."
    ),
    LassoLearner,
    LassoParams,
    tasks=NUMBERS,
    uses_seed=False,
)

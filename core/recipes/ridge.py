"""`ridge`: least squares with small weights (Hoerl and Kennard 1970)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import NUMBERS, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.linear_model import Ridge


class RidgeParams(Parameters):
    """What can be told to it."""

    alpha: float = setting(
        1.0,
        N_("Price of large weights (alpha)"),
        N_(
            "What the square of each weight costs. Larger values pull all weights towards zero, "
            "which calms a model of few examples and many features."
        ),
        gt=0,
        le=1e6,
        logarithmic=True,
    )


class RidgeLearner(FittedLearner[RidgeParams]):
    """Solves the least squares problem in closed form."""

    scaled = True

    def estimator(self) -> Ridge:
        """Return the unfitted estimator."""
        from sklearn.linear_model import Ridge

        return Ridge(self.params.alpha)


RECIPE = classical_recipe(
    "ridge",
    N_("Ridge regression"),
    N_(
        "One weight for each feature, chosen so that the squared errors are smallest while large "
        "weights cost something. The straight line that everything else has to beat."
    ),
    RidgeLearner,
    RidgeParams,
    tasks=NUMBERS,
    uses_seed=False,
)

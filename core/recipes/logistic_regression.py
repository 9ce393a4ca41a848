"""`logistic_regression`: one weighted sum a class, made into probabilities (Cox 1958)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression


class LogisticParams(Parameters):
    """What can be told to it."""

    C: float = setting(
        1.0,
        N_("Freedom of the weights (C)"),
        N_("How large weights may grow. Smaller values keep them near zero: simpler, more even."),
        gt=0,
        le=1e4,
        logarithmic=True,
    )


class LogisticLearner(FittedLearner[LogisticParams]):
    """Solves the convex problem to its end with L-BFGS."""

    scaled = True

    def estimator(self) -> LogisticRegression:
        """Return the unfitted estimator."""
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=self.params.C, max_iter=2000)


RECIPE = classical_recipe(
    "logistic_regression",
    N_("Logistic regression"),
    N_(
        "One weight for each feature and class; the weighted sums become probabilities. A network "
        "without a hidden layer, trained to the very end."
    ),
    LogisticLearner,
    LogisticParams,
    uses_seed=False,
)

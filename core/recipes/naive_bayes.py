"""`naive_bayes`: a bell curve for each feature of each class, and Bayes' rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.naive_bayes import GaussianNB


class BayesParams(Parameters):
    """What can be told to it."""

    smoothing: float = setting(
        0.03,
        N_("Smoothing"),
        N_(
            "How much every bell curve is widened, as a fraction of the widest one's variance. "
            "Without it a feature that never changes within a class decides alone."
        ),
        gt=0,
        le=10,
        logarithmic=True,
    )


class BayesLearner(FittedLearner[BayesParams]):
    """Takes mean and variance of each feature in each class."""

    scaled = True
    learned = ("theta_", "var_", "class_prior_")

    def estimator(self) -> GaussianNB:
        """Return the unfitted estimator."""
        from sklearn.naive_bayes import GaussianNB

        return GaussianNB(var_smoothing=self.params.smoothing)


RECIPE = classical_recipe(
    "naive_bayes",
    N_("Naive Bayes (Gaussian)"),
    N_(
        "Describes each feature of each class by a bell curve, as if features knew nothing of each "
        "other. Trained in an instant, and far too sure of itself."
    ),
    BayesLearner,
    BayesParams,
    uses_seed=False,
)

"""`linear_svm`: a straight border with the widest margin (Cortes and Vapnik 1995)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.svm import LinearSVC


class LinearSVMParams(Parameters):
    """What can be told to it."""

    C: float = setting(
        0.1,
        N_("Price of a mistake (C)"),
        N_("What an example on the wrong side costs. Smaller values accept more for a wider gap."),
        gt=0,
        le=1e4,
        logarithmic=True,
    )


class LinearSVMLearner(FittedLearner[LinearSVMParams]):
    """Separates each class from the rest; it gives signed distances, no probabilities."""

    scaled = True

    def estimator(self) -> LinearSVC:
        """Return the unfitted estimator; the primal problem is solved without randomness."""
        from sklearn.svm import LinearSVC

        return LinearSVC(C=self.params.C, dual=False)


RECIPE = classical_recipe(
    "linear_svm",
    N_("Linear support vector machine"),
    N_(
        "Draws a straight border between each class and all others, as far as possible from the "
        "examples on both sides. It tells no probabilities."
    ),
    LinearSVMLearner,
    LinearSVMParams,
    probabilistic=False,
    uses_seed=False,
)

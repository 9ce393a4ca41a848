"""`rbf_svm`: a support vector machine with the Gaussian kernel (Boser, Guyon and Vapnik 1992)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.svm import SVC


class RBFSVMParams(Parameters):
    """What can be told to it."""

    C: float = setting(
        3.0,
        N_("Price of a mistake (C)"),
        N_("What an example on the wrong side costs. Smaller values accept more for a wider gap."),
        gt=0,
        le=1e4,
        logarithmic=True,
    )
    gamma: float = setting(
        1.0,
        N_("Narrowness of the kernel (gamma x features)"),
        N_(
            "How near an example must be to matter. Large values look at the very nearest only and "
            "memorise; small ones draw smooth borders."
        ),
        gt=0,
        le=1e4,
        logarithmic=True,
    )


class RBFSVMLearner(FittedLearner[RBFSVMParams]):
    """Separates the classes pair by pair; what it has learned are its support vectors."""

    scaled = True
    learned = ("support_vectors_", "dual_coef_", "intercept_")

    def estimator(self) -> SVC:
        """Return the unfitted estimator; its label is that of its largest decision value."""
        from sklearn.svm import SVC

        gamma = self.params.gamma / self.data.splits["train"].inputs[0].size
        return SVC(C=self.params.C, gamma=gamma, break_ties=True)


RECIPE = classical_recipe(
    "rbf_svm",
    N_("Support vector machine (RBF kernel)"),
    N_(
        "Compares each new example with the hardest ones of the training set, its support vectors, "
        "and so draws curved borders. It tells no probabilities."
    ),
    RBFSVMLearner,
    RBFSVMParams,
    probabilistic=False,
    uses_seed=False,
)

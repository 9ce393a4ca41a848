"""`svr`: support vector regression with the Gaussian kernel (Drucker and others 1996)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import NUMBERS, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.classical import FittedLearner

if TYPE_CHECKING:
    from sklearn.svm import SVR


class SVRParams(Parameters):
    """What can be told to it."""

    C: float = setting(
        1.0,
        N_("Price of an error (C)"),
        N_("What an example outside the tube costs. Smaller values make a smoother surface."),
        gt=0,
        le=1e4,
        logarithmic=True,
    )
    epsilon: float = setting(
        0.1,
        N_("Width of the tube (epsilon)"),
        N_(
            "Errors up to this cost nothing, in standard deviations of the target. A wider tube "
            "needs fewer support vectors."
        ),
        ge=0,
        le=10,
        step=0.05,
    )
    gamma: float = setting(
        1.0,
        N_("Narrowness of the kernel (gamma x features)"),
        N_(
            "How near an example must be to matter. Large values look at the very nearest only and "
            "memorise; small ones draw smooth surfaces."
        ),
        gt=0,
        le=1e4,
        logarithmic=True,
    )


class SVRLearner(FittedLearner[SVRParams]):
    """Lays a tube around the examples; what it has learned are those on it or outside."""

    scaled = True
    learned = ("support_vectors_", "dual_coef_", "intercept_")

    def estimator(self) -> SVR:
        """Return the unfitted estimator."""
        from sklearn.svm import SVR

        gamma = self.params.gamma / self.data.splits["train"].inputs[0].size
        return SVR(C=self.params.C, epsilon=self.params.epsilon, gamma=gamma)


RECIPE = classical_recipe(
    "svr",
    N_("Support vector regression (RBF kernel)"),
    N_(
        "Lays a curved tube through the examples that holds most of them, bent by the few it does "
        "not hold. Small errors cost nothing."
    ),
    SVRLearner,
    SVRParams,
    tasks=NUMBERS,
    uses_seed=False,
)

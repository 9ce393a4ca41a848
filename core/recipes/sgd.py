"""`sgd`: a linear model by stochastic gradient descent (Robbins and Monro 1951)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from core.catalog.classical import BOTH, classical_recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting
from core.training.incremental import IncrementalLearner

if TYPE_CHECKING:
    from sklearn.linear_model import SGDClassifier, SGDRegressor


class SGDTraining(Parameters):
    """Plain steps downhill, all of the same length."""

    epochs: int = setting(
        50,
        N_("Epochs"),
        N_("How many times it sees the whole training set."),
        ge=1,
        le=2000,
    )
    learning_rate: float = setting(
        0.01,
        N_("Learning rate"),
        N_("How far the step after each single example goes. Large steps never settle."),
        gt=0,
        le=10,
        logarithmic=True,
    )


class SGDLearner(IncrementalLearner[Parameters]):
    """Updates the weights after each example; with classes, one against the rest."""

    scaled = True

    @property
    def training(self) -> SGDTraining:
        """The settings of its training."""
        return cast(SGDTraining, self.setup.spec.training)

    def epochs(self) -> int:
        """Return how many epochs the training has."""
        return self.training.epochs

    def estimator(self) -> SGDClassifier | SGDRegressor:
        """Return the untrained estimator; the data order shuffles, not the estimator."""
        from sklearn.linear_model import SGDClassifier, SGDRegressor

        pace: dict[str, Any] = {"learning_rate": "constant", "eta0": self.training.learning_rate}
        if self.regression:
            return SGDRegressor(**pace, shuffle=False)  # squared error
        return SGDClassifier(loss="log_loss", **pace, shuffle=False)


RECIPE = classical_recipe(
    "sgd",
    N_("Linear model by gradient descent (SGD)"),
    N_(
        "The weights of logistic regression, or of least squares where a number is wanted, learned "
        "the way networks learn: one example, one small step downhill, over and over."
    ),
    SGDLearner,
    tasks=BOTH,
    training=SGDTraining,
    step_name=N_("Epochs"),
)

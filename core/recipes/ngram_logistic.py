"""`ngram_logistic`: a weight for each short piece of a string (Cavnar and Trenkle 1994)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import classical_recipe
from core.spec.message import N_
from core.spec.parameters import setting
from core.training.ngrams import NgramLearner, NgramParams

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression


class NgramLogisticParams(NgramParams):
    """What can be told to it."""

    C: float = setting(
        1.0,
        N_("Freedom of the weights (C)"),
        N_(
            "How large weights may grow. Smaller values keep them near zero, so that a piece seen "
            "once decides nothing; try 0.1 and 10."
        ),
        gt=0,
        le=1e4,
        logarithmic=True,
    )


class NgramLogisticLearner(NgramLearner[NgramLogisticParams]):
    """Solves the convex problem to its end with L-BFGS."""

    def classifier(self) -> LogisticRegression:
        """Return the unfitted estimator."""
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=self.params.C, max_iter=2000)


RECIPE = classical_recipe(
    "ngram_logistic",
    N_("Letter groups, logistic regression"),
    N_(
        "Counts the pieces of one to four letters in a string and gives each a weight for each "
        "class. It knows no order beyond a piece, and is hard to beat all the same."
    ),
    NgramLogisticLearner,
    NgramLogisticParams,
    accepts=frozenset({"string"}),
    uses_seed=False,
)

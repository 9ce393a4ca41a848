"""`ngram_bayes`: how common each short piece is in each class, and Bayes' rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.catalog.classical import classical_recipe
from core.spec.message import N_
from core.spec.parameters import setting
from core.training.ngrams import NgramLearner, NgramParams

if TYPE_CHECKING:
    from sklearn.naive_bayes import MultinomialNB


class NgramBayesParams(NgramParams):
    """What can be told to it."""

    smoothing: float = setting(
        0.1,
        N_("Smoothing"),
        N_(
            "How often each piece is taken to have occurred in each class besides. Without it one "
            "piece never seen in a class rules it out; try 1 and 0.01."
        ),
        gt=0,
        le=100,
        logarithmic=True,
    )


class NgramBayesLearner(NgramLearner[NgramBayesParams]):
    """Counts how often each piece occurs in each class (McCallum and Nigam 1998)."""

    learned = ("feature_log_prob_", "class_log_prior_")

    def classifier(self) -> MultinomialNB:
        """Return the unfitted estimator."""
        from sklearn.naive_bayes import MultinomialNB

        return MultinomialNB(alpha=self.params.smoothing)


RECIPE = classical_recipe(
    "ngram_bayes",
    N_("Letter groups, naive Bayes"),
    N_(
        "Counts how common each piece of one to four letters is in each class, and multiplies the "
        "chances as if pieces knew nothing of each other. Trained in an instant, and far too sure "
        "of itself."
    ),
    NgramBayesLearner,
    NgramBayesParams,
    accepts=frozenset({"string"}),
    uses_seed=False,
)

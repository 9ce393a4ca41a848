"""`pca_sampling`: one normal distribution over the principal components (Pearson 1901)."""

from __future__ import annotations

import numpy as np

from core.catalog.classical import generator_recipe
from core.spec.message import N_
from core.training.classical_generative import (
    ClassicalGenerator,
    Codes,
    ComponentParams,
)


class PCALearner(ClassicalGenerator[ComponentParams]):
    """Takes the variance along each component, and nothing else, for what examples are like."""

    def bells(self, codes: Codes) -> tuple[Codes, Codes, Codes]:
        """Return one bell, as wide along each component as the training examples."""
        # A direction in which nothing differs keeps a spread that can be divided by.
        variances = np.maximum(codes.var(0), 1e-12)
        return np.ones(1), np.zeros((1, codes.shape[1])), np.diag(variances)[None]


RECIPE = generator_recipe(
    "pca_sampling",
    N_("PCA sampling"),
    N_(
        "Finds the directions in which examples differ most, and draws along each from one bell "
        "curve. The simplest generator: it knows the average and the spread, and no kinds."
    ),
    PCALearner,
    ComponentParams,
)

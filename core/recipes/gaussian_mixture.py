"""`gaussian_mixture`: several normal distributions, fitted by expectation maximisation."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.catalog.classical import generator_recipe
from core.spec.message import N_
from core.spec.parameters import setting
from core.training.classical_generative import (
    ClassicalGenerator,
    Codes,
    ComponentParams,
)


class MixtureParams(ComponentParams):
    """How many bells there are, and what shape they may have."""

    bells: int = setting(
        25,
        N_("Bells"),
        N_(
            "How many normal distributions are mixed. Too few stretch from one kind of example to "
            "the next; too many learn single examples by heart."
        ),
        ge=1,
        le=200,
    )
    shape: Literal["full", "tied", "diag", "spherical"] = setting(
        "full",
        N_("Shape of the bells"),
        N_(
            "Whether each may be long in any direction, all share one such shape, each is long "
            "along the axes alone, or each is round."
        ),
        choices={
            "full": N_("Any, each its own"),
            "tied": N_("Any, the same for all"),
            "diag": N_("Along the axes"),
            "spherical": N_("Round"),
        },
    )
    regularisation: float = setting(
        0.003,
        N_("Smallest spread"),
        N_(
            "Variance that is added to each bell, as a fraction of the mean variance of the data, "
            "so that none shrinks to a single example."
        ),
        gt=0,
        le=1,
        logarithmic=True,
        advanced=True,
    )


class MixtureLearner(ClassicalGenerator[MixtureParams]):
    """Alternates between which bell each example is of, and where the bells are (Dempster 1977)."""

    def bells(self, codes: Codes) -> tuple[Codes, Codes, Codes]:
        """Return the bells that expectation maximisation finds, from k-means on."""
        from sklearn.mixture import GaussianMixture

        params, (count, size) = self.params, codes.shape
        found = GaussianMixture(
            min(params.bells, count),
            covariance_type=params.shape,
            reg_covar=params.regularisation * float(codes.var(0).mean()) + 1e-12,
            random_state=self.setup.seed,
            max_iter=200,
        ).fit(codes)
        weights = found.weights_ / found.weights_.sum()
        return weights, found.means_, _as_matrices(found.covariances_, params.shape, size)


def _as_matrices(covariances: Codes, shape: str, size: int) -> Codes:
    """Return scikit-learn's covariances as (bell, code, code), or (1, code, code) if shared."""
    if shape == "tied":
        return covariances[None]
    if shape == "full":
        return covariances
    columns = covariances if shape == "diag" else np.repeat(covariances[:, None], size, axis=1)
    return columns[:, :, None] * np.eye(size)


RECIPE = generator_recipe(
    "gaussian_mixture",
    N_("Gaussian mixture"),
    N_(
        "Covers the examples with overlapping bell-shaped clouds, moved and stretched until they "
        "fit, and draws from them. Hard to beat in the plane; in pictures it blurs."
    ),
    MixtureLearner,
    MixtureParams,
)

"""Normal distributions fitted to crowds of points, and how far apart two of them are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Normal:
    """A normal distribution.

    Attributes:
        mean: (feature,); NaN if it was fitted to fewer than two examples, or to what is not finite.
        covariance: (feature, feature); likewise.
    """

    mean: Numbers
    covariance: Numbers

    @classmethod
    def fitted(cls, rows: Numbers) -> Self:
        """Return the one with mean and unbiased covariance of (example, feature)."""
        if len(rows) < 2 or not np.isfinite(rows).all():
            size = rows.shape[1]
            return cls(np.full(size, np.nan), np.full((size, size), np.nan))
        return cls(rows.mean(0), np.atleast_2d(np.cov(rows, rowvar=False)))

    @cached_property
    def root(self) -> Numbers:
        """The symmetric root of the covariance, which must be finite: (feature, feature)."""
        values, vectors = np.linalg.eigh(self.covariance)
        found: Numbers = (vectors * np.sqrt(values.clip(0))) @ vectors.T
        return found

    def frechet(self, other: Normal) -> float:
        """Return the squared Frechet distance of two of them; of what is not finite, NaN.

        It is |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson and Landau 1982; Heusel et al.
        2017, equation 6). The trace of the root is the sum of the roots of the eigenvalues of
        C1 C2, which are those of the symmetric C1^(1/2) C2 C1^(1/2).
        """
        means = self.mean - other.mean
        if not (np.isfinite(means).all() and np.isfinite(self.covariance + other.covariance).all()):
            return math.nan
        together = np.linalg.eigvalsh(self.root @ other.covariance @ self.root)
        apart = np.trace(self.covariance) + np.trace(other.covariance)
        return max(0.0, float(means @ means + apart - 2 * np.sqrt(together.clip(0)).sum()))

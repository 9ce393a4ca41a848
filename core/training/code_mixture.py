"""A mixture of normal distributions over a few principal components, with all that follows of it.

Three classical generators are such mixtures: PCA sampling has one bell, a Gaussian mixture several,
kernel density estimation one for each training example. So all draw, and fill what is unknown, by
the same few lines, and the latter exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CodeMixture:
    """Examples x = mean + basis' z + noise, whose codes z are of a mixture of bells.

    Attributes:
        mean: (value,) of all examples.
        basis: (code, value), orthonormal rows: the principal components.
        noise: Variance of each value around what its code says.
        weights: (bell,), which add up to 1.
        means: (bell, code).
        covariances: (bell, code, code), or (1, code, code) if all bells share one.
    """

    mean: Array
    basis: Array
    noise: float
    weights: Array
    means: Array
    covariances: Array

    def codes(self, examples: Array) -> Array:
        """Return the codes of (example, value): (example, code)."""
        found: Array = (examples - self.mean) @ self.basis.T
        return found

    def decoded(self, codes: Array) -> Array:
        """Return what codes (example, code) say, without noise: (example, value)."""
        return codes @ self.basis + self.mean

    def draw(self, count: int, random: np.random.Generator) -> Array:
        """Draw codes: (example, code)."""
        bells = random.choice(len(self.weights), count, p=self.weights)
        roots = np.linalg.cholesky(self.covariances)
        shared = np.zeros_like(bells) if len(roots) == 1 else bells
        normal = random.standard_normal((count, self.means.shape[1]))
        spread: Array = self.means[bells] + np.einsum("nij,nj->ni", roots[shared], normal)
        return spread

    def expected(self, matrix: Array, values: Array, trust: float) -> Array:
        """Return what is to be expected of an example, given sums of its values.

        The conditional mean of a mixture of normal distributions (Bishop 2006, equations 2.116
        and 9.13), computed among the codes, which are few.

        Args:
            matrix: (known, value): what is known is `matrix @ example`.
            values: (known,).
            trust: Variance of each known value around what the example says, beside the noise.

        Returns:
            (value,).
        """
        seen = matrix @ self.basis.T
        off = values - matrix @ self.mean
        # What the components leave out adds to the variance of each sum, of each by itself.
        variance = trust + self.noise * np.square(matrix).sum(1)
        told = seen.T / variance
        precisions: Array = np.linalg.inv(self.covariances).astype(np.float64)
        after: Array = precisions + told @ seen
        pulled = (precisions @ self.means[:, :, None])[:, :, 0]
        means: Array = np.linalg.solve(after, (pulled + told @ off)[:, :, None])[:, :, 0]
        shares = self._shares(precisions, after, pulled, means)
        return self.decoded(shares @ means)

    def _shares(self, precisions: Array, after: Array, pulled: Array, means: Array) -> Array:
        """Return how likely each bell is the one, given what is known: (bell,).

        Each bell's evidence, completed to a square in the codes, but for what all share.
        """
        before = np.einsum("ki,ki->k", self.means, pulled)
        fits = np.einsum("ki,kij,kj->k", means, after, means)
        volumes = np.linalg.slogdet(precisions)[1] - np.linalg.slogdet(after)[1]
        with np.errstate(divide="ignore"):  # a bell of weight 0 is never the one
            logs = np.log(self.weights) + (volumes + fits - before) / 2
        found = np.exp(logs - logs.max())
        shares: Array = found / found.sum()
        return shares

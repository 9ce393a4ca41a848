"""`kernel_density`: a small bell around each training example (Rosenblatt 1956, Parzen 1962)."""

from __future__ import annotations

import numpy as np

from core.catalog.classical import generator_recipe
from core.spec.message import N_
from core.spec.parameters import setting
from core.training.classical_generative import (
    ClassicalGenerator,
    Codes,
    ComponentParams,
)

MOST_BELLS = 5000
"""Of more training examples the first so many are taken."""


class KernelParams(ComponentParams):
    """How wide the bells are."""

    bandwidth: float = setting(
        0.7,
        N_("Width of a bell"),
        N_(
            "How far samples lie from the example they are drawn around, as a multiple of how far "
            "its nearest neighbour usually is. Near 0 it copies; far above 1 it blurs."
        ),
        gt=0,
        le=10,
        step=0.1,
    )


class KernelLearner(ClassicalGenerator[KernelParams]):
    """Keeps the training examples, and draws near one of them."""

    def bells(self, codes: Codes) -> tuple[Codes, Codes, Codes]:
        """Return a round bell around each example, all of one width."""
        from sklearn.neighbors import NearestNeighbors

        centres = codes[:MOST_BELLS]
        count, size = centres.shape
        apart, _ = NearestNeighbors(n_neighbors=min(2, count)).fit(centres).kneighbors()
        usual = float(np.median(apart[:, 0]))
        # So the root of the mean squared length of what is added is the bandwidth.
        variance = max((self.params.bandwidth * usual) ** 2 / size, 1e-12)
        return np.full(count, 1 / count), centres, variance * np.eye(size)[None]


RECIPE = generator_recipe(
    "kernel_density",
    N_("Kernel density"),
    N_(
        "Takes a training example at random and changes it a little, among its principal "
        "components. Nothing is learned but how little: so it is always near a copy."
    ),
    KernelLearner,
    KernelParams,
)

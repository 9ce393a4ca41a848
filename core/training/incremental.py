"""Classical models that are trained like networks: epoch by epoch, by gradient descent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.spec.message import N_
from core.training.classical import ClassicalLearner, Rows
from core.training.fitted import P
from core.training.learner import Progress, Scalar, Setup

LARGEST_WEIGHT = 1e6
"""A regressor of features and targets of size 1 whose weights are larger has diverged.

They would not become infinite: scikit-learn clips the gradient of the squared error long before.
"""
_WEIGHTS = ("coef_", "intercept_")


class IncrementalLearner(ClassicalLearner[P]):
    """A linear model trained one epoch a step with `partial_fit`, in the order of the data order.

    Its state are its coefficients.
    """

    phases: ClassVar[tuple[str, ...]] = (N_("train"),)

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        size = len(self.data.splits["train"])
        self.order = setup.order(size, size)

    def epochs(self) -> int:
        """Return how many epochs the training has."""
        raise TypeError(f"{type(self).__name__} must say how long it trains")

    def estimator(self) -> Any:
        """Return the untrained estimator, which is not to shuffle by itself."""
        raise TypeError(f"{type(self).__name__} must say which estimator it trains")

    @cached_property
    def _training(self) -> tuple[Rows, NDArray[np.generic]]:
        return self.rows("train"), self.answers()

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Go once through the training examples, in the next order."""
        if self.model is None:
            self.model = self.estimator()
        (rows, answers), order = self._training, self.order.next().numpy()
        known: dict[str, Any] = {} if self.regression else {"classes": self._classes}
        self.model.partial_fit(rows[order], answers[order], **known)
        if self.regression and np.abs(self.model.coef_).max() > LARGEST_WEIGHT:
            return [Scalar(self.order.steps, "train", "loss", math.inf)]
        return ()

    @property
    def _classes(self) -> NDArray[np.int64]:
        """The classes that occur; one that does not has nothing to be told from the rest."""
        return np.unique(self.data.splits["train"].targets).astype(np.int64)

    def progress(self) -> Progress:
        """Count steps in epochs."""
        return Progress(self.order.epoch, self.epochs(), self.order.epoch, self.epochs())

    def state_dict(self) -> dict[str, Any]:
        """Return coefficients and intercepts, and the count of updates, which may set the pace."""
        if self.model is None:
            return {"updates": 0.0}
        import torch

        weights = {name: torch.from_numpy(getattr(self.model, name).copy()) for name in _WEIGHTS}
        return {"updates": float(self.model.t_), **weights}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Put them into a new estimator."""
        self.model = None
        if state["updates"]:
            self.model = self.estimator()
            for name in _WEIGHTS:
                setattr(self.model, name, state[name].numpy().copy())
            self.model.t_ = state["updates"]
            if not self.regression:
                self.model.classes_ = self._classes
            self.model.n_features_in_ = self.model.coef_.shape[-1]

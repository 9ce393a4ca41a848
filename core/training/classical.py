"""Learners around scikit-learn estimators, so that baselines run, pause and score like networks.

Two kinds are here, fitted in one step and grown member by member; `core.training.incremental` has
a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SplitName
from core.metrics.metric import Estimates, Judgements, Predictions
from core.spec.message import N_
from core.training.fitted import FittedOnce, ModelLearner, P
from core.training.learner import Progress, Scalar, Setup
from core.training.scaling import ChannelScaler, TargetScaler

Rows = NDArray[np.float32]
"""Inputs as scikit-learn takes them: (example, feature)."""


class ClassicalLearner(ModelLearner[P]):
    """What every learner around an estimator shares: inputs, targets, answers, scores, sizes.

    Data without classes ask for numbers: `regression`.
    """

    scaled: ClassVar[bool] = False
    """Whether inputs, and targets that are numbers, are scaled as measured on the training
    examples."""
    learned: ClassVar[tuple[str, ...]] = ("coef_", "intercept_")
    """The estimator's attributes that hold the numbers it has learned."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.regression = not self.data.classes

    @cached_property
    def _scaler(self) -> ChannelScaler:
        return ChannelScaler(_in_channels(self.data.splits["train"].inputs))

    @cached_property
    def _target_scaler(self) -> TargetScaler:
        return TargetScaler(self.data.splits["train"].targets)

    def rows(self, split: str) -> Rows:
        """Return the inputs of a split, each example as one row, scaled if this learner wants."""
        inputs = self.data.splits[cast(SplitName, split)].inputs
        if self.scaled:
            inputs = self._scaler(_in_channels(inputs))
        return inputs.reshape(len(inputs), -1)

    def answers(self) -> NDArray[np.generic]:
        """Return what the training examples are to be answered with, scaled if it is a number."""
        targets = self.data.splits["train"].targets
        if not self.regression:
            return targets
        return self._target_scaler(targets) if self.scaled else targets.astype(np.float64)

    def predict(self, split: str) -> Judgements:
        """Return what the model says of a split's examples."""
        return self._estimates(split) if self.regression else self._predictions(split)

    def _estimates(self, split: str) -> Estimates:
        """Return its numbers, in the target's unit."""
        targets = self.data.splits[cast(SplitName, split)].targets.astype(np.float64)
        values = np.asarray(self.model.predict(self.rows(split)), np.float64)
        return Estimates(targets, self._target_scaler.back(values) if self.scaled else values)

    def _predictions(self, split: str) -> Predictions:
        """Return its class probabilities, or else its decision values."""
        targets = self.data.splits[cast(SplitName, split)].targets
        probabilistic = hasattr(self.model, "predict_proba")
        answer = self.model.predict_proba if probabilistic else self.model.decision_function
        values = answer(self.rows(split))
        if values.ndim == 1:  # of two classes, a margin classifier tells the second one's value
            values = np.stack([-values, values], axis=1)
        # A class that training lacks is never said.
        lowest = 0.0 if probabilistic else values.min() - 1.0
        scores = np.full((len(targets), len(self.data.classes)), lowest)
        scores[:, self.model.classes_] = values
        return Predictions(targets.astype(np.int64), scores, probabilistic)

    def parameter_count(self) -> int | None:
        """Return how many numbers it has learned: its coefficients, unless a recipe says more."""
        if self.model is None:
            return 0
        return sum(int(np.size(getattr(self.model, name))) for name in self.learned)


class FittedLearner(FittedOnce[P], ClassicalLearner[P]):
    """Fits an estimator in one single step."""

    def estimator(self) -> Any:
        """Return the unfitted estimator for the task."""
        raise TypeError(f"{type(self).__name__} must say which estimator it fits")

    def fit(self) -> Any:
        """Return the estimator, fitted to the training examples."""
        return self.estimator().fit(self.rows("train"), self.answers())


class GrowingLearner(ClassicalLearner[P]):
    """An ensemble grown a few members a step with `warm_start`, which equals one single fit.

    Its state is how many members it has: the same seed grows the same ones again.
    """

    phases: ClassVar[tuple[str, ...]] = (N_("grow"),)
    members_per_step: ClassVar[int] = 10
    size_setting: ClassVar[str] = "n_estimators"
    """What the estimator calls its number of members."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.grown = 0

    def members(self) -> int:
        """Return how many members the finished ensemble has."""
        raise TypeError(f"{type(self).__name__} must say how many members it grows")

    def estimator(self, members: int) -> Any:
        """Return an unfitted warm-starting ensemble of so many members."""
        raise TypeError(f"{type(self).__name__} must say which estimator it grows")

    def _grow(self, members: int) -> None:
        """Fit until the ensemble has so many members."""
        model = self.estimator(members) if self.model is None else self.model
        model.set_params(**{self.size_setting: members})
        self.model = model.fit(self.rows("train"), self.answers())
        self.grown = members

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Grow the next members."""
        self._grow(min(self.grown + self.members_per_step, self.members()))
        return ()

    def progress(self) -> Progress:
        """Count steps in members; every growing is an epoch of its own."""
        size = self.members_per_step
        return Progress(
            self.grown, self.members(), -(-self.grown // size), -(-self.members() // size)
        )

    def parameter_count(self) -> int | None:
        """Return the count of questions and leaves: the numbers that trees learn."""
        trees = getattr(self.model, "estimators_", [])
        return sum(int(tree.tree_.node_count) for tree in np.ravel(np.asarray(trees, object)))

    def state_dict(self) -> dict[str, Any]:
        """Return how many members there are."""
        return {"grown": self.grown}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Grow as many again."""
        self.model, self.grown = None, 0
        if state["grown"]:
            self._grow(int(state["grown"]))


def _in_channels(inputs: Rows) -> Rows:
    """Return inputs as (example, channel, ...), each channel of which has a scale of its own.

    What comes step by step, (example, time, feature), has one unit and so one scale for all: the
    rows of a picture are then the same numbers as the picture, and a series' past keeps its shape.
    """
    return inputs[:, None] if inputs.ndim == 3 else inputs

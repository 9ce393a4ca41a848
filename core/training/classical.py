"""Learners around scikit-learn estimators, so that baselines run, pause and score like networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, SplitName
from core.metrics.classification import classification_scores
from core.metrics.metric import Predictions
from core.spec.parameters import Parameters
from core.training.evaluation import Evaluation, evaluate_classifier
from core.training.learner import OnePhase, Progress, Scalar, Setup

P = TypeVar("P", bound=Parameters)


class GrowingLearner(OnePhase, Generic[P]):
    """An ensemble grown a few members a step with `warm_start`, which equals one single fit.

    Its state is how many members it has: the same seed grows the same ones again.
    """

    phases: ClassVar[tuple[str, ...]] = ("grow",)
    members_per_step: ClassVar[int] = 10

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.params = cast(P, setup.spec.params)
        self.data = cast(Dataset, setup.data)
        self.model: Any = None
        self.grown = 0

    def members(self) -> int:
        """Return how many members the finished ensemble has."""
        raise TypeError(f"{type(self).__name__} must say how many members it grows")

    def estimator(self, members: int) -> Any:
        """Return an unfitted warm-starting ensemble of so many members."""
        raise TypeError(f"{type(self).__name__} must say which estimator it grows")

    def _grow(self, members: int) -> None:
        """Fit until the ensemble has so many members."""
        if self.model is None:
            self.model = self.estimator(members)
        self.model.set_params(n_estimators=members)
        train = self.data.splits["train"]
        self.model.fit(_flat(train.inputs), train.targets)
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

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score the validation examples with the members there are."""
        if self.model is None:
            return []
        scores = classification_scores(self.predict("valid"), live=True)
        return [Scalar(self.grown, "valid", name, value) for name, value in scores.items()]

    def evaluate(self, split: str) -> Evaluation:
        """Return all classification metrics on a split; none before the first member."""
        return evaluate_classifier(self.predict, split) if self.model else Evaluation({}, 0.0)

    def predict(self, split: str) -> Predictions:
        """Return the class probabilities of a split's examples."""
        examples = self.data.splits[cast(SplitName, split)]
        # Classes that training lacks keep probability zero.
        probabilities = np.zeros((len(examples), len(self.data.classes)))
        probabilities[:, self.model.classes_] = self.model.predict_proba(_flat(examples.inputs))
        return Predictions(examples.targets.astype(np.int64), probabilities)

    def parameter_count(self) -> int | None:
        """Return the count of decision nodes and leaves, the numbers a forest learns."""
        trees = getattr(self.model, "estimators_", [])
        return sum(int(tree.tree_.node_count) for tree in np.ravel(np.asarray(trees, object)))

    def state_dict(self) -> dict[str, Any]:
        """Return how many members there are; no pickled estimator ever leaves the process."""
        return {"grown": self.grown}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Grow as many again."""
        self.model, self.grown = None, 0
        if state["grown"]:
            self._grow(int(state["grown"]))


def _flat(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lay each example out as one row: (example, feature)."""
    return inputs.reshape(len(inputs), -1)

"""What learners have in common that are no networks, whatever they learn and say.

No pickled model leaves the process: what most of them know is learned again when it is needed.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar, cast

from core.data.dataset import Dataset
from core.metrics.metric import Answers
from core.metrics.scoring import score
from core.spec.message import N_
from core.spec.parameters import Parameters
from core.training.evaluation import Evaluation, evaluate
from core.training.learner import OnePhase, Progress, Scalar, Setup

P = TypeVar("P", bound=Parameters)


class ModelLearner(OnePhase, Generic[P]):
    """A learner around a model that is there once something was learned: scores and sizes."""

    def __init__(self, setup: Setup) -> None:
        import sklearn  # noqa: F401 - loads the thread pools that are limited here
        from threadpoolctl import threadpool_limits

        threadpool_limits(1)  # one core a run, as for networks
        self.setup = setup
        self.params = cast(P, setup.spec.params)
        self.data = cast(Dataset, setup.data)
        self.model: Any = None

    def predict(self, split: str) -> Answers:
        """Return what the model says of a split's examples."""
        raise TypeError(f"{type(self).__name__} must say what it says")

    def progress(self) -> Progress:
        """Return how far it is."""
        raise TypeError(f"{type(self).__name__} must say how far it is")

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score the validation examples with what was learned so far."""
        if self.model is None:
            return []
        step, scores = self.progress().step, score(self.predict("valid"), live=True)
        return [
            Scalar(step, "valid", name, value)
            for name, value in scores.items()
            if not math.isnan(value)
        ]

    def evaluate(self, split: str) -> Evaluation:
        """Return all metrics of the task on a split; none before anything was learned."""
        if self.model is None:
            return Evaluation({}, 0.0)
        return evaluate(self.predict, split)

    def size_bytes(self) -> int | None:
        """Return how long the fitted model would be as a file, which is never written."""
        if self.model is None:
            return None
        counter = _Counter()
        pickle.Pickler(counter, protocol=5).dump(self.model)
        return counter.written


class FittedOnce(ModelLearner[P]):
    """Fits in one single step. Its state is whether it has: the same data fit the same again."""

    phases: ClassVar[tuple[str, ...]] = (N_("fit"),)

    def fit(self) -> Any:
        """Return the model of the training examples."""
        raise TypeError(f"{type(self).__name__} must say what it fits")

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Fit the training examples."""
        self.model = self.fit()
        return ()

    def progress(self) -> Progress:
        """Count the one step, which is an epoch too."""
        done = int(self.model is not None)
        return Progress(done, 1, done, 1)

    def state_dict(self) -> dict[str, Any]:
        """Return whether it is fitted."""
        return {"fitted": self.model is not None}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Fit again if it was."""
        self.model = None
        if state["fitted"]:
            self.step()


class _Counter:
    """A file that counts what is written to it."""

    def __init__(self) -> None:
        self.written = 0

    def write(self, data: Any) -> int:
        """Count the bytes of `data` and forget them."""
        size = memoryview(data).nbytes
        self.written += size
        return size

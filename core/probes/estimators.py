"""A run's model as scikit-learn's inspections want one, whether it is a network or a classical one.

It takes a table's own columns, coded as `core.data.sheets.originals` says, not the features that
they become. So whatever is done to one column of a category or a date, such as shuffling it, is
done to all its features together: no example is of two categories at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from core.data.dataset import Dataset, SplitName
from core.data.sheets.originals import Codes, Originals
from core.metrics.metric import Judgements, Predictions
from core.probes.datasets import dataset
from core.probes.models import Model
from core.probes.originals import originals_of

MOST_ROWS = 500


class Sample(NamedTuple):
    """Examples of a split, evenly chosen if there are too many.

    Attributes:
        codes: What all columns hold: (example, column).
        features: What they became, as the dataset has them: (example, feature).
        targets: (example,).
        among: How many examples the split has.
    """

    codes: Codes
    features: NDArray[np.float32]
    targets: NDArray[np.generic]
    among: int

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return how many examples were looked at, and of how many, as probes answer it."""
        return {"rows": np.array(len(self.targets)), "among": np.array(self.among)}


def sample(model: Model, split: SplitName = "valid") -> tuple[Sample, Originals, Dataset]:
    """Return examples of a model's data to look at, its columns, and the data."""
    spec = model.described.spec
    originals, data = originals_of(model.described), dataset(spec.dataset, spec.data)
    part = data.splits[split]
    count = min(len(part), MOST_ROWS)
    chosen = np.arange(count) * len(part) // count
    codes = originals.codes(split, chosen)
    return (
        Sample(codes, originals.features(codes), part.targets[chosen], len(part)),
        originals,
        data,
    )


class _Estimator(BaseEstimator):  # type: ignore[misc]
    """Judgements for a few columns of some examples; all others stay as they are."""

    def __init__(self, model: Model, seen: Sample, originals: Originals, columns: Any) -> None:
        self.model, self.seen, self.originals, self.columns = model, seen, originals, columns

    def fit(self, inputs: Codes, targets: Any = None) -> _Estimator:
        """Do nothing: the model has learned already; scikit-learn only asks whether it could."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def said(self, codes: Codes) -> Judgements:
        """Return what the model says, given codes of the columns: (example, column chosen)."""
        rows = self.seen.features.copy()
        for place, column in enumerate(self.columns):
            own = self.originals.columns[column].features
            rows[:, own] = self.originals.encode(column, codes[:, place])
        return self.model.answers(rows)


class _Regressor(RegressorMixin, _Estimator):  # type: ignore[misc]
    def predict(self, codes: Codes) -> NDArray[np.float64]:
        """Return its numbers: (example,)."""
        said = self.said(codes)
        assert not isinstance(said, Predictions)
        return said.values


class _Classifier(ClassifierMixin, _Estimator):  # type: ignore[misc]
    @property
    def classes_(self) -> NDArray[np.int64]:
        """The labels."""
        return np.arange(len(self.model.described.facts.classes))

    def _scores(self, codes: Codes) -> NDArray[np.float64]:
        said = self.said(codes)
        assert isinstance(said, Predictions)
        return said.scores


class _Probabilities(_Classifier):
    def predict_proba(self, codes: Codes) -> NDArray[np.float64]:
        """Return its probabilities: (example, class)."""
        return self._scores(codes)


class _Decisions(_Classifier):
    def decision_function(self, codes: Codes) -> NDArray[np.float64]:
        """Return its decision values, of two classes only the second one's."""
        scores = self._scores(codes)
        return scores[:, 1] if scores.shape[1] == 2 else scores


def as_estimator(
    model: Model, seen: Sample, originals: Originals, columns: tuple[int, ...]
) -> _Regressor | _Probabilities | _Decisions:
    """Return a model as an estimator of some columns of these examples, in their order."""
    said = model.answers(seen.features[:1])
    kind: type[_Regressor | _Probabilities | _Decisions] = _Regressor
    if isinstance(said, Predictions):
        kind = _Probabilities if said.probabilistic else _Decisions
    return kind(model, seen, originals, columns)

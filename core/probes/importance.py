"""Probe `importance`: how much worse a model gets when one column of its table is shuffled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.inspection import permutation_importance

from core.metrics.classification import accuracy
from core.metrics.metric import Predictions
from core.metrics.regression import rmse
from core.probes.estimators import as_estimator, sample
from core.probes.models import Model, model_of
from core.probes.recent import Recent
from core.probes.requests import ImportanceRequest, check_index
from core.spec.parameters import parse

MOST_COLUMNS = 30

Answer = dict[str, NDArray[Any]]

_answers = Recent[Answer](room=64)


def importance(request: dict[str, Any]) -> Answer:
    """Return the permutation importance of columns (Breiman 2001), by scikit-learn.

    Of validation examples, at most 500, one column at a time is shuffled, several times over, and
    it is measured by how much the accuracy falls, or the RMSE rises. All features that a column
    became are shuffled together.

    Args:
        request: See `ImportanceRequest`; at most 30 columns, else the first ones.

    Returns:
        `tick`, `step`, `epoch`: the moment. `columns`: their numbers, int32, with `names`, str,
        and `importances`: (column, repeat), float64, a fraction or in the target's unit. `score`:
        the accuracy or RMSE of all columns as they are. `rows`: how many examples were looked at,
        `among` how many; `columns_in_all`.
    """
    asked = parse(ImportanceRequest, request, "")
    model = model_of(asked)
    key = (model.key, asked.columns, asked.repeats, asked.seed)
    return model.moment() | _answers.get(key, lambda: _measure(model, asked))


def _measure(model: Model, asked: ImportanceRequest) -> Answer:
    seen, originals, data = sample(model)
    count = len(originals.columns)
    columns = asked.columns or tuple(range(min(count, MOST_COLUMNS)))
    for column in columns:
        check_index("columns", column, count)
    estimator = as_estimator(model, seen, originals, columns)
    codes = seen.codes[:, list(columns)]
    found = permutation_importance(
        estimator,
        codes,
        seen.targets,
        scoring=_good,
        n_repeats=asked.repeats,
        random_state=asked.seed,
    )
    score = _good(estimator, codes, seen.targets)
    return {
        "columns": np.array(columns, np.int32),
        "names": np.array([originals.columns[column].name for column in columns], str),
        "importances": found.importances,
        "score": np.array(score if data.classes else -score),
        "columns_in_all": np.array(count),
        **seen.arrays(),
    }


def _good(estimator: Any, codes: NDArray[np.float64], targets: NDArray[np.generic]) -> float:
    """Return the accuracy, or minus the RMSE, so that more is better."""
    said = estimator.said(codes)
    if isinstance(said, Predictions):
        return accuracy(replace(said, targets=targets.astype(np.int64)))
    return -rmse(replace(said, targets=targets.astype(np.float64)))

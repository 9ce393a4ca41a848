"""Probe `dependence`: what a model says as one column changes and all others stay."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.inspection import partial_dependence

from core.data.sheets.originals import Codes, Original
from core.probes.estimators import as_estimator, sample
from core.probes.models import Model, model_of
from core.probes.recent import Recent
from core.probes.requests import DependenceRequest, check_index
from core.spec.parameters import parse

MOST_LINES = 40
MOST_CATEGORIES = 12
_POINTS = 25
_RARE = (0.01, 0.99)  # beyond these quantiles there are hardly any examples to believe

Answer = dict[str, NDArray[Any]]

_answers = Recent[Answer](room=64)


def dependence(request: dict[str, Any]) -> Answer:
    """Return the partial dependence on one column (Friedman 2001), by scikit-learn.

    Every validation example, at most 500, is given each value of a grid in turn; the mean of what
    the model says then is the partial dependence, and what it says of one example a line of its
    own (individual conditional expectation, Goldstein and others 2015).

    Args:
        request: See `DependenceRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `name`, `kind`: of the column. `grid`: its values,
        (point,), float64, dates in days since 1970, categories by their `labels`, str, empty where
        one is missing. For each class, or for the one number that is predicted: `average`,
        (output, point), and `lines`, (output, example, point), of at most 40 examples, which hold
        `values` themselves (NaN if missing). `probabilistic`: whether they are probabilities.
        `target`, `unit`, `classes`. `rows`: how many examples the mean is over, `among` how many.
    """
    asked = parse(DependenceRequest, request, "")
    model = model_of(asked)
    key = (model.key, asked.column)
    return model.moment() | _answers.get(key, lambda: _follow(model, asked.column))


def _follow(model: Model, column: int) -> Answer:
    seen, originals, data = sample(model)
    check_index("column", column, len(originals.columns))
    described, own = originals.columns[column], seen.codes[:, [column]]
    estimator = as_estimator(model, seen, originals, (column,))
    grid = _grid(described, own[:, 0])
    found = partial_dependence(
        estimator, own, [0], kind="both", method="brute", custom_values={0: grid}
    )
    average, lines = _for_each_class(found.average, found.individual, model, estimator)
    count = min(len(own), MOST_LINES)
    shown = np.arange(count) * len(own) // count
    return {
        "name": np.array(described.name, str),
        "kind": np.array(described.kind, str),
        "grid": grid,
        "labels": np.array([_label(described, code) for code in grid], str),
        "average": average,
        "lines": lines[:, shown],
        "values": own[shown, 0],
        "probabilistic": np.array(hasattr(estimator, "predict_proba")),
        "target": np.array(data.target, str),
        "unit": np.array(data.unit, str),
        "classes": np.array(data.classes, str),
        **seen.arrays(),
    }


def _grid(column: Original, codes: Codes) -> Codes:
    """Return the values to try: (point,); of categories the commonest, with none as one of them."""
    if column.kind == "category":
        values, counts = np.unique(codes, return_counts=True)
        return np.sort(values[np.argsort(-counts, kind="stable")[:MOST_CATEGORIES]])
    known = codes[~np.isnan(codes)]
    if not len(known):
        return np.array([column.low])
    values = np.unique(known)
    if len(values) > _POINTS:
        low, high = (float(np.quantile(known, rare)) for rare in _RARE)
        values = np.linspace(low, high, _POINTS)
    return np.unique(np.round(values)) if column.kind == "date" else values


def _label(column: Original, code: float) -> str:
    return "" if column.kind != "category" or np.isnan(code) else column.choices[int(code)]


def _for_each_class(
    average: NDArray[np.float64], lines: NDArray[np.float64], model: Model, estimator: Any
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both with an entry for each class; of two, scikit-learn tells the second one's."""
    if len(model.described.facts.classes) != 2:
        return average, lines
    whole = 1.0 if hasattr(estimator, "predict_proba") else 0.0
    average, lines = average[-1:], lines[-1:]
    return np.concatenate([whole - average, average]), np.concatenate([whole - lines, lines])

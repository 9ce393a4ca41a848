"""Probe `table`: the first rows of a table, what its columns are, and what is predicted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.find import source
from core.data.csv import CsvParams
from core.data.dataset import Dataset
from core.data.sheets.ingest import FIELD, Glance, glances
from core.data.uploads import path_of
from core.probes.datasets import asked_dataset
from core.probes.requests import DataRequest, refused
from core.spec.message import N_, SpecError
from core.spec.parameters import parse

MOST_COLUMNS = 100
_ROWS = 20
_BINS = 30


def table(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return what a table holds; of somebody's file also if it is not fit to learn from yet.

    Args:
        request: See `DataRequest`; the dataset must be a table.

    Returns:
        Of the first `MOST_COLUMNS` columns `names` and `kinds` (see `core.data.sheets.kinds`), str,
        `missing` and `distinct`, int32, (column,) each, and the `first` values, (column, row) str;
        `columns`, how many there are in all, and `all`, their names. Of the answers of all
        examples, if they are known yet: `target`, its name; `classes`, str, with `counts`, int32,
        (class,) each; or `counts` in equal steps between `edges`, (step + 1,).
    """
    asked = parse(DataRequest, request, "")
    described = source(asked.dataset)
    if described.kind != "tabular":
        raise refused("dataset", N_("{dataset} is no table"), dataset=described.name)
    params = parse(described.params, asked.data, "data")
    if not isinstance(params, CsvParams):
        data = asked_dataset(asked)
        return _told(_columns(data)) | _answers(data)
    told = _told(glances(path_of(params.path, FIELD)))
    try:
        return told | _answers(asked_dataset(asked))
    except SpecError:  # such as a target that is not there; whoever builds a setup is told
        return told


def _told(columns: list[Glance]) -> dict[str, NDArray[Any]]:
    shown = columns[:MOST_COLUMNS]
    return {
        "names": np.array([column.name for column in shown], str),
        "kinds": np.array([column.kind for column in shown], str),
        "missing": np.array([column.missing for column in shown], np.int32),
        "distinct": np.array([column.distinct for column in shown], np.int32),
        "first": np.array([column.first for column in shown], str),
        "columns": np.array(len(columns), np.int32),
        "all": np.array([column.name for column in columns], str),
    }


def _columns(data: Dataset) -> list[Glance]:
    """Return the features of a dataset as columns, and last what is predicted."""
    parts = list(data.splits.values())
    inputs = np.concatenate([part.inputs for part in parts])
    targets = np.concatenate([part.targets for part in parts])
    answers = [data.classes[label] for label in targets[:_ROWS]] if data.classes else targets
    numbers = zip(data.features, inputs.T, strict=True)
    columns = [_glance(name, "number", values, values) for name, values in numbers]
    kind = "category" if data.classes else "number"
    return [*columns, _glance(data.target, kind, targets, answers)]


def _glance(name: str, kind: Any, values: NDArray[Any], first: Any) -> Glance:
    said = (value if isinstance(value, str) else f"{value:.5g}" for value in first[:_ROWS])
    return Glance(name, kind, 0, len(np.unique(values)), tuple(said))


def _answers(data: Dataset) -> dict[str, NDArray[Any]]:
    """Return how common each class, or each size of the number, is among all examples."""
    targets = np.concatenate([part.targets for part in data.splits.values()])
    told: dict[str, NDArray[Any]] = {"target": np.array(data.target, str)}
    if data.classes:
        counts = np.bincount(targets, minlength=len(data.classes))
        told["classes"] = np.array(data.classes, str)
    else:
        counts, told["edges"] = np.histogram(targets, _BINS)
    return told | {"counts": counts.astype(np.int32)}

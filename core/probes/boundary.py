"""Probes `boundary` and `refitted_boundary`: what a model says all over a plane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.metrics.classification import accuracy
from core.metrics.metric import Estimates, Judgements
from core.metrics.regression import rmse
from core.probes.edits import edited
from core.probes.models import network_answers
from core.probes.plane import Plane, plane, table_of
from core.probes.points import shown_points
from core.probes.recent import Recent
from core.probes.refitted import refitted
from core.probes.requests import BoundaryRequest, refused
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse
from core.store.recording import Moment

MOST_SCORED = 5000
"""Validation examples by which a model is judged here, several times a second."""

_ROOM = 2**26

Answer = dict[str, NDArray[Any]]
Says = Callable[[NDArray[np.float32]], Judgements]

_kept = Recent[Answer](_ROOM, lambda answer: sum(array.nbytes for array in answer.values()))


def boundary(request: dict[str, Any]) -> Answer:
    """Return what a network says at every point of a plane.

    Args:
        request: See `BoundaryRequest`; `edits` are made on a copy of the weights.

    Returns:
        `tick`, `step`, `epoch`: the moment. `x`, `y`: values of the two features, (resolution,).
        Of a classifier `scores`: (class, y, x), float32, and `probabilistic`: whether they are
        probabilities. Where a number is predicted `values`: (y, x), float32, in its unit.
        With `examples` also `said.SPLIT`: the class that each point of the probe `points` is taken
        for, (point,), of classifiers; `score`: accuracy, or RMSE in the target's unit, on the first
        `scored` validation examples; and `original`: that without the edits, if there are any.
    """
    asked = parse(BoundaryRequest, request, "")
    original = snapshot(asked)
    taken = edited(original, asked.edits)
    table = table_of(taken.described)
    says = _network(taken)
    answer = _answer(taken.at, plane(asked, table), says)
    if asked.examples:
        answer |= _of_examples(says, table)
        if asked.edits:
            answer["original"] = _score(_network(original), table)
    return answer


def refitted_boundary(request: dict[str, Any]) -> Answer:
    """Return what a classical model says at every point of a plane, as `boundary` does.

    A checkpoint of such a model says how to fit it again, which is done here.
    """
    asked = parse(BoundaryRequest, request, "")
    if asked.edits:
        raise refused("edits", N_("a classical model has no neurons whose weights could be set"))
    model = refitted(asked)

    def make() -> Answer:
        table = table_of(model.described)
        answer = _answer(model.at, plane(asked, table), model.answers)
        return answer | (_of_examples(model.answers, table) if asked.examples else {})

    return _kept.get((model.key, asked.resolution, asked.axes, asked.examples), make)


def _network(taken: Snapshot) -> Says:
    return lambda rows: network_answers(taken, rows)


def _answer(at: Moment, points: Plane, says: Says) -> Answer:
    answer: Answer = {name: np.array(value) for name, value in at._asdict().items()}
    answer |= points.arrays()
    said = says(points.rows)
    if isinstance(said, Estimates):
        return answer | {"values": points.laid_out(said.values)}
    return answer | {
        "scores": points.laid_out(said.scores),
        "probabilistic": np.array(int(said.probabilistic)),
    }


def _of_examples(says: Says, table: Dataset) -> Answer:
    """Return what a model makes of the examples, each with all its own features."""
    scored = min(MOST_SCORED, len(table.splits["valid"]))
    answer: Answer = {"score": _score(says, table), "scored": np.array(scored)}
    if table.classes:
        for split, index in shown_points(table).items():
            said = says(table.splits[split].inputs[index])
            assert not isinstance(said, Estimates)
            answer[f"said.{split}"] = said.labels
    return answer


def _score(says: Says, table: Dataset) -> NDArray[np.float64]:
    """Return accuracy or RMSE on validation."""
    known = table.splits["valid"]
    targets: Any = known.targets[:MOST_SCORED]
    said = replace(says(known.inputs[:MOST_SCORED]), targets=targets)
    return np.array(rmse(said) if isinstance(said, Estimates) else accuracy(said))

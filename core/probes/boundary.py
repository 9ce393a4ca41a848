"""Probes `boundary` and `refitted_boundary`: what a model says all over a plane."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import implementation
from core.catalog.find import recipe
from core.data.dataset import Dataset, Examples
from core.metrics.metric import Answers, Estimates
from core.probes.edits import edited
from core.probes.plane import Plane, plane, table_of
from core.probes.recent import Recent
from core.probes.requests import PlaneRequest, refused
from core.probes.snapshots import Described, kept_state, snapshot
from core.spec.losses import fitting_loss
from core.spec.message import N_
from core.spec.parameters import parse
from core.store.recording import Moment
from core.training.learner import Setup
from core.training.losses import answers

_ROOM = 2**26

Answer = dict[str, NDArray[Any]]

_fitted = Recent[Answer](_ROOM, lambda answer: sum(array.nbytes for array in answer.values()))


def boundary(request: dict[str, Any]) -> Answer:
    """Return what a network says at every point of a plane.

    Args:
        request: See `PlaneRequest`; `edits` are made on a copy of the weights.

    Returns:
        `tick`, `step`, `epoch`: the moment. `x`, `y`: values of the two features, (resolution,).
        Of a classifier `scores`: (class, y, x), float32, and `probabilistic`: whether they are
        probabilities. Where a number is predicted `values`: (y, x), float32, in its unit.
    """
    asked = parse(PlaneRequest, request, "")
    taken = edited(snapshot(asked), asked.edits)
    described = taken.described
    points = plane(asked, table_of(described))
    classes = len(described.facts.classes)
    loss = fitting_loss(getattr(described.spec.params, "loss", "auto"), classes)
    outputs = taken.outputs(points.rows)[-1]
    said = answers(outputs, np.zeros(len(points.rows)), loss, classes)
    return _answer(taken.at, points, said)


def refitted_boundary(request: dict[str, Any]) -> Answer:
    """Return what a classical model says at every point of a plane, as `boundary` does.

    A checkpoint of such a model says how to fit it again, which is done here.
    """
    asked = parse(PlaneRequest, request, "")
    described, at, state, key = kept_state(asked)
    if described.rows or asked.edits:
        raise refused("run", N_("only a classical model, which has no neurons, is fitted again"))
    wanted = (key, asked.resolution, asked.axes)
    return _fitted.get(wanted, lambda: _fit(asked, described, at, state()))


def _fit(asked: PlaneRequest, described: Described, at: Moment, state: dict[str, Any]) -> Answer:
    table = table_of(described)
    points = plane(asked, table)
    nothing_known = np.zeros(len(points.rows), np.int64)
    data: Dataset = replace(
        table, splits={**table.splits, "test": Examples(points.rows, nothing_known)}
    )
    spec = described.spec
    setup = Setup(spec, data, "cpu", np.random.default_rng(spec.seed))
    learner = implementation(recipe(spec.recipe).learner)(setup)
    learner.load_state_dict(state["learner"])
    if learner.model is None:
        raise refused("tick", N_("this model has not learned anything yet at that moment"))
    return _answer(at, points, learner.predict("test"))


def _answer(at: Moment, points: Plane, said: Answers) -> Answer:
    answer: Answer = {name: np.array(value) for name, value in at._asdict().items()}
    answer |= points.arrays()
    if isinstance(said, Estimates):
        return answer | {"values": points.laid_out(said.values)}
    return answer | {
        "scores": points.laid_out(said.scores),
        "probabilistic": np.array(int(said.probabilistic)),
    }

"""A run's classical model at one moment: its checkpoint says how to fit it again."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import implementation
from core.catalog.find import recipe
from core.data.dataset import Examples
from core.metrics.metric import Judgements
from core.networks.build import has_network
from core.probes.datasets import dataset
from core.probes.recent import Recent
from core.probes.requests import MomentRequest, refused
from core.probes.snapshots import Described, kept_state
from core.spec.message import N_
from core.store.recording import Moment
from core.training.classical import ClassicalLearner
from core.training.fitted import ModelLearner
from core.training.learner import Setup

_fitted = Recent[ModelLearner[Any]](room=8)


class Refitted(NamedTuple):
    """A classical model, fitted again; `key` tells it from every other."""

    described: Described
    learner: ModelLearner[Any]
    at: Moment
    key: tuple[str, str, int]

    def answers(self, rows: NDArray[np.float32]) -> Judgements:
        """Return what the model says of (example, feature); the targets told are all 0.

        Raises:
            SpecError: If it makes examples and says nothing of any.
        """
        if not isinstance(self.learner, ClassicalLearner):
            text = N_("{recipe} answers nothing about an example; choose a model that does")
            raise refused("run", text, recipe=self.described.spec.recipe)
        asked = copy(self.learner)  # others may ask it at the same time
        unknown = Examples(rows, np.zeros(len(rows), np.int64))
        asked.data = replace(asked.data, splits={**asked.data.splits, "test": unknown})
        return asked.predict("test")


def refitted(asked: MomentRequest) -> Refitted:
    """Return a run's classical model at the moment that a request names; it is fitted once.

    Raises:
        SpecError: If there is no such run or moment, it is a network, or nothing was learned yet.
    """
    described, at, state, key = kept_state(asked)
    if has_network(described.spec):
        raise refused("run", N_("only a classical model, which has no neurons, is fitted again"))
    return Refitted(described, _fitted.get(key, lambda: _fit(described, state())), at, key)


def _fit(described: Described, state: dict[str, Any]) -> ModelLearner[Any]:
    spec = described.spec
    data = dataset(spec.dataset, spec.data)
    setup = Setup(spec, data, "cpu", np.random.default_rng(spec.seed))
    learner: Any = implementation(recipe(spec.recipe).learner)(setup)
    learner.load_state_dict(state["learner"])
    fitted: ModelLearner[Any] = learner
    if fitted.model is None:
        raise refused("tick", N_("this model has not learned anything yet at that moment"))
    return fitted

"""What a run's model answers, whether it is a network or a classical one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Judgements
from core.networks.build import has_network
from core.probes.refitted import refitted
from core.probes.requests import MomentRequest
from core.probes.snapshots import Described, Snapshot, described, snapshot
from core.spec.losses import fitting_loss
from core.store.recording import Moment
from core.training.losses import answers


class Model(NamedTuple):
    """A run's model at one moment; `key` tells it from every other.

    `answers` maps (example, feature), float32, to what the model says; the targets told there are
    all 0, for nobody knows them.
    """

    described: Described
    at: Moment
    key: tuple[str, str, int]
    answers: Callable[[NDArray[np.float32]], Judgements]

    def moment(self) -> dict[str, NDArray[Any]]:
        """Return the moment as probes answer it: `tick`, `step`, `epoch`."""
        return {name: np.array(value) for name, value in self.at._asdict().items()}


def model_of(asked: MomentRequest) -> Model:
    """Return a run's model at the moment that a request names; raises SpecError."""
    if not has_network(described(asked.run).spec):
        fitted = refitted(asked)
        return Model(fitted.described, fitted.at, fitted.key, fitted.answers)
    taken = snapshot(asked)
    return Model(taken.described, taken.at, taken.key, lambda rows: network_answers(taken, rows))


def network_answers(taken: Snapshot, rows: NDArray[np.float32]) -> Judgements:
    """Return what a network for tables says of (example, feature)."""
    classes = len(taken.described.facts.classes)
    loss = fitting_loss(getattr(taken.described.spec.params, "loss", "auto"), classes)
    return answers(taken.outputs(rows)[-1], np.zeros(len(rows)), loss, classes)

"""Probe `confusion`: what a network says of the examples of a split, and how often it is right."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.metrics.classification import accuracy, log_loss
from core.metrics.confusion import confusion_matrix, scores_of
from core.metrics.metric import Predictions
from core.probes.pictures import split_of
from core.probes.recent import Recent
from core.probes.requests import ConfusionRequest
from core.probes.snapshots import Snapshot, snapshot
from core.spec.parameters import parse

_AT_ONCE = 256
_ROOM = 2**26

Answer = dict[str, NDArray[Any]]

_answers = Recent[Answer](_ROOM, lambda answer: sum(array.nbytes for array in answer.values()))


def confusion(request: dict[str, Any]) -> Answer:
    """Judge the examples of a split, or so many of them that are evenly chosen.

    Args:
        request: See `ConfusionRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment.
        `matrix`: (true class, predicted class); `precision`, `recall`, `f1`, `support`: (class,),
        0 where undefined; `accuracy`, `loss` (mean cross entropy, nats).
        For each judged example `indices` (in the split), `targets`, `predicted`, `confidence`
        (the largest probability) and `truth` (the one given to its true class).
        `sampled`: 1 if examples were left out.
    """
    asked = parse(ConfusionRequest, request, "")
    taken = snapshot(asked)
    moment = {name: np.array(value) for name, value in taken.at._asdict().items()}
    key = (taken.key, asked.split, asked.most)
    return moment | _answers.get(key, lambda: _judge(taken, asked))


def _judge(taken: Snapshot, asked: ConfusionRequest) -> Answer:
    part = split_of(taken.described, asked.split)
    count = min(len(part), asked.most)
    indices = np.arange(count) * len(part) // count
    targets = part.targets[indices].astype(np.int64)
    logits = [
        taken.outputs(part.inputs[indices[start : start + _AT_ONCE]])[-1]
        for start in range(0, count, _AT_ONCE)
    ]
    probabilities = torch.cat(logits).double().softmax(1).numpy()
    said = Predictions(targets, probabilities)
    matrix = confusion_matrix(said)
    return {
        "matrix": matrix,
        **scores_of(matrix)._asdict(),
        "accuracy": np.array(accuracy(said), dtype=np.float32),
        "loss": np.array(log_loss(said), dtype=np.float32),
        "indices": indices,
        "targets": targets,
        "predicted": said.labels,
        "confidence": probabilities.max(1).astype(np.float32),
        "truth": probabilities[np.arange(count), targets].astype(np.float32),
        "sampled": np.array(int(count < len(part))),
    }

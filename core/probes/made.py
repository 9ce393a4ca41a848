"""Probe `made`: what a model makes of the same codes at every moment, and what it learned from."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.metrics.generation import COPY
from core.probes.datasets import as_bytes, dataset, key_of
from core.probes.generation_requests import MadeRequest
from core.probes.makers import Examples, maker_of
from core.probes.recent import Recent
from core.spec.parameters import parse

_HELD_BACK = 300
"""Of how many validation examples is measured how near to a training example is usual."""


class _Usual(NamedTuple):
    """What is usual among real examples: distance to the nearest of training, and to each other."""

    nearest: float
    apart: float


_usual = Recent[_Usual](room=64)


def made(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return what a run's model makes, and beside each the nearest training example.

    A distance is the root of the mean squared difference of two examples' values, as in the
    metrics. That to the nearest neighbour tells a model that copies; that between two of what is
    made, one that makes the same again and again.

    Args:
        request: See `MadeRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `made`, `nearest`: (sample, ...), pictures as uint8,
        points as float32; `index`, `target`: (sample,), which training example is nearest, and its
        label; `distance`: (sample,), float32, how far it is. `labels`: (sample,), the classes it
        was told to make, if it can be told. `real`: as many validation examples. `usual`: median
        distance of a validation example to the nearest of training; `copy`: below which one counts
        as a copy; `apart`, `apart.real`: mean distance between two that were made, two real ones.
    """
    asked = parse(MadeRequest, request, "")
    maker = maker_of(asked)
    spec = maker.described.spec
    data = dataset(spec.dataset, spec.data)
    examples = maker.make(asked.count)
    train = data.splits["train"]
    distance, index = nearest(examples, train.inputs)
    usual = _usual.get(key_of(spec.dataset, spec.data), lambda: _measure(data))
    shown = as_bytes if examples.ndim == 4 else np.asarray
    answer = maker.moment() | {
        "made": shown(examples),
        "nearest": shown(train.inputs[index]),
        "index": index,
        "target": train.targets[index],
        "distance": distance.astype(np.float32),
        "real": shown(data.splits["valid"].inputs[: asked.count]),
        "usual": np.array(usual.nearest),
        "copy": np.array(COPY * usual.nearest),
        "apart": np.array(apart(examples)),
        "apart.real": np.array(usual.apart),
    }
    labels = maker.labels(asked.count)
    return answer if labels is None else answer | {"labels": labels.numpy()}


def nearest(examples: Examples, known: Examples) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how far the nearest known example is from each, and which it is: (example,) both."""
    rows, others = _rows(examples), _rows(known)
    found = torch.cdist(rows, others).min(1)
    return found.values.double().numpy() / np.sqrt(rows.shape[1]), found.indices.numpy()


def apart(examples: Examples) -> float:
    """Return the mean distance between two different ones of these examples."""
    rows = _rows(examples)
    return float(torch.pdist(rows).double().mean() / np.sqrt(rows.shape[1]))


def _measure(data: Dataset) -> _Usual:
    held = data.splits["valid"].inputs[:_HELD_BACK]
    distances, _ = nearest(held, data.splits["train"].inputs)
    return _Usual(float(np.median(distances)), apart(held))


def _rows(examples: Examples) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(examples)).reshape(len(examples), -1)

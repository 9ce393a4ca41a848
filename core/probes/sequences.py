"""Probes `sequences`, `series` and `text`: what a dataset of each kind holds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import Kind
from core.catalog.find import source
from core.data.dataset import SPLITS, Dataset, rank_in_class
from core.data.symbols import decode
from core.probes.datasets import asked_dataset
from core.probes.requests import DataRequest, check_index, refused
from core.probes.sequence_requests import SequencesRequest, TextRequest
from core.spec.message import N_
from core.spec.parameters import parse

EXCERPT = 1200
"""Characters of a text that are shown at once."""

Arrays = dict[str, NDArray[Any]]


def sequences(request: dict[str, Any]) -> Arrays:
    """Return training examples of each class.

    Args:
        request: See `SequencesRequest`; the data must be sequences or strings.

    Returns:
        `targets`: (example,), ascending. Of sequences `inputs`: (example, time, feature), float32,
        and whatever else is known of each; of strings `strings`: (example,) str.
    """
    asked = parse(SequencesRequest, request, "")
    data = _of_kind(asked, "sequence", "string")
    part = data.splits["train"]
    chosen = np.flatnonzero(rank_in_class(part.targets) < asked.each)
    chosen = chosen[np.argsort(part.targets[chosen], kind="stable")]
    told: Arrays = {"targets": part.targets[chosen]}
    if data.vocabulary:
        strings = [decode(numbers, data.vocabulary) for numbers in part.inputs[chosen].tolist()]
        return told | {"strings": np.array(strings, str)}
    about = {name: values[chosen] for name, values in part.about.items()}
    return told | {"inputs": part.inputs[chosen], **about}


def series(request: dict[str, Any]) -> Arrays:
    """Return a series, split by time.

    Args:
        request: See `DataRequest`; the data must be a series.

    Returns:
        `target` and `unit`: what the quantity is, str; `dates`: whether time is in days since
        1970. For each split `time.SPLIT` and `values.SPLIT`: (example,), float64, those that are
        forecast; `step`: the usual distance in time between two of them.
    """
    asked = parse(DataRequest, request, "")
    data = _of_kind(asked, "series")
    times = {split: _days(part.about["time"]) for split, part in data.splits.items()}
    steps = np.diff(np.concatenate([times[split] for split in SPLITS]))
    told: Arrays = {
        "target": np.array(data.target, str),
        "unit": np.array(data.unit, str),
        "dates": np.array(data.splits["train"].about["time"].dtype.kind == "U"),
        "step": np.array(np.median(steps)),
    }
    for split, part in data.splits.items():
        told |= {f"time.{split}": times[split], f"values.{split}": part.targets.astype(float)}
    return told


def _days(times: NDArray[Any]) -> NDArray[np.float64]:
    """Return ISO dates as days since 1970, and numbers as they are."""
    if times.dtype.kind != "U":
        return times.astype(float)
    return times.astype("datetime64[s]").astype(float) / 86_400


def text(request: dict[str, Any]) -> Arrays:
    """Return a piece of a text, and how often each character occurs.

    Args:
        request: See `TextRequest`; the data must be a text.

    Returns:
        `excerpt`: str, characters of the split from the one asked for; `symbols`: (symbol,) str;
        for each split `counts.SPLIT`: (symbol,), int64.
    """
    asked = parse(TextRequest, request, "")
    data = _of_kind(asked, "text")
    part = data.splits[asked.split]
    check_index("start", asked.start, len(part))
    numbers = part.inputs[asked.start : asked.start + EXCERPT]
    symbols = len(data.vocabulary)
    counted = {
        f"counts.{split}": np.bincount(each.inputs, minlength=symbols)
        for split, each in data.splits.items()
    }
    excerpt = "".join(data.vocabulary[number] for number in numbers.tolist())
    return {
        "excerpt": np.array(excerpt, str),
        "symbols": np.array(data.vocabulary, str),
        **counted,
    }


def _of_kind(asked: DataRequest, *kinds: Kind) -> Dataset:
    """Return the dataset that a request names; raises SpecError if it is of another kind."""
    described = source(asked.dataset)
    if described.kind not in kinds:
        raise refused("dataset", N_("{dataset} is shown in another way"), dataset=described.name)
    return asked_dataset(asked)

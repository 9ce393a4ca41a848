"""The data that probes show: loaded once, shared by all requests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import Dataset, Examples, SplitName
from core.data.uploads import path_of
from core.probes.recent import Recent
from core.probes.requests import DataRequest
from core.spec.parameters import Parameters, parse, settings_of
from core.spec.run_spec import digest

_ROOM = 2**29


def _size(data: Dataset) -> int:
    return sum(part.inputs.nbytes + part.targets.nbytes for part in data.splits.values())


_loaded = Recent[Dataset](_ROOM, _size)


def dataset(name: str, params: Parameters) -> Dataset:
    """Return a dataset by its catalog name and settings."""
    described = source(name)
    return _loaded.get(key_of(name, params), lambda: implementation(described.loader)(params))


def key_of(name: str, params: Parameters) -> str:
    """Return what tells a dataset with its settings from every other, and from its past."""
    settings = params.model_dump(mode="json")
    return digest({"dataset": name, "data": settings, "files": _changed(params)})


def _changed(params: Parameters) -> list[int]:
    """Return when the files that settings name were changed: a path may hold another file now."""
    named = [getattr(params, item.name) for item in settings_of(type(params)) if item.upload]
    return [path_of(name, "data").stat().st_mtime_ns for name in named if name]


def asked_dataset(asked: DataRequest) -> Dataset:
    """Return the dataset that a request names; raises SpecError."""
    described = source(asked.dataset)
    return dataset(described.name, parse(described.params, asked.data, "data"))


def examples(name: str, params: Parameters, split: SplitName) -> Examples:
    """Return one split of a dataset."""
    return dataset(name, params).splits[split]


def as_bytes(inputs: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return pixels in [0, 1] as bytes, of the same shape."""
    return np.round(inputs.clip(0, 1) * 255).astype(np.uint8)

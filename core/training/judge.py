"""Who says how good made examples are: a classifier of the same data, or the known places.

Every generative model, deep and classical, is judged by the same one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from core.data.dataset import Dataset, Modes
from core.spec.run_spec import RunSpec
from core.store.home import home

SURE = 0.9
"""How likely the judge must find a class to recognise it."""
NEAR = 3.0
"""How many standard deviations a point may lie from a place to belong to it."""
FEATURES = 64
_STEPS, _BATCH = 600, 64
_AT_ONCE = 500


class Seen(NamedTuple):
    """What a judge sees in examples.

    Attributes:
        features: (example, feature) float64.
        labels: (example,) int64.
        sure: (example,) bool; empty if it cannot tell.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.int64]
    sure: NDArray[np.bool_]


class Judge:
    """Judges examples of one dataset."""

    def __init__(self, data: Dataset, network: nn.Module | None) -> None:
        """Judge by the features of `network`, or without one by the points themselves."""
        self.network, self.modes = network, data.modes
        self.classes = len(data.classes) if network is not None or data.modes else 0
        self._train = data.splits["train"].inputs

    def look(self, examples: NDArray[np.float32]) -> Seen:
        """Return what it sees in (example, ...)."""
        if self.network is not None:
            return _by_network(self.network, examples)
        points = examples.reshape(len(examples), -1).astype(np.float64)
        if self.modes is None:
            return Seen(points, np.zeros(len(points), np.int64), np.zeros(0, np.bool_))
        return _by_modes(self.modes, points)

    def distances(self, examples: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each example is from the nearest of training: (example,).

        The distance is the root of the mean squared difference of their values.
        """
        rows = torch.from_numpy(examples.reshape(len(examples), -1))
        train = torch.from_numpy(self._train.reshape(len(self._train), -1))
        nearest = [torch.cdist(part, train).amin(1) for part in rows.split(_AT_ONCE)]
        found: NDArray[np.float64] = torch.cat(nearest).double().numpy()
        return found / np.sqrt(rows.shape[1])


def _by_network(network: nn.Module, examples: NDArray[np.float32]) -> Seen:
    features, chances = [], []
    with torch.inference_mode():
        for part in torch.from_numpy(examples).split(_AT_ONCE):
            features.append(network[0](part))  # type: ignore[index]
            chances.append(network[1](features[-1]).double().softmax(1))  # type: ignore[index]
    likeliest = torch.cat(chances).max(1)
    return Seen(
        torch.cat(features).double().numpy(),
        likeliest.indices.numpy(),
        (likeliest.values >= SURE).numpy(),
    )


def _by_modes(modes: Modes, points: NDArray[np.float64]) -> Seen:
    known = modes.centres.shape[1]
    apart = np.linalg.norm(points[:, None, :known] - modes.centres, axis=2)
    return Seen(points, apart.argmin(1), apart.min(1) <= NEAR * modes.deviation)


def judge_of(spec: RunSpec, data: Dataset) -> Judge:
    """Return the judge of a run's data; one that has to be trained is kept in the data folder."""
    pictures = data.splits["train"].inputs.ndim == 4
    return Judge(data, _classifier(spec.data_hash(), data) if pictures else None)


def _classifier(data_hash: str, data: Dataset) -> nn.Module:
    """Return the classifier of a dataset: features, and logits from them."""
    return _known(data_hash, str(home()), _Holder(data))


class _Holder:
    """Hands data past a cache that is not to look at them."""

    def __init__(self, data: Dataset) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4)
def _known(data_hash: str, folder: str, held: _Holder) -> nn.Module:
    channels = held.data.splits["train"].inputs.shape[1]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = _untrained(channels, len(held.data.classes))
    path = home() / "judges" / f"{data_hash}.pt"
    try:
        network.load_state_dict(torch.load(path, weights_only=True))
    except (OSError, RuntimeError, ValueError, EOFError, KeyError):
        _train(network, held.data)
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(f".{os.getpid()}")
        torch.save(network.state_dict(), written)
        written.replace(path)
    return network.eval().requires_grad_(False)


def _untrained(channels: int, classes: int) -> nn.Sequential:
    features = nn.Sequential(
        *_convolution(channels, 16, 1),
        *_convolution(16, 32, 2),
        *_convolution(32, 64, 2),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(4 * 64, FEATURES),
        nn.ReLU(),
    )
    return nn.Sequential(features, nn.Linear(FEATURES, classes))


def _convolution(inputs: int, outputs: int, stride: int) -> Iterator[nn.Module]:
    yield nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    yield nn.BatchNorm2d(outputs)
    yield nn.ReLU()


def _train(network: nn.Module, data: Dataset) -> None:
    """Train to tell the classes apart, from a seed of its own."""
    random = torch.Generator().manual_seed(0)
    train = data.splits["train"]
    inputs = torch.from_numpy(train.inputs)
    targets = torch.from_numpy(train.targets.astype(np.int64))
    optimiser = torch.optim.AdamW(network.parameters(), 3e-3, weight_decay=0.05, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, _STEPS)
    network.train()
    done = 0
    while done < _STEPS:
        for batch in torch.randperm(len(inputs), generator=random).split(_BATCH):
            if done == _STEPS or len(batch) < 2:
                break
            loss = functional.cross_entropy(network(inputs[batch]), targets[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            done += 1

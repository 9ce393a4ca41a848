"""Who says how good made examples are: a classifier of the same data, or the known places.

Every generative model, deep and classical, is judged by the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dataset import Dataset, Modes
from core.metrics.normal import Normal
from core.training.judging_network import JudgingNetwork, judging_network

SURE = 0.9
"""How likely the judge must find a class to recognise it."""
NEAR = 3.0
"""How many standard deviations a point may lie from a place to belong to it."""
_AT_ONCE = 500
_EXACT = 32
"""Up to so many numbers an example, distances are computed one by one: as products, which are
quicker, they are off by more than near points are apart."""


@dataclass(frozen=True)
class Seen:
    """What a judge sees in examples.

    Attributes:
        features: (example, feature) float64.
        labels: (example,) int64.
        sure: (example,) bool; empty if it cannot tell.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.int64]
    sure: NDArray[np.bool_]

    @cached_property
    def normal(self) -> Normal:
        """The normal distribution fitted to the features."""
        return Normal.fitted(self.features)


class Judge:
    """Judges examples of one dataset."""

    def __init__(self, data: Dataset, network: JudgingNetwork | None) -> None:
        """Judge by the features of `network`, or without one by the points themselves."""
        self.network, self.modes = network, data.modes
        self.classes = len(data.classes) if network is not None or data.modes else 0
        self._train = _rows(data.splits["train"].inputs)

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
        rows = _rows(examples)
        count = rows.shape[1]
        mode = f"{'donot_use' if count <= _EXACT else 'use'}_mm_for_euclid_dist"
        nearest = [
            torch.cdist(part, self._train, compute_mode=mode).amin(1)
            for part in rows.split(_AT_ONCE)
        ]
        found: NDArray[np.float64] = (torch.cat(nearest).double() / count**0.5).numpy()
        return found


def _rows(examples: NDArray[np.float32]) -> torch.Tensor:
    return torch.from_numpy(examples.reshape(len(examples), -1))


def _by_network(network: JudgingNetwork, examples: NDArray[np.float32]) -> Seen:
    with torch.inference_mode():
        parts = [network(part) for part in torch.from_numpy(examples).split(_AT_ONCE)]
    features, logits = (torch.cat(each).double() for each in zip(*parts, strict=True))
    likeliest = logits.softmax(1).max(1)
    return Seen(features.numpy(), likeliest.indices.numpy(), (likeliest.values >= SURE).numpy())


def _by_modes(modes: Modes, points: NDArray[np.float64]) -> Seen:
    known = modes.centres.shape[1]
    apart = np.linalg.norm(points[:, None, :known] - modes.centres, axis=2)
    return Seen(points, apart.argmin(1), apart.min(1) <= NEAR * modes.deviation)


def judge_of(data: Dataset) -> Judge:
    """Return the judge of some data; one that has to be trained is kept in the data folder."""
    pictures = data.splits["train"].inputs.ndim == 4
    return Judge(data, judging_network(data) if pictures else None)

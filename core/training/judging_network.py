"""The classifier that judges made pictures: small, quick to train, and kept in the data folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.data.dataset import Dataset, Examples
from core.store.home import home
from core.training.checkpoints import DAMAGED
from core.training.devices import placed

FEATURES = 64
_BATCH, _RATE = 64, 1e-2
_LONGEST = 32
"""Pictures with longer sides, in pixels, are shrunk first."""
_ROOM = 8


class Plan(NamedTuple):
    """How a classifier is built and trained: the stride is that of its first convolution."""

    widths: tuple[int, ...]
    stride: int
    steps: int


_PLANS = {16: Plan((32, 64), 2, 250), _LONGEST: Plan((8, 16, 32, 64), 1, 400)}
"""By the longest side, in pixels, up to which it is the right one."""


def _plan(side: int) -> Plan:
    return next((plan for longest, plan in _PLANS.items() if side <= longest), _PLANS[_LONGEST])


class JudgingNetwork(nn.Module):
    """A small convolutional network whose features and certainty tell made from real pictures.

    What it costs hardly depends on the size of the pictures: large ones are shrunk first.
    """

    def __init__(self, channels: int, side: int, classes: int) -> None:
        """Build it for pictures of `channels`, of which the longer side has so many pixels."""
        super().__init__()
        self.plan = _plan(side)
        self.shrink = nn.AvgPool2d(-(-side // _LONGEST), ceil_mode=True)
        self.features = nn.Sequential(
            *_convolutions(channels, self.plan),
            nn.AdaptiveAvgPool2d(2),
            nn.Flatten(),
            nn.Linear(4 * self.plan.widths[-1], FEATURES),
            nn.ReLU(),
        )
        self.logits = nn.Linear(FEATURES, classes)

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Map (batch, channel, height, width) to features (batch, 64) and logits (batch, class)."""
        features = self.features(self.shrink(pictures))
        return features, self.logits(features)


def _convolutions(channels: int, plan: Plan) -> Iterator[nn.Module]:
    stride = plan.stride
    for width in plan.widths:
        yield nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        yield nn.BatchNorm2d(width)
        yield nn.ReLU()
        channels, stride = width, 2


_known: dict[str, JudgingNetwork] = {}
"""The last few that were needed, by what they were trained on."""


def judging_network(data: Dataset) -> JudgingNetwork:
    """Return the classifier of pictures, trained or read if this process does not know it yet."""
    train = data.splits["train"]
    key = _fingerprint(train)
    found = _known.pop(key, None) or _read_or_trained(key, train, len(data.classes))
    _known[key] = found  # as the newest
    if len(_known) > _ROOM:
        del _known[next(iter(_known))]
    return found


def _fingerprint(train: Examples) -> str:
    """Return what tells these training examples from others."""
    found = hashlib.blake2b(repr(train.inputs.shape).encode(), digest_size=8)
    for array in (train.inputs, train.targets):
        found.update(np.ascontiguousarray(array).data)
    return found.hexdigest()


def _read_or_trained(key: str, train: Examples, classes: int) -> JudgingNetwork:
    _, channels, height, width = train.inputs.shape
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = JudgingNetwork(channels, max(height, width), classes)
    placed(network, torch.device("cpu"))
    path = home() / "judges" / f"{key}.pt"
    try:
        network.load_state_dict(torch.load(path, weights_only=True))
    except DAMAGED:  # or not there yet
        _train(network, train)
        with suppress(*DAMAGED):  # a full disk: it is kept to save time alone
            _keep(network, path)
    return network.eval().requires_grad_(False)


def _keep(network: JudgingNetwork, path: Path) -> None:
    """Write the weights whole or not at all, whoever else does the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    torch.save(network.state_dict(), written)
    written.replace(path)


@torch.enable_grad()
def _train(network: JudgingNetwork, train: Examples) -> None:
    """Train it to tell the classes apart, from a seed of its own."""
    random = torch.Generator().manual_seed(0)
    inputs = torch.from_numpy(train.inputs)
    targets = torch.from_numpy(train.targets.astype(np.int64))
    optimiser = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=0.05, fused=True)
    steps = network.plan.steps
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    network.train()
    for batch in _batches(len(inputs), steps, random):
        _, logits = network(inputs[batch])
        loss = functional.cross_entropy(logits, targets[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()


def _batches(count: int, steps: int, random: torch.Generator) -> Iterator[torch.Tensor]:
    """Yield the numbers of the examples of each step, every example about equally often."""
    left = torch.zeros(0, dtype=torch.int64)
    for _ in range(steps):
        while len(left) < _BATCH:
            left = torch.cat([left, torch.randperm(count, generator=random)])
        yield left[:_BATCH]
        left = left[_BATCH:]

"""Learning by storing: each step adds one pattern, and nothing is ever adjusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import facts_of
from core.data.dataset import Dataset, rank_in_class
from core.networks.build import untrained_network
from core.recipes.hopfield.network import HopfieldNetwork, as_pattern, as_pixels
from core.training.evaluation import Evaluation
from core.training.generative import Examples, Generates
from core.training.learner import OnePhase, Progress, Scalar, Setup

if TYPE_CHECKING:
    from core.recipes.hopfield import HopfieldParams

_SPOILT = 0.1
"""Which fraction of a pattern is turned around to see whether it is still recalled."""


class HopfieldLearner(OnePhase, Generates):
    """Stores training pictures, drawn by the run's seed, one of each class in turn."""

    watched = ("energy",)

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.data = cast(Dataset, setup.data)
        params, facts = cast("HopfieldParams", setup.spec.params), facts_of(setup.spec)
        self.device = torch.device(setup.device)
        self.network = cast(HopfieldNetwork, untrained_network(setup.spec, facts)).to(self.device)
        self.each_epoch = max(1, len(facts.classes))
        self.chosen = self._choice(params.per_class)[: len(self.network.memory)]

    def _choice(self, per_class: int) -> NDArray[np.int64]:
        """Return the numbers of the pictures to store, those of the same rank one by one."""
        labels = self.data.splits["train"].targets
        shuffled = np.random.default_rng(self.setup.seed).permutation(len(labels))
        rank = rank_in_class(labels[shuffled])
        order = np.lexsort((labels[shuffled], rank))
        chosen: NDArray[np.int64] = shuffled[order[rank[order] < per_class]]
        return chosen

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Store the next pattern, and look what that does to the patterns so far."""
        number = self.chosen[int(self.network.stored)]
        self.network.store(as_pattern(self._pixels(self.data.splits["train"].inputs[[number]])[0]))
        patterns, step = self.network.patterns, int(self.network.stored)
        random = torch.Generator().manual_seed(self.setup.seed)
        turned = torch.rand(patterns.shape, generator=random).to(self.device) < _SPOILT
        kept = self.network.updated(patterns).sign() == patterns
        found = self.network.settled(torch.where(turned, -patterns, patterns), random)
        told = {
            "energy": self.network.energy(patterns[-1]),
            "stable": kept.all(1).float().mean(),
            "recalled": (found.sign() == patterns).float().mean(),
        }
        return [Scalar(step, "train", name, value) for name, value in told.items()]

    def progress(self) -> Progress:
        """Count patterns; an epoch is one of each class."""
        done, each = int(self.network.stored), self.each_epoch
        whole = len(self.chosen)
        over = done == whole
        return Progress(done, whole, -(-whole // each) if over else done // each, -(-whole // each))

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score what it recalls, once there is something."""
        return super().epoch_scores() if int(self.network.stored) else []

    def evaluate(self, split: str) -> Evaluation:
        """Return all scores; none before anything was stored."""
        return super().evaluate(split) if int(self.network.stored) else Evaluation({}, 0.0)

    def sample(self, count: int, seed: int) -> Examples:
        """Return what noise falls into whose pixels are on as often as in the patterns."""
        codes = self.network.codes(count, torch.Generator().manual_seed(seed))
        return self._as_examples(self.network.decode(codes.to(self.device)))

    def rebuild(self, examples: Examples) -> Examples:
        """Return pictures of which the lower half was erased, as they are recalled."""
        left = examples.copy()
        left[:, :, left.shape[2] // 2 :] = 0
        random = torch.Generator().manual_seed(self.setup.seed)
        settled = self.network.settled(as_pattern(self._pixels(left)), random)
        return self._as_examples(as_pixels(settled))

    def _pixels(self, pictures: Examples) -> torch.Tensor:
        return torch.from_numpy(pictures.reshape(len(pictures), -1)).to(self.device)

    def _as_examples(self, pixels: torch.Tensor) -> Examples:
        found: Examples = pixels.cpu().numpy().reshape(-1, *self.network.shape)
        return found

    def parameter_count(self) -> int:
        """Return the count of ties between pixels, or of numbers in a modern network's patterns."""
        network, pixels = self.network, self.network.pixels
        if network.kind == "modern":
            return network.patterns.numel()
        return pixels * (pixels - 1) // 2

    def size_bytes(self) -> int:
        """Return the bytes of the patterns, of which the ties follow."""
        return self.network.patterns.nbytes

    def state_dict(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"network": self.network.state_dict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.network.load_state_dict(state["network"])

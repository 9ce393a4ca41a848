"""What learners share whose network makes examples from codes."""

from __future__ import annotations

from typing import cast

import numpy as np
import torch

from core.data.dataset import Dataset
from core.networks.generative import GenerativeNetwork
from core.training.generative import Examples, Generates

AT_ONCE = 500
"""How many examples are made at once where no gradient is needed."""


class MakesFromCodes(Generates):
    """Draws codes and has its network make examples of them; a family trains it."""

    network: GenerativeNetwork
    device: torch.device

    @property
    def data(self) -> Dataset:
        """What it learns from."""
        return cast(Dataset, self.setup.data)

    def sample(self, count: int, seed: int) -> Examples:
        """Return `count` examples; of classes as frequent as in training, if it is told them."""
        self.ready()
        random = torch.Generator().manual_seed(seed)
        codes = self.network.codes(count, random)
        labels = None
        if self.network.classes:
            known = torch.from_numpy(self.data.splits["train"].targets.astype(np.int64))
            labels = known[torch.randint(len(known), (count,), generator=random)].to(self.device)
        made = []
        with torch.inference_mode():
            for start in range(0, count, AT_ONCE):
                part = slice(start, start + AT_ONCE)
                told = None if labels is None else labels[part]
                made.append(self.network.decode(codes[part].to(self.device), told).cpu())
        return torch.cat(made).numpy()

    def ready(self) -> None:
        """Bring the network into the state in which it answers."""
        self.network.eval()

    def parameter_count(self) -> int:
        """Return the count of trainable numbers."""
        return sum(weight.numel() for weight in self.network.parameters() if weight.requires_grad)

    def size_bytes(self) -> int:
        """Return the bytes of all that the network keeps."""
        return sum(kept.nbytes for kept in self.network.state_dict().values())

"""In which order examples are seen: a function of seed and epoch, so only a position is kept."""

from __future__ import annotations

import hashlib

import torch


class DataOrder:
    """Shuffled batches over a fixed number of examples, epoch after epoch.

    Attributes:
        batches_per_epoch: How many batches one epoch has; the last one may be smaller.
        epoch: Epochs completed.
        position: Batches taken in the current epoch.
    """

    def __init__(self, size: int, batch_size: int, seed: int) -> None:
        self.size, self.batch_size, self.seed = size, batch_size, seed
        self.batches_per_epoch = -(-size // batch_size)
        self.epoch = self.position = 0
        self._batches = self._shuffled()

    @property
    def steps(self) -> int:
        """Batches taken in all."""
        return self.epoch * self.batches_per_epoch + self.position

    def next(self) -> torch.Tensor:
        """Return the next batch of example numbers: (batch,), int64."""
        batch = self._batches[self.position]
        self.position += 1
        if self.position == self.batches_per_epoch:
            self.epoch, self.position = self.epoch + 1, 0
            self._batches = self._shuffled()
        return batch

    def state_dict(self) -> dict[str, int]:
        """Return the position."""
        return {"epoch": self.epoch, "position": self.position}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Go to a position."""
        self.epoch, self.position = state["epoch"], state["position"]
        self._batches = self._shuffled()

    def _shuffled(self) -> tuple[torch.Tensor, ...]:
        """Return the current epoch's batches, drawn from seed and epoch alone."""
        text = f"data order {self.seed} {self.epoch}".encode()
        seed = int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1
        generator = torch.Generator().manual_seed(seed)
        shuffled = torch.randperm(self.size, generator=generator)
        batches: tuple[torch.Tensor, ...] = shuffled.split(self.batch_size)
        return batches

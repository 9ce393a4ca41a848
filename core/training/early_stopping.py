"""Early stopping (Prechelt 1998): end when validation gets no better, with the best weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import nn


class EarlyStopping:
    """Keeps the weights of the best epoch, and puts them back at the end.

    Attributes:
        over: Whether training has come to its end.
    """

    def __init__(self, network: nn.Module, patience: int | None, epochs: int) -> None:
        """Watch over a network.

        Args:
            network: Whose weights to keep.
            patience: How many epochs may pass without a lower loss; None keeps nothing and lets
                every epoch be trained.
            epochs: How many epochs there are at most.
        """
        self.network, self.patience, self.epochs = network, patience, epochs
        self.over = False
        self._best: dict[str, Any] = {"epoch": 0, "loss": float("inf"), "weights": {}}

    def look(self, epoch: int, loss: float) -> None:
        """Take note of the validation loss after an epoch, counted from 1."""
        if self.patience is None or epoch == 0:
            return
        if loss < self._best["loss"]:
            weights = {name: value.clone() for name, value in self.network.state_dict().items()}
            self._best = {"epoch": epoch, "loss": loss, "weights": weights}
        self.over = epoch == self.epochs or epoch - self._best["epoch"] >= self.patience
        if self.over and self._best["weights"]:
            self.network.load_state_dict(self._best["weights"])

    def state_dict(self) -> dict[str, Any]:
        """Return the best epoch so far, and whether training is over."""
        return {"over": self.over, **self._best}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict`."""
        self.over = state["over"]
        self._best = {name: state[name] for name in self._best}

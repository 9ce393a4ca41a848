"""How far back a network learns from: gradients against distance in time."""

from __future__ import annotations

from typing import Protocol

import torch
from torch.nn import functional


class ReadsVectors(Protocol):
    """A network that first makes a vector of each step, such as `rnn` and `rnn_lm` have."""

    def vectors(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return what stands for each step: (batch, time, feature)."""

    def from_vectors(self, vectors: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
        """Return the answers at the end: (batch, output)."""

    def lengths(self, inputs: torch.Tensor) -> torch.Tensor | None:
        """Return how many steps of each example count: (batch,); None for all."""


def gradient_reach(
    network: ReadsVectors, inputs: torch.Tensor, targets: torch.Tensor
) -> torch.Tensor:
    """Return how much the loss at the end hangs on what was read so many steps before it.

    It is the length of the loss's gradient by the vector that stands for a step. Where it vanishes
    with distance (Bengio et al. 1994), training cannot learn that the step mattered. The gradient
    by the hidden state would leave out what an LSTM carries past it in its cells.

    Args:
        network: Whose weights are asked.
        inputs: (example, time, ...), strings padded with 0 at the end.
        targets: (example,), int64 classes or next characters, or float32 what followed a series.

    Returns:
        (distance,), float32: the mean over the examples that are long enough; first the last step
        of all, then the one before it, as many as the longest example has steps. In nats, or the
        squared unit of a series, by one unit of the vectors.
    """
    with torch.no_grad():
        vectors = network.vectors(inputs)
    vectors.requires_grad_()
    # Of CUDA's own loops only those of training can be followed back.
    with torch.backends.cudnn.flags(enabled=False), torch.enable_grad():
        outputs = network.from_vectors(vectors, inputs)
        if targets.dtype == torch.int64:
            loss = functional.cross_entropy(outputs, targets, reduction="sum")
        else:
            loss = (outputs.squeeze(-1) - targets).square().sum()
        # No example's loss hangs on another example, so the gradient of the sum is all of theirs.
        (gradient,) = torch.autograd.grad(loss, vectors)
    return _by_distance(gradient.norm(dim=-1), network.lengths(inputs))


def _by_distance(norms: torch.Tensor, lengths: torch.Tensor | None) -> torch.Tensor:
    """Return the mean of (example, time) norms by how far from its end a step is: (distance,)."""
    if lengths is None:
        return norms.mean(0).flip(0)
    places = lengths.unsqueeze(1) - 1 - torch.arange(int(lengths.max()), device=norms.device)
    there = places >= 0
    found = norms.gather(1, places.clamp(min=0)) * there
    return found.sum(0) / there.sum(0)

"""A network's weights laid out as one vector, so that an optimiser updates a single tensor."""

from __future__ import annotations

import torch
from torch import nn


class FlatWeights:
    """The weights of a network as one vector, of which each of them is a view.

    So the network is used, saved and restored as ever. Small networks are trained faster so, for
    an optimiser spends more time on each tensor than on the numbers in it.

    Attributes:
        network: Whose weights they are.
        vector: (weight,); its gradient is the whole network's.
    """

    def __init__(self, network: nn.Module) -> None:
        """Lay out the weights of a network, in the order of its parameters."""
        self.network = network
        flat = torch.cat([weight.detach().reshape(-1) for weight in network.parameters()])
        self.vector = nn.Parameter(flat)
        self.move(flat, torch.zeros_like(flat))

    def move(self, values: torch.Tensor, gradient: torch.Tensor) -> None:
        """Let `values`, which are the present ones, and `gradient` be the memory from now on."""
        self.vector.data, self.vector.grad = values, gradient
        for weight, part in zip(self.network.parameters(), self.parts(), strict=True):
            weight.data = values[part].view(weight.shape)

    def share_gradient(self) -> None:
        """Let autograd add each weight's gradient to its part of the vector's.

        It does so as long as nobody sets a gradient to None: set the vector's to 0 instead.
        """
        gradient = self.vector.grad
        assert gradient is not None, "the vector has had a gradient from the beginning"
        for weight, part in zip(self.network.parameters(), self.parts(), strict=True):
            weight.grad = gradient[part].view(weight.shape)

    def parts(self) -> list[slice]:
        """Return where in the vector each of the network's parameters lies."""
        found, begin = [], 0
        for weight in self.network.parameters():
            found.append(slice(begin, begin + weight.numel()))
            begin += weight.numel()
        return found

"""Equal networks computed as one: their weights stacked on a first axis, one product for all.

A small network leaves the processor idle between many tiny operations. Eight of them stacked cost
little more than one, for `torch.baddbmm` multiplies each network's batch with its own weights in a
single call.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

from core.networks.flat import FlatWeights
from core.networks.tabular import Destandardise, HiddenLayer, Standardise


class BatchedNetwork:
    """Networks of one form in training, each with its own weights and its own batch.

    The weights of all are the rows of one matrix, and each network's are views of its row: it can
    be asked, saved and restored by itself at any time, and is as trained as the whole. Its numbers
    are the same to the last bit however many others there are, but for dropout, whose masks are
    drawn for all at once.

    Attributes:
        gradient: (network, weight), as of the last `descend_from`.
    """

    def __init__(self, weights: Sequence[FlatWeights]) -> None:
        """Join networks of one form, of which there is at least one."""
        networks = [each.network for each in weights]
        self._form, parts = networks[0], weights[0].parts()
        matrix = torch.stack([each.vector.detach() for each in weights])
        self.gradient = torch.zeros_like(matrix)
        for each, row, gradient in zip(weights, matrix, self.gradient, strict=True):
            each.move(row, gradient)
        self._stacked = _joined_buffers(networks)
        self._gradients: dict[str, torch.Tensor] = {}
        for (name, weight), part in zip(self._form.named_parameters(), parts, strict=True):
            shape = (len(networks), *weight.shape)
            self._stacked[name] = matrix[:, part].view(shape).requires_grad_()
            self._gradients[name] = self.gradient[:, part].view(shape)

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        """Map (network, example, feature) to (network, example, output), as while training."""
        values = inputs
        for name, layer in self._form.named_children():
            values = self._through(name, layer, values)
        return values

    def descend_from(self, losses: torch.Tensor) -> None:
        """Write the gradient of each network's loss, (network,), into its row of `gradient`."""
        weights = [self._stacked[name] for name in self._gradients]
        # No loss hangs on another network's weights, so the gradient of the sum is all of theirs.
        found = torch.autograd.grad(losses.sum(), weights)
        for gradient, new in zip(self._gradients.values(), found, strict=True):
            gradient.copy_(new)

    def _through(self, name: str, layer: nn.Module, values: torch.Tensor) -> torch.Tensor:
        """Pass values (network, example, ...) through every network's layer of that name."""
        match layer:
            case HiddenLayer():
                new = self._through(f"{name}.dense", layer.dense, values)
                new = self._through(f"{name}.normalisation", layer.normalisation, new)
                new = functional.dropout(layer.activation(new), layer.dropout.p)
                return values + new if layer.residual else new
            case nn.Linear():
                return _dense(values, *self._scale_and_shift(name))
            case nn.LayerNorm():
                weights, biases = self._scale_and_shift(name)
                normalised = functional.layer_norm(values, layer.normalized_shape, eps=layer.eps)
                return normalised * weights.unsqueeze(1) + biases.unsqueeze(1)
            case nn.BatchNorm1d():
                return self._batch_norm(name, layer, values)
            case Standardise():  # measured on the same examples by all
                standardised: torch.Tensor = layer(values)
                return standardised
            case Destandardise() | nn.Identity():
                return values
        raise TypeError(f"no batched form of layer type {type(layer).__name__}")

    def _batch_norm(self, name: str, layer: nn.BatchNorm1d, values: torch.Tensor) -> torch.Tensor:
        """Normalise over the examples of each network.

        Spelled out, for torch's own rounds differently for one network's channels and for many's.
        """
        assert layer.momentum is not None
        weights, biases = self._scale_and_shift(name)
        mean = values.mean(1)
        centred = values - mean.unsqueeze(1)
        variance = centred.square().mean(1)
        examples = values.shape[1]
        with torch.no_grad():
            unbiased = variance * (examples / (examples - 1))
            self._stacked[f"{name}.running_mean"].lerp_(mean, layer.momentum)
            self._stacked[f"{name}.running_var"].lerp_(unbiased, layer.momentum)
            self._stacked[f"{name}.num_batches_tracked"] += 1
        scaled = weights * (variance + layer.eps).rsqrt()
        return centred * scaled.unsqueeze(1) + biases.unsqueeze(1)

    def _scale_and_shift(self, name: str) -> tuple[torch.Tensor, torch.Tensor]:
        return self._stacked[f"{name}.weight"], self._stacked[f"{name}.bias"]


def _dense(values: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    """Return (network, example, output) of a dense layer in each network."""
    if 1 in weights.shape[1:]:
        # The product of a matrix with a vector is rounded differently for one network and many.
        products = values.unsqueeze(2) * weights.unsqueeze(1)
        return products.sum(-1) + biases.unsqueeze(1)
    return torch.baddbmm(biases.unsqueeze(1), values, weights.transpose(1, 2))


def _joined_buffers(networks: Sequence[nn.Module]) -> dict[str, torch.Tensor]:
    """Stack what layers keep besides weights; each network's become views of its own."""
    each = [dict(network.named_buffers()) for network in networks]
    stacked = {name: torch.stack([own[name] for own in each]) for name in each[0]}
    for number, own in enumerate(each):
        for name, buffer in own.items():
            buffer.data = stacked[name][number]
    return stacked

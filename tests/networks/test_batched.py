"""Networks computed together against each of them computed alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from core.networks.batched import BatchedNetwork
from core.networks.flat import FlatWeights
from core.networks.stack import build_stack
from core.networks.tabular import Destandardise, Standardise
from core.spec.layers import Dense, Hidden, follow
from core.spec.layers import Destandardise as Back
from core.spec.layers import Standardise as Scaled

FORMS: list[dict[str, Any]] = [
    {},
    {"normalisation": "batch", "residual": True},
    {"normalisation": "layer", "function": "tanh"},
    {"units": 1},
]


def network(seed: int, outputs: int, dtype: torch.dtype = torch.float32, **form: Any) -> nn.Module:
    """Return a small untrained network of five features."""
    torch.manual_seed(seed)
    first = Hidden(**{"units": 8, **form, "residual": False})
    second = Hidden(**{"units": 8, **form})
    layers = [Scaled(), first, second, Dense(units=outputs), *([Back()] if outputs == 1 else [])]
    built = build_stack(follow(layers, (5,)).rows, (5,))
    examples = torch.Generator().manual_seed(0)
    scale = built[0]
    assert isinstance(scale, Standardise)
    scale.measure(3 + 2 * torch.randn(40, 5, generator=examples))
    return built.to(dtype)


@pytest.mark.parametrize("outputs", [3, 1])
@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize(("dtype", "near"), [(torch.float32, 1e-5), (torch.float64, 1e-12)])
def test_values_and_gradients_are_those_of_torchs_own_modules(
    form: dict[str, Any], outputs: int, dtype: torch.dtype, near: float
) -> None:
    joined = [network(seed, outputs, dtype, **form) for seed in range(4)]
    plain = [network(seed, outputs, dtype, **form) for seed in range(4)]
    flat = [FlatWeights(each) for each in joined]
    batched = BatchedNetwork(flat)
    inputs = torch.randn(4, 6, 5, dtype=dtype)
    values = batched(inputs)
    batched.descend_from(values.square().mean((1, 2)))
    for number, each in enumerate(plain):
        alone = each.train()(inputs[number])
        torch.testing.assert_close(values[number], alone, rtol=near, atol=near)
        alone.square().mean().backward()
        gradients = torch.cat([weight.grad.flatten() for weight in each.parameters()])
        assert flat[number].vector.grad is not None
        torch.testing.assert_close(flat[number].vector.grad, gradients, rtol=near, atol=near)
        # Batch normalisation's running values included.
        for mine, theirs in zip(
            joined[number].state_dict().values(), each.state_dict().values(), strict=True
        ):
            torch.testing.assert_close(mine, theirs, rtol=near, atol=near)


def test_each_network_is_a_view_of_its_row() -> None:
    networks = [network(seed, 3) for seed in range(3)]
    before = [{key: value.clone() for key, value in each.state_dict().items()} for each in networks]
    flat = [FlatWeights(each) for each in networks]
    BatchedNetwork(flat)
    for each, state in zip(networks, before, strict=True):
        for name, value in each.state_dict().items():
            assert torch.equal(value, state[name])
    with torch.no_grad():
        flat[1].vector.add_(1)
    for name, weight in networks[1].named_parameters():
        assert torch.equal(weight, before[1][name] + 1)
    for name, weight in networks[0].named_parameters():
        assert torch.equal(weight, before[0][name])


def test_scales_are_measured_and_constant_columns_keep_their_unit() -> None:
    values = torch.tensor([[1.0, 5e6], [3.0, 5e6], [8.0, 5e6]])
    scale = Standardise(2)
    scale.measure(values)
    standard = scale(values)
    torch.testing.assert_close(standard[:, 0].mean(), torch.tensor(0.0))
    torch.testing.assert_close(standard[:, 0].std(correction=0), torch.tensor(1.0))
    assert torch.equal(standard[:, 1], torch.zeros(3))
    back = Destandardise(2)
    back.measure(values)
    assert torch.equal(back.train()(standard), standard)
    torch.testing.assert_close(back.eval()(standard), values)

"""Layer arithmetic against torch's own."""

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from torch import nn

from core.catalog.build import build_spec, network_rows
from core.networks.stack import build_stack
from core.spec.layers import (
    Activation,
    AveragePool,
    BatchNorm,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Impossible,
    Layer,
    LayerBase,
    MaxPool,
    Shape,
    measure_stack,
)
from core.spec.message import SpecError

RANDOM_LAYERS: dict[str, st.SearchStrategy[LayerBase]] = {
    "convolution": st.builds(
        Convolution,
        channels=st.integers(1, 5),
        kernel=st.integers(1, 6),
        stride=st.integers(1, 4),
        padding=st.integers(0, 3),
    ),
    "max_pool": st.builds(MaxPool, kernel=st.integers(1, 4)),
    "average_pool": st.builds(AveragePool, kernel=st.integers(1, 4)),
    "batch_norm": st.builds(BatchNorm),
    "activation": st.builds(
        Activation, function=st.sampled_from(["relu", "leaky_relu", "gelu", "tanh", "sigmoid"])
    ),
    "dropout": st.builds(Dropout, rate=st.sampled_from([0.0, 0.5])),
    "flatten": st.builds(Flatten),
    "global_average_pool": st.builds(GlobalAveragePool),
    "dense": st.builds(Dense, units=st.integers(1, 9)),
}
LAYERS = st.one_of(*RANDOM_LAYERS.values())
SHAPES = st.one_of(
    st.tuples(st.integers(1, 3), st.integers(1, 12), st.integers(1, 12)),
    st.tuples(st.integers(1, 20)),
)


def counted_multiply_adds(module: nn.Module, output: torch.Tensor) -> int:
    """Count one layer's multiplications from torch's own weights and output."""
    if isinstance(module, nn.Conv2d):
        windows = output.shape[2] * output.shape[3]
        return module.weight.numel() * windows
    if isinstance(module, nn.Linear):
        return module.weight.numel()
    if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
        return output[0].numel()
    return 0


@settings(max_examples=150, deadline=None, database=None)
@given(layers=st.lists(LAYERS, max_size=7), shape=SHAPES)
def test_possible_stacks_measure_as_torch_does(layers: list[LayerBase], shape: Shape) -> None:
    try:
        rows = measure_stack(layers, shape)
    except SpecError:
        # What is refused here, torch refuses too.
        fitting = longest_fitting(layers, shape)
        rows = measure_stack(layers[:fitting], shape)
        reached = rows[-1].measured.output if rows else shape
        assert refused_by_torch(layers[fitting], reached)
    network = build_stack(rows, shape).eval()
    batch = torch.zeros(2, *shape)
    assert len(network) == len(rows)
    for module, row in zip(network, rows, strict=True):
        batch = module(batch)
        assert tuple(batch.shape[1:]) == row.measured.output
        assert sum(weight.numel() for weight in module.parameters()) == row.measured.parameters
        assert counted_multiply_adds(module, batch) == row.measured.multiply_adds


def longest_fitting(layers: list[LayerBase], shape: Shape) -> int:
    """Return how many layers can follow one another."""
    for count, layer in enumerate(layers):
        try:
            shape = layer.measure(shape).output
        except Impossible:
            return count
    return len(layers)


def refused_by_torch(layer: LayerBase, shape: Shape) -> bool:
    """Return whether torch cannot apply a layer to such input either."""
    if isinstance(layer, Dense):
        # torch would apply it along the last side of an image, which is not what is meant.
        return len(shape) == 3
    if len(shape) == 1:
        return isinstance(layer, Convolution | MaxPool | AveragePool | GlobalAveragePool)
    module: nn.Module
    if isinstance(layer, Convolution):
        module = nn.Conv2d(shape[0], 1, layer.kernel, layer.stride, layer.padding)
    else:
        module = nn.MaxPool2d(layer.kernel)  # type: ignore[attr-defined]
    try:
        module(torch.zeros(1, *shape))
    except RuntimeError:
        return True
    return False


def test_multiply_adds_of_a_convolution_counted_one_by_one() -> None:
    layer = Convolution(channels=3, kernel=3, stride=2, padding=1)
    channels, height, width = 2, 5, 7
    count = 0
    for _ in range(layer.channels):
        for _ in range(-1, height + 2 - layer.kernel, layer.stride):
            for _ in range(-1, width + 2 - layer.kernel, layer.stride):
                for _ in range(channels * layer.kernel * layer.kernel):
                    count += 1
    measured = layer.measure((channels, height, width))
    assert measured.output == (3, 3, 4)
    assert measured.multiply_adds == count == 3 * 3 * 4 * 2 * 9


def test_multiply_adds_of_a_dense_layer() -> None:
    measured = Dense(units=10).measure((64,))
    assert (measured.parameters, measured.multiply_adds) == (650, 640)


IMPOSSIBLE: list[tuple[list[LayerBase], Shape, int, str]] = [
    ([Dense()], (1, 8, 8), 0, "flatten"),
    ([Flatten(), Convolution()], (1, 8, 8), 1, "convolution"),
    ([Flatten(), Dense(), MaxPool()], (1, 8, 8), 2, "max_pool"),
    ([Flatten(), AveragePool()], (1, 8, 8), 1, "average_pool"),
    ([GlobalAveragePool(), GlobalAveragePool()], (1, 8, 8), 1, "global_average_pool"),
    ([Convolution(kernel=11, padding=1)], (1, 8, 8), 0, "convolution"),
    ([MaxPool(), MaxPool(), MaxPool(), MaxPool()], (1, 8, 8), 3, "max_pool"),
]


@pytest.mark.parametrize(("layers", "shape", "index", "word"), IMPOSSIBLE)
def test_an_impossible_stack_names_its_layer(
    layers: list[LayerBase], shape: Shape, index: int, word: str
) -> None:
    with pytest.raises(SpecError) as raised:
        measure_stack(layers, shape, "params.layers")
    (problem,) = raised.value.problems
    assert problem.field == f"params.layers.{index}"
    assert word in problem.worded()


def test_batch_norm_follows_vectors_and_images() -> None:
    shapes: tuple[Shape, ...] = ((3, 4, 4), (5,))
    for shape in shapes:
        rows = measure_stack([BatchNorm()], shape)
        assert build_stack(rows, shape)(torch.zeros(2, *shape)).shape == (2, *shape)


def test_a_network_that_is_too_large_is_refused_before_it_is_built() -> None:
    layers = [{"type": "flatten"}, *({"type": "dense", "units": 4096} for _ in range(4))]
    with pytest.raises(SpecError) as raised:
        build_spec({"recipe": "cnn", "dataset": "digits", "params": {"layers": layers}})
    (problem,) = raised.value.problems
    assert problem.field == "params.layers"
    assert "50,000,000" in problem.worded()


def test_the_default_network_has_the_parameters_that_torch_counts() -> None:
    spec = build_spec({"recipe": "cnn", "dataset": "digits"})
    rows = network_rows(spec)
    network = build_stack(rows, (1, 8, 8))
    assert sum(w.numel() for w in network.parameters()) == sum(r.measured.parameters for r in rows)
    assert network.eval()(torch.zeros(1, 1, 8, 8)).shape == (1, 10)


def test_every_kind_of_layer_is_among_the_random_ones() -> None:
    kinds: Any = TypeAdapter(Layer).json_schema()["discriminator"]["mapping"]
    assert set(kinds) == set(RANDOM_LAYERS)

"""Layer arithmetic against torch's own, and fixes that mend what does not fit."""

from typing import Any, get_args

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.catalog.build import build_spec, network_rows
from core.networks.stack import build_stack
from core.spec.layers import (
    LAYERS,
    MAX_LAYERS,
    Activation,
    AveragePool,
    BatchNorm,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Layer,
    LayerBase,
    LayerNorm,
    MaxPool,
    ResidualBlock,
    Shape,
    follow,
    inspect,
)
from core.spec.message import SpecError
from core.spec.parameters import settings_of

SMALL = st.integers(1, 4)
POOLING: dict[str, Any] = {
    "kernel": SMALL,
    "stride": st.none() | SMALL,
    "padding": st.integers(0, 2),
}
RANDOM_LAYERS: dict[str, st.SearchStrategy[LayerBase]] = {
    "convolution": st.builds(
        Convolution,
        channels=st.integers(1, 6),
        kernel=st.integers(1, 6),
        stride=SMALL,
        padding=st.integers(0, 3),
        dilation=st.integers(1, 3),
        groups=st.sampled_from([1, 1, 2, 3]),
    ),
    "max_pool": st.builds(MaxPool, **POOLING),
    "average_pool": st.builds(AveragePool, **POOLING),
    "batch_norm": st.builds(BatchNorm),
    "layer_norm": st.builds(LayerNorm),
    "activation": st.builds(
        Activation,
        function=st.sampled_from(get_args(Activation.model_fields["function"].annotation)),
    ),
    "dropout": st.builds(Dropout, rate=st.sampled_from([0.0, 0.5])),
    "residual_block": st.builds(
        ResidualBlock,
        channels=st.integers(1, 5),
        kernel=st.sampled_from([1, 3, 5, 7]),
        stride=SMALL,
    ),
    "flatten": st.builds(Flatten),
    "global_average_pool": st.builds(GlobalAveragePool),
    "dense": st.builds(Dense, units=st.integers(1, 9)),
}
SHAPES = st.one_of(
    st.tuples(st.integers(1, 6), st.integers(1, 12), st.integers(1, 12)),
    st.tuples(st.integers(1, 20)),
)
STACKS = st.lists(st.one_of(*RANDOM_LAYERS.values()), max_size=8)
ENDING = (Dropout(), Dense(units=3))


# Arithmetic.


@settings(max_examples=100, deadline=None, database=None)
@given(layers=STACKS, shape=SHAPES)
def test_possible_stacks_measure_as_torch_does(layers: list[LayerBase], shape: Shape) -> None:
    followed = follow(layers, shape)
    network = build_stack(followed.rows, shape).eval()
    batch, scaled = torch.zeros(1, *shape), []
    assert len(network) == len(followed.rows)
    with FlopCounterMode(display=False) as counter:
        for module, row in zip(network, followed.rows, strict=True):
            batch = module(batch)
            assert tuple(batch.shape[1:]) == row.measured.output
            assert sum(each.numel() for each in module.parameters()) == row.measured.parameters
            scaled.append(normalisations(module) * batch.numel())
    # Torch's counter leaves out what normalisation scales.
    multiply_adds = counter.get_total_flops() // 2 + sum(scaled)
    assert multiply_adds == sum(row.measured.multiply_adds for row in followed.rows)
    if followed.problem is not None:
        # What is refused here, torch refuses too.
        assert followed.problem.index == len(followed.rows)
        reached = followed.rows[-1].measured.output if followed.rows else shape
        assert refused_by_torch(layers[len(followed.rows)], reached)


def normalisations(module: nn.Module) -> int:
    """Return how often a layer scales each value of its output."""
    kinds = nn.BatchNorm1d | nn.BatchNorm2d | nn.LayerNorm
    return sum(isinstance(each, kinds) for each in module.modules())


def refused_by_torch(layer: LayerBase, shape: Shape) -> bool:
    """Return whether torch cannot apply a layer to such input either."""
    if isinstance(layer, Dense):
        # torch would apply it along the last side of an image, which is not what is meant.
        return len(shape) == 3
    if len(shape) == 1:
        kinds = Convolution | MaxPool | AveragePool | ResidualBlock | GlobalAveragePool
        return isinstance(layer, kinds)
    try:
        module: nn.Module
        if isinstance(layer, Convolution):
            module = nn.Conv2d(
                shape[0],
                layer.channels,
                layer.kernel,
                layer.stride,
                layer.padding,
                layer.dilation,
                layer.groups,
            )
        else:
            assert isinstance(layer, MaxPool | AveragePool)
            module = nn.MaxPool2d(layer.kernel, layer.stride, layer.padding)
        module(torch.zeros(1, *shape))
    except (RuntimeError, ValueError):
        return True
    return False


def test_multiply_adds_of_a_convolution_counted_one_by_one() -> None:
    layer = Convolution(channels=4, kernel=3, stride=2, padding=1, dilation=2, groups=2)
    channels, height, width = 2, 7, 9
    count = 0
    for _ in range(layer.channels):
        for _ in range(-1, height + 2 - 5, layer.stride):
            for _ in range(-1, width + 2 - 5, layer.stride):
                for _ in range(channels // layer.groups * layer.kernel * layer.kernel):
                    count += 1
    measured = layer.measure((channels, height, width))
    assert measured.output == (4, 3, 4)
    assert measured.multiply_adds == count == 4 * 3 * 4 * 1 * 9
    assert measured.parameters == 4 * 1 * 9 + 4


def test_multiply_adds_of_a_dense_layer() -> None:
    measured = Dense(units=10).measure((64,))
    assert (measured.parameters, measured.multiply_adds) == (650, 640)


def test_a_residual_block_by_hand() -> None:
    # Figure 2 of He et al.: nothing but the two convolutions where the shape stays.
    same = ResidualBlock(channels=8).measure((8, 6, 6))
    assert same.output == (8, 6, 6)
    assert same.parameters == 2 * 8 * 8 * 9 + 2 * 2 * 8
    # A stride halves the image; 7 pixels become 4. The shortcut is a 1 x 1 convolution.
    strided = ResidualBlock(channels=16, stride=2).measure((8, 7, 7))
    assert strided.output == (16, 4, 4)
    assert strided.parameters == (8 + 16) * 16 * 9 + 8 * 16 + 3 * 2 * 16


def test_batch_norm_follows_vectors_and_images() -> None:
    shapes: tuple[Shape, ...] = ((3, 4, 4), (5,))
    for shape in shapes:
        rows = follow([BatchNorm()], shape).rows
        assert build_stack(rows, shape)(torch.zeros(2, *shape)).shape == (2, *shape)


def test_the_default_network_has_the_parameters_that_torch_counts() -> None:
    spec = build_spec({"recipe": "cnn", "dataset": "digits"})
    rows = network_rows(spec)
    network = build_stack(rows, (1, 8, 8))
    assert sum(w.numel() for w in network.parameters()) == sum(r.measured.parameters for r in rows)
    assert network.eval()(torch.zeros(1, 1, 8, 8)).shape == (1, 10)


# Kinds of layers.


def test_every_kind_of_layer_is_among_the_random_ones() -> None:
    kinds: Any = TypeAdapter(Layer).json_schema()["discriminator"]["mapping"]
    assert set(kinds) == set(RANDOM_LAYERS) == set(LAYERS)


@pytest.mark.parametrize("kind", LAYERS.values(), ids=LAYERS)
def test_every_kind_of_layer_is_documented(kind: type[LayerBase]) -> None:
    assert kind.title
    assert kind.help.endswith(".")
    declared = settings_of(kind)
    assert {"type", *(item.name for item in declared)} == set(kind.model_fields)
    for item in declared:
        assert item.label and item.help.endswith((".", "?")), item.name
        assert item.kind == "choice" or None not in (item.minimum, item.maximum), item.name


# Problems and fixes.

IMPOSSIBLE: list[tuple[list[LayerBase], Shape, int, str, str, list[str]]] = [
    (
        [Dense()],
        (1, 8, 8),
        0,
        "Dense needs a flat vector",
        "Put a flatten layer before it",
        ["flatten", "dense"],
    ),
    (
        [Flatten(), Convolution()],
        (1, 8, 8),
        1,
        "Convolution needs an image",
        "Move it before layer 1, Flatten",
        ["convolution", "flatten"],
    ),
    (
        [MaxPool(), Flatten(), Dense(), MaxPool()],
        (1, 8, 8),
        3,
        "Max pooling needs an image",
        "Move it before layer 2, Flatten",
        ["max_pool", "max_pool", "flatten", "dense"],
    ),
    (
        [GlobalAveragePool()] * 2,
        (1, 8, 8),
        1,
        "needs an image",
        "Remove it",
        ["global_average_pool"],
    ),
    # It would not fit there either.
    (
        [MaxPool(kernel=8), Flatten(), Convolution(kernel=5, padding=0)],
        (1, 8, 8),
        2,
        "needs an image",
        "Remove it",
        ["max_pool", "flatten"],
    ),
    ([Dense(), Convolution()], (5,), 1, "Convolution needs an image", "Remove it", ["dense"]),
    (
        [MaxPool()] * 4,
        (1, 8, 8),
        3,
        "a 2 x 2 window",
        "Remove this pooling layer",
        ["max_pool"] * 3,
    ),
]


@pytest.mark.parametrize(("layers", "shape", "index", "words", "label", "after"), IMPOSSIBLE)
def test_an_impossible_stack_names_its_layer_and_offers_a_fix(
    layers: list[LayerBase], shape: Shape, index: int, words: str, label: str, after: list[str]
) -> None:
    problem = follow(layers, shape).problem
    assert problem is not None and problem.fix is not None
    assert problem.index == index
    assert words in problem.message.worded()
    assert problem.fix.label.worded() == label
    assert [layer.type for layer in problem.fix.layers] == after
    assert follow(problem.fix.layers, shape).problem is None


# The impossible layer on an image of 4 x 8 x 8, what the button says, and what stands there then.
SET_OTHERWISE: list[tuple[LayerBase, str, LayerBase]] = [
    (
        Convolution(kernel=11, padding=1),
        "Make its window 10 x 10",
        Convolution(kernel=10, padding=1),
    ),
    (
        Convolution(kernel=5, padding=0, dilation=3),
        "Set its dilation to 1",
        Convolution(kernel=5, padding=0),
    ),
    (
        Convolution(kernel=3, padding=0, dilation=8),
        "Set its dilation to 3",
        Convolution(kernel=3, padding=0, dilation=3),
    ),
    (
        Convolution(channels=6, groups=4),
        "Set its groups to 2",
        Convolution(channels=6, groups=2),
    ),
    (
        Convolution(channels=6, groups=3, kernel=9, padding=0),
        "Set its groups to 2; Make its window 8 x 8",
        Convolution(channels=6, groups=2, kernel=8, padding=0),
    ),
    (MaxPool(kernel=3, padding=2), "Set its padding to 1", MaxPool(kernel=3, padding=1)),
]


@pytest.mark.parametrize(("layer", "label", "instead"), SET_OTHERWISE)
def test_a_layer_is_set_so_that_it_fits(layer: LayerBase, label: str, instead: LayerBase) -> None:
    problem = follow([BatchNorm(), layer], (4, 8, 8)).problem
    assert problem is not None and problem.fix is not None
    assert problem.fix.label.worded() == label
    assert problem.fix.layers == (BatchNorm(), instead)
    assert follow(problem.fix.layers, (4, 8, 8)).problem is None


def test_a_window_too_large_for_what_is_left_becomes_smaller() -> None:
    problem = follow([MaxPool(kernel=4), MaxPool(kernel=4)], (1, 12, 8)).problem
    assert problem is not None and problem.fix is not None
    assert problem.fix.label.worded() == "Make its window 2 x 2"
    assert problem.fix.layers[1] == MaxPool(kernel=2)


def test_an_image_at_the_end_is_flattened_for_the_output_layer() -> None:
    problem = follow([Convolution()], (1, 8, 8), ENDING).problem
    assert problem is not None and problem.fix is not None
    assert "the output layer needs a flat vector" in problem.message.worded()
    assert problem.fix.layers == (Convolution(), Flatten())


@settings(max_examples=200, deadline=None, database=None)
@given(layers=STACKS, shape=SHAPES)
def test_fixes_lead_to_a_network(layers: list[LayerBase], shape: Shape) -> None:
    problem = inspect(layers, shape, ENDING).problem
    rounds = 0
    while problem is not None:
        assert problem.index is not None and problem.fix is not None
        before, layers = layers, list(problem.fix.layers)
        for layer in layers:
            type(layer).model_validate(layer.model_dump())  # within its bounds
        # What was reached before is still reached, and less is left that might not fit.
        following = inspect(layers, shape, ENDING).problem
        if following is not None:
            assert following.index is not None
            left, left_before = len(layers) - following.index, len(before) - problem.index
            assert left < left_before
        problem, rounds = following, rounds + 1
        assert rounds <= 10
    build_stack(follow(layers, shape, ENDING).rows, shape)


def test_a_full_list_is_mended_without_growing() -> None:
    layers: list[LayerBase] = [Activation()] * (MAX_LAYERS - 1)
    problem = follow([*layers, Dense()], (1, 8, 8), ENDING).problem
    assert problem is not None and problem.fix is not None
    assert len(problem.fix.layers) == MAX_LAYERS
    assert follow(problem.fix.layers, (1, 8, 8), ENDING).problem is None


# Networks that are too large.


def test_a_network_that_is_too_large_is_refused_before_it_is_built() -> None:
    layers = [{"type": "flatten"}, *({"type": "dense", "units": 4096} for _ in range(4))]
    with pytest.raises(SpecError) as raised:
        build_spec({"recipe": "cnn", "dataset": "digits", "params": {"layers": layers}})
    (problem,) = raised.value.problems
    assert problem.field == "params.layers"
    assert "50,000,000" in problem.worded()


@pytest.mark.parametrize(
    ("layers", "shape", "batch_size", "words", "label"),
    [
        (
            [Flatten(), *[Dense(units=4096)] * 4],
            (1, 8, 8),
            1,
            "parameters",
            "Use 2 times fewer channels and units in every layer",
        ),
        # Channels that are thinned must still be divisible by the groups.
        (
            [*[Convolution(channels=512, kernel=15, padding=7)] * 2, Convolution(groups=16)],
            (3, 8, 8),
            1,
            "parameters",
            "Use 2 times fewer channels and units in every layer",
        ),
        (
            [Flatten()],
            (3, 4096, 4096),
            1,
            "parameters",
            "Put global average pooling in the place of the flatten layer",
        ),
        (
            [Convolution(channels=512), Activation(), MaxPool(kernel=8), GlobalAveragePool()],
            (3, 64, 64),
            4096,
            "GB of memory",
            "Use 128 times fewer channels and units in every layer",
        ),
    ],
)
def test_a_network_that_is_too_large_is_made_smaller(
    layers: list[LayerBase], shape: Shape, batch_size: int, words: str, label: str
) -> None:
    problem = inspect(layers, shape, ENDING, batch_size).problem
    while problem is not None and problem.index is not None:
        assert problem.fix is not None
        layers = list(problem.fix.layers)
        problem = inspect(layers, shape, ENDING, batch_size).problem
    assert problem is not None and problem.fix is not None
    assert words in problem.message.worded()
    assert problem.fix.label.worded() == label
    assert inspect(problem.fix.layers, shape, ENDING, batch_size).problem is None


def test_what_no_layer_can_mend_has_no_fix() -> None:
    layers = [Activation(), GlobalAveragePool()]
    problem = inspect(layers, (3, 4096, 4096), ENDING, batch_size=4096).problem
    assert problem is not None
    assert problem.fix is None


# Batches that batch normalisation cannot work on.


@pytest.mark.parametrize("layer", [{"type": "batch_norm"}, {"type": "residual_block"}])
def test_a_batch_of_one_value_is_refused_before_it_fails(layer: dict[str, Any]) -> None:
    pooled = [{"type": "max_pool", "kernel": 8}, layer, {"type": "flatten"}]
    raw: dict[str, Any] = {"recipe": "cnn", "dataset": "digits", "params": {"layers": pooled}}
    # 1077 training examples leave one over when divided by 2, 4, 269 or 538.
    for size, other in ((4, 3), (269, 268), (1, 3)):
        with pytest.raises(SpecError) as raised:
            build_spec(raw | {"training": {"batch_size": size}})
        (problem,) = raised.value.problems
        assert problem.field == "training.batch_size"
        assert f"{other} would do" in problem.worded()
        build_spec(raw | {"training": {"batch_size": other}})
    wider = [{"type": "max_pool", "kernel": 4}, layer, {"type": "flatten"}]
    build_spec(raw | {"params": {"layers": wider}, "training": {"batch_size": 4}})

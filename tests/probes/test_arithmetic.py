"""The sum behind one value of a convolution, against torch's own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.engine.journal import StoreJournal
from core.probes.arithmetic import arithmetic, sum_of
from core.probes.look import look
from core.store import runs
from core.training.player import Player
from tests.fixtures.playing import small_spec
from tests.probes.test_look import network_at

LAYERS = [
    {"type": "convolution", "channels": 6, "kernel": 3},
    {"type": "activation"},
    {
        "type": "convolution",
        "channels": 4,
        "kernel": 3,
        "stride": 2,
        "padding": 3,
        "dilation": 2,
        "groups": 2,
    },
    {"type": "batch_norm"},
    {"type": "activation", "function": "tanh"},
    {"type": "dropout"},
    {"type": "flatten"},
]


@pytest.fixture(scope="module")
def untrained(home_of_probes) -> str:
    """Return a run that has made nothing but its first checkpoint."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home_of_probes))
        spec = small_spec("cnn", "digits", params={"layers": LAYERS})
        run = runs.create(spec, name="test", worker={"host": "here"})
        journal = StoreJournal(run, 1)
        Player(spec, journal)
        journal.written()
        return run


@settings(max_examples=60, deadline=None)
@given(
    groups=st.integers(1, 3),
    seen=st.integers(1, 3),
    made=st.integers(1, 3),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.integers(0, 3),
    dilation=st.integers(1, 3),
    bias=st.booleans(),
    seed=st.integers(0, 99),
)
def test_products_and_bias_add_up_to_the_layers_output(
    groups, seen, made, kernel, stride, padding, dilation, bias, seed
) -> None:
    torch.manual_seed(seed)
    layer = nn.Conv2d(
        groups * seen, groups * made, kernel, stride, padding, dilation, groups, bias=bias
    )
    inputs = torch.randn(1, groups * seen, 12, 11)
    with torch.inference_mode():
        output = layer(inputs)[0]
        place = tuple(int(torch.randint(side, ())) for side in output.shape)
        found = sum_of(layer, inputs, *place)
    np.testing.assert_allclose(found["window"] * found["kernel"], found["products"])
    assert found["products"].shape == (seen, kernel, kernel)
    assert found["first"] == place[0] // made * seen
    total = found["sum"] + found["bias"]
    np.testing.assert_allclose(total, output[place], rtol=1e-4, atol=1e-5)
    padded = nn.functional.pad(inputs[0], (padding,) * 4)
    assert padded[found["first"], found["row"], found["column"]] == found["window"][0, 0, 0]


def test_a_sum_known_by_hand() -> None:
    layer = nn.Conv2d(1, 1, 2, padding=1)
    with torch.inference_mode():
        layer.weight.copy_(torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
        layer.bias.copy_(torch.tensor([10.0]))
        found = sum_of(layer, torch.tensor([[[[5.0, 6.0], [7.0, 8.0]]]]), 0, 0, 1)
    assert found["window"].tolist() == [[[0, 0], [5, 6]]]
    assert found["products"].tolist() == [[[0, 0], [15, 24]]]
    assert float(found["sum"]) == 39
    assert float(found["bias"]) == 10
    assert (int(found["row"]), int(found["column"])) == (0, 1)


@pytest.mark.parametrize(("layer", "following"), [(0, [1]), (2, [3, 4, 5])])
@pytest.mark.parametrize("place", [(0, 0, 0), (3, 2, 1), (2, 4, 4)])
def test_the_value_is_followed_through_the_layers_after_it(
    untrained: str, layer: int, following: list[int], place: tuple[int, int, int]
) -> None:
    channel, y, x = place
    image = {"split": "test", "index": 5}
    at = {"run": untrained, "tick": 0, "image": image}
    found = arithmetic(at | {"layer": layer, "channel": channel, "y": y, "x": x})
    stored = runs.get(untrained)
    assert stored is not None
    value = torch.from_numpy(look(at)["input"])[None]
    outputs = []
    with torch.inference_mode():
        for module in network_at(stored, 0):
            value = module(value)
            outputs.append(value[0])
    assert found["output"] == outputs[layer][place].item()
    total = found["sum"] + found["bias"]
    np.testing.assert_allclose(total, outputs[layer][place], rtol=1e-4, atol=1e-6)
    assert found["after_layers"].tolist() == following
    expected = [outputs[index][place].item() for index in following]
    np.testing.assert_array_equal(found["after"], np.array(expected, dtype=np.float32))

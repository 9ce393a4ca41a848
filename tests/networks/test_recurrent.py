"""Recurrent layers: their gates against torch's own, padding, and what the networks answer."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from core.catalog.descriptions import Facts
from core.networks.reach import gradient_reach
from core.networks.recurrent import Form, RecurrentLayers
from core.recipes.rnn import RNNParams
from core.recipes.rnn.network import RecurrentNetwork, build
from core.recipes.rnn_lm import RNNLanguageParams
from core.recipes.rnn_lm.network import build as build_language_model

CELLS = ("elman", "lstm", "gru")
SEQUENCE = Facts((6, 3), ("a", "b", "c", "d"))
STRING = Facts((9,), ("x", "y"), vocabulary=("", *"abcdefg"))
SERIES = Facts((12, 1))
SEEN = {
    "elman": {"hidden"},
    "lstm": {"hidden", "cell", "input_gate", "forget_gate", "candidate", "output_gate"},
    "gru": {"hidden", "reset_gate", "update_gate", "candidate"},
}

each_cell = pytest.mark.parametrize("cell", CELLS)
both_ways = pytest.mark.parametrize("bidirectional", [False, True])


def network(facts: Facts, **params: Any) -> RecurrentNetwork:
    """Return a small network whose weights are always the same."""
    torch.manual_seed(0)
    small = {"hidden": 5, "layers": 2, "embedding": 4} | params
    return build(RNNParams(**small), facts).eval()


def strings(*lengths: int, room: int = 9) -> torch.Tensor:
    """Return strings of symbols 1 to 7, padded with 0."""
    symbols = torch.randint(1, 8, (len(lengths), room), generator=torch.Generator().manual_seed(1))
    return symbols * (torch.arange(room) < torch.tensor(lengths).unsqueeze(1))


@each_cell
@both_ways
@pytest.mark.parametrize("padded", [False, True])
def test_states_are_those_that_torch_computes(cell: Any, bidirectional: bool, padded: bool) -> None:
    torch.manual_seed(0)
    layers = RecurrentLayers(Form(cell, 2, 5, bidirectional), 3)
    vectors = torch.randn(4, 7, 3)
    lengths = torch.tensor([7, 1, 4, 6]) if padded else torch.full((4,), 7)
    steps, state = layers(vectors, lengths if padded else None)
    unrolled = layers.trace(vectors, lengths if padded else None)
    there = (torch.arange(7) < lengths.unsqueeze(1)).unsqueeze(-1)
    torch.testing.assert_close(unrolled.steps * there, steps, rtol=0, atol=1e-5)
    hidden = state[0] if isinstance(state, tuple) else state
    last = lengths - 1
    for layer in range(2):
        forward = unrolled.seen[f"hidden.{layer}"][torch.arange(4), last]
        place = layer * (1 + bidirectional)
        torch.testing.assert_close(forward, hidden[place], rtol=0, atol=1e-5)
        if bidirectional:
            backward = unrolled.seen[f"hidden_backward.{layer}"][:, 0]
            torch.testing.assert_close(backward, hidden[place + 1], rtol=0, atol=1e-5)
        if isinstance(state, tuple):
            cells = unrolled.seen[f"cell.{layer}"][torch.arange(4), last]
            torch.testing.assert_close(cells, state[1][place], rtol=0, atol=1e-5)


@each_cell
@both_ways
def test_all_that_happens_is_named(cell: Any, bidirectional: bool) -> None:
    traced = network(SEQUENCE, cell=cell, bidirectional=bidirectional).trace(torch.randn(2, 6, 3))
    expected = {f"{name}.{layer}" for name in SEEN[cell] for layer in (0, 1)}
    if bidirectional:
        expected |= {f"{name}_backward.{layer}" for name in SEEN[cell] for layer in (0, 1)}
    assert set(traced) == expected | {"outputs"}
    assert all(traced[name].shape == (2, 6, 5) for name in expected)


def test_the_gates_of_an_lstm_are_those_of_torchs_cell() -> None:
    layers = RecurrentLayers(Form("lstm", 1, 5), 3)
    cell = torch.nn.LSTMCell(3, 5)
    cell.load_state_dict(
        {name.removesuffix("_l0"): value for name, value in layers.layers.state_dict().items()}
    )
    vectors = torch.randn(2, 6, 3)
    seen = layers.trace(vectors).seen
    hidden, kept = torch.zeros(2, 5), torch.zeros(2, 5)
    for place in range(6):
        before, (hidden, kept) = kept, cell(vectors[:, place], (hidden, kept))
        step = {name: values[:, place] for name, values in seen.items()}
        torch.testing.assert_close(step["cell.0"], kept, rtol=0, atol=1e-5)
        made = step["forget_gate.0"] * before + step["input_gate.0"] * step["candidate.0"]
        torch.testing.assert_close(made, kept, rtol=0, atol=1e-5)
        shown = step["output_gate.0"] * kept.tanh()
        torch.testing.assert_close(shown, hidden, rtol=0, atol=1e-5)


def test_an_lstm_remembers_at_first() -> None:
    layers = RecurrentLayers(Form("lstm", 2, 64, bidirectional=True), 3)
    seen = layers.trace(torch.zeros(1, 1, 3)).seen
    for layer in range(2):
        opened = torch.tensor(1.0).sigmoid().item()
        assert seen[f"forget_gate.{layer}"].mean().item() == pytest.approx(opened, abs=0.03)
        assert seen[f"input_gate.{layer}"].mean().item() == pytest.approx(0.5, abs=0.03)


@each_cell
@both_ways
def test_padding_never_influences_an_answer(cell: Any, bidirectional: bool) -> None:
    asked = network(STRING, cell=cell, bidirectional=bidirectional)
    batch = strings(9, 2, 5)
    together = asked(batch)
    longer = asked(torch.nn.functional.pad(batch, (0, 20)))
    torch.testing.assert_close(longer, together, rtol=0, atol=1e-6)
    for row, length in enumerate((9, 2, 5)):
        alone = asked(batch[row : row + 1, :length])
        torch.testing.assert_close(alone[0], together[row], rtol=0, atol=1e-6)
    # The vector of padding itself must not matter either.
    with torch.no_grad():
        asked.reader.embedding.weight[0] = 100.0  # type: ignore[union-attr, operator]
    assert torch.equal(asked(batch), together)


@pytest.mark.parametrize("facts", [SEQUENCE, STRING, SERIES], ids=["sequence", "string", "series"])
@both_ways
def test_a_trace_says_what_a_shorter_sequence_would_get(facts: Facts, bidirectional: bool) -> None:
    asked = network(facts, bidirectional=bidirectional)
    inputs = strings(9, 2, 5) if facts is STRING else torch.randn(3, *facts.shape)
    outputs = asked.trace(inputs)["outputs"]
    for end in range(1, inputs.shape[1] + 1):
        torch.testing.assert_close(outputs[:, end - 1], asked(inputs[:, :end]), rtol=0, atol=1e-5)


def test_a_text_is_read_on_as_it_is_read_at_once() -> None:
    facts = Facts((), vocabulary=tuple("�abcdef"))
    for cell in CELLS:
        torch.manual_seed(0)
        params = RNNLanguageParams(cell=cell, hidden=8, layers=2, embedding=3)  # type: ignore[arg-type]
        asked = build_language_model(params, facts).eval()
        text = torch.randint(0, 7, (2, 11))
        whole = asked(text)
        first, state = asked.read(text[:, :4])
        rest, _ = asked.read(text[:, 4:], state)
        torch.testing.assert_close(torch.cat([first, rest], 1), whole, rtol=0, atol=1e-6)
        torch.testing.assert_close(asked.trace(text)["outputs"], whole, rtol=0, atol=1e-5)


@each_cell
def test_reach_is_the_length_of_the_gradient_by_finite_differences(cell: Any) -> None:
    asked = network(SERIES, cell=cell, layers=1, view="values").double()
    inputs = torch.randn(1, 12, 1, dtype=torch.float64)
    target = torch.tensor([0.3])
    reach = gradient_reach(asked, inputs, target)
    vectors = asked.vectors(inputs)
    for distance in (0, 1, 5):
        losses = []
        for nudge in (-1e-5, 1e-5):
            moved = vectors.clone()
            moved[0, 11 - distance, 0] += nudge
            losses.append((asked.from_vectors(moved, inputs) - target).square().sum())
        slope = abs((losses[1] - losses[0]).item()) / 2e-5
        assert reach[distance].item() == pytest.approx(slope, rel=1e-4, abs=1e-12)


def test_reach_counts_from_the_end_of_each_string() -> None:
    asked = network(STRING)
    targets = torch.tensor([0, 1])
    together = gradient_reach(asked, strings(9, 3), targets)
    long = gradient_reach(asked, strings(9, 3)[:1], targets[:1])
    short = gradient_reach(asked, strings(9, 3)[1:, :3], targets[1:])
    assert together.shape == (9,)
    torch.testing.assert_close(together[:3], (long[:3] + short) / 2)
    torch.testing.assert_close(together[3:], long[3:])


def test_gradients_vanish_in_an_elman_network_and_last_in_an_lstm() -> None:
    facts = Facts((60, 3), ("a", "b"))
    inputs, targets = torch.randn(8, 60, 3), torch.randint(0, 2, (8,))
    fallen = {}
    for cell in ("elman", "lstm"):
        asked = network(facts, cell=cell, layers=1, hidden=32)
        reach = gradient_reach(asked, inputs, targets)
        fallen[cell] = (reach[50] / reach[0]).item()
    assert fallen["elman"] < 1e-8
    assert fallen["lstm"] > 1e-7
    assert fallen["lstm"] > 1000 * fallen["elman"]

"""Encoder-decoders: traces, padding, teacher forcing against writing, and reading both ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from core.networks.attention import attend
from core.networks.seq2seq import (
    AttentionName,
    RecurrentTransducer,
    TransformerTransducer,
    TwoWayReader,
)
from core.networks.tower import Form
from core.networks.transducer import END, START, Transducer

SYMBOLS, SOURCE, TARGET = 7, 6, 5
LENGTHS = (6, 2, 4, 1)


def recurrent(attention: AttentionName, bidirectional: bool = True, layers: int = 1) -> Transducer:
    """Return an untrained recurrent one."""
    torch.manual_seed(0)
    return RecurrentTransducer(
        SYMBOLS, 9, layers, attention, 0.0, bidirectional=bidirectional
    ).eval()


def transformer() -> Transducer:
    """Return an untrained transformer."""
    torch.manual_seed(0)
    form = Form(layers=2, heads=2, width=8, feed_forward=16)
    return TransformerTransducer(SYMBOLS, form, SOURCE, TARGET).eval()


KINDS: dict[str, Callable[[], Transducer]] = {
    "none": lambda: recurrent("none"),
    "additive": lambda: recurrent("additive"),
    "scaled_dot": lambda: recurrent("scaled_dot"),
    "one_way": lambda: recurrent("scaled_dot", bidirectional=False),
    "deep": lambda: recurrent("additive", layers=2),
    "transformer": transformer,
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def sources() -> torch.Tensor:
    """Return four strings of different lengths: (4, SOURCE)."""
    torch.manual_seed(1)
    symbols = torch.randint(3, SYMBOLS, (4, SOURCE))
    return symbols * (torch.arange(SOURCE) < torch.tensor(LENGTHS)[:, None])


def answers() -> torch.Tensor:
    """Return what is shown to the decoder: (4, TARGET), beginning with the start."""
    torch.manual_seed(2)
    written = torch.randint(3, SYMBOLS, (4, TARGET))
    written[:, 0] = START
    return written


@each_kind
def test_a_trace_is_what_the_network_computes(kind: str) -> None:
    network = KINDS[kind]()
    trace = network.trace(sources(), answers())
    torch.testing.assert_close(trace["outputs"], network(sources(), answers()))
    assert trace["outputs"].shape == (4, TARGET, SYMBOLS)
    if kind == "none":
        assert trace.keys() == {"outputs"}
        return
    layers, heads = (2, 2) if kind == "transformer" else (1, 1)
    there = (sources() != 0)[:, None, None, :]
    for layer in range(layers):
        weights, scores = trace[f"attention.{layer}"], trace[f"scores.{layer}"]
        assert weights.shape == scores.shape == (4, heads, TARGET, SOURCE)
        torch.testing.assert_close(weights, scores.masked_fill(~there, -torch.inf).softmax(-1))
        value, mixed = trace[f"value.{layer}"], trace[f"mixed.{layer}"]
        torch.testing.assert_close(mixed, weights @ value)
        if kind not in ("additive", "deep"):
            query, key = trace[f"query.{layer}"], trace[f"key.{layer}"]
            torch.testing.assert_close(scores, attend(query, key, value).scores)
    assert (f"encoder_attention.{layers - 1}" in trace) == (kind == "transformer")
    if kind == "transformer":
        assert trace["encoder_attention.1"].shape == (4, 2, SOURCE, SOURCE)
        assert not trace["decoder_attention.1"].triu(1).any()


@each_kind
def test_padding_changes_nothing(kind: str) -> None:
    network = KINDS[kind]()
    together = network(sources(), answers())
    for row, length in enumerate(LENGTHS):
        alone = network(sources()[row : row + 1, :length], answers()[row : row + 1])
        torch.testing.assert_close(alone[0], together[row])


@each_kind
def test_what_is_written_later_changes_nothing_before_it(kind: str) -> None:
    network, changed = KINDS[kind](), answers()
    changed[:, 3:] = 3 + (changed[:, 3:] - 2) % 4
    one, other = network(sources(), answers()), network(sources(), changed)
    torch.testing.assert_close(one[:, :3], other[:, :3])
    assert not torch.allclose(one[:, 3:], other[:, 3:])


@each_kind
def test_writing_takes_the_likeliest_symbol_after_those_written(kind: str) -> None:
    network = KINDS[kind]()
    written = network.write(sources(), TARGET)
    assert written.shape[0] == 4 and written.shape[1] <= TARGET
    start = torch.full((4, 1), START)
    likeliest = network(sources(), torch.cat((start, written[:, :-1]), 1)).argmax(-1)
    for row, expected in zip(written.tolist(), likeliest.tolist(), strict=True):
        length = row.index(END) + 1 if END in row else len(row)
        assert row[:length] == expected[:length]
        assert not any(row[length:])


def test_writing_stops_where_all_have_ended() -> None:
    network = recurrent("additive")
    output = network.output
    assert isinstance(output, nn.Linear)
    output.bias.data[END] = 1000.0
    assert torch.equal(network.write(sources(), TARGET), torch.full((4, 1), END))


@pytest.mark.parametrize("layers", [1, 2])
def test_reading_both_ways_equals_torchs_bidirectional_layers(layers: int) -> None:
    torch.manual_seed(0)
    width = 8
    ours = TwoWayReader(width, layers, bidirectional=True)
    theirs = nn.GRU(width, width // 2, layers, batch_first=True, bidirectional=True)
    for layer in range(layers):
        for part, suffix in ((ours.forwards, ""), (ours.backwards, "_reverse")):
            for name, weight in part[layer].named_parameters():
                theirs.get_parameter(f"{name[:-1]}{layer}{suffix}").data = weight.data
    vectors, lengths = torch.randn(4, SOURCE, width), torch.tensor(LENGTHS)
    places, ends = ours(vectors, lengths)
    for row, length in enumerate(LENGTHS):
        expected, last = theirs(vectors[row : row + 1, :length])
        torch.testing.assert_close(places[row, :length], expected[0])
        both = last[:, 0].reshape(layers, width)
        torch.testing.assert_close(ends[:, row], both)

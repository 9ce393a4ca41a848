"""Transformers for sequences and texts: traces, padding, causality, and what settings build."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from core.catalog.descriptions import Facts
from core.networks.attention import attend
from core.networks.language_model import reading
from core.networks.tower import Form
from core.networks.transformer import LanguageTransformer, Pooling, SequenceTransformer

VECTORS = Facts((6, 3), ("a", "b", "c"))
STRINGS = Facts((6,), ("a", "b"), vocabulary=("", *"xyz"))
SERIES = Facts((6, 1))
FORMS: list[dict[str, Any]] = [
    {},
    {"positions": "rotary"},
    {"positions": "learned", "norm": "post"},
    {"positions": "none", "layers": 1, "heads": 1},
]
each_form = pytest.mark.parametrize("form", FORMS, ids=str)


def form_like(**changes: Any) -> Form:
    """Return the form of a small transformer."""
    return Form(**{"layers": 2, "heads": 2, "width": 8, "feed_forward": 16} | changes)


def network(facts: Facts, pooling: Pooling = "mean", **form: Any) -> SequenceTransformer:
    """Return an untrained network that answers the same each time."""
    torch.manual_seed(0)
    return SequenceTransformer(facts, form_like(**form), pooling, "both").eval()


def inputs_for(facts: Facts) -> torch.Tensor:
    """Return four examples; strings are of different lengths."""
    torch.manual_seed(1)
    if not facts.vocabulary:
        return torch.randn(4, *facts.shape)
    symbols = torch.randint(1, len(facts.vocabulary), (4, *facts.shape))
    return symbols * (torch.arange(6) < torch.tensor([[6], [2], [4], [1]]))


@each_form
@pytest.mark.parametrize("facts", [VECTORS, STRINGS, SERIES], ids=["vectors", "strings", "series"])
@pytest.mark.parametrize("pooling", ["mean", "first", "last"])
def test_a_trace_is_what_the_network_computes(
    facts: Facts, pooling: Pooling, form: dict[str, Any]
) -> None:
    built, inputs = network(facts, pooling, **form), inputs_for(facts)
    trace = built.trace(inputs)
    said = built(inputs)
    assert said.shape == (4, len(facts.classes) or 1)
    assert trace["outputs"].shape == (4, 6, len(facts.classes) or 1)
    torch.testing.assert_close(trace["outputs"][:, -1], said)
    for end in (1, 4):
        torch.testing.assert_close(trace["outputs"][:, end - 1], built(inputs[:, :end]))


@each_form
def test_each_part_of_a_trace_follows_from_those_before(form: dict[str, Any]) -> None:
    trace = network(STRINGS, **form).trace(inputs_for(STRINGS))
    there = (inputs_for(STRINGS) != 0)[:, None, None, :]
    shape = form_like(**form)
    for layer in range(shape.layers):
        query, key, value = (trace[f"{name}.{layer}"] for name in ("query", "key", "value"))
        assert query.shape == (4, shape.heads, 6, shape.width // shape.heads)
        again = attend(query, key, value, there)
        torch.testing.assert_close(trace[f"scores.{layer}"], again.scores)
        torch.testing.assert_close(trace[f"attention.{layer}"], again.weights)
        torch.testing.assert_close(trace[f"mixed.{layer}"], again.mixed)
    assert f"attention.{shape.layers}" not in trace


@each_form
@pytest.mark.parametrize("pooling", ["mean", "first", "last"])
def test_padding_changes_nothing(pooling: Pooling, form: dict[str, Any]) -> None:
    built, inputs = network(STRINGS, pooling, **form), inputs_for(STRINGS)
    said = built(inputs)
    for row, length in enumerate((6, 2, 4, 1)):
        torch.testing.assert_close(built(inputs[row : row + 1, :length])[0], said[row])
    attention = built.trace(inputs)["attention.0"]
    assert not attention[3, :, :, 1:].any()


def test_without_positions_the_order_says_nothing_and_with_them_it_does() -> None:
    inputs = inputs_for(VECTORS)
    for positions in ("none", "sinusoidal", "learned", "rotary"):
        built = network(VECTORS, positions=positions)
        same = torch.allclose(built(inputs), built(inputs.flip(1)), atol=1e-5)
        assert same == (positions == "none")


def test_an_untrained_forecast_moves_with_the_series() -> None:
    built, windows = network(SERIES, "last"), inputs_for(SERIES)
    reader = built.reader
    reader.measure(windows, torch.randn(4))
    higher = built(windows + 100)
    assert (higher - built(windows)).mean() > 50


def language_model(context: int = 8, **form: Any) -> LanguageTransformer:
    """Return an untrained language model of five symbols."""
    torch.manual_seed(0)
    return LanguageTransformer(5, form_like(**form), context).eval()


@each_form
def test_the_future_changes_nothing_before_it(form: dict[str, Any]) -> None:
    model, text = language_model(**form), torch.randint(5, (3, 8))
    changed = text.clone()
    changed[:, 5:] = (changed[:, 5:] + 1) % 5
    one, other = model(text), model(changed)
    torch.testing.assert_close(one[:, :5], other[:, :5])
    assert not torch.allclose(one[:, 5:], other[:, 5:])
    trace = model.trace(text)
    torch.testing.assert_close(trace["outputs"], one)
    assert not trace["attention.0"].triu(1).any()


@pytest.mark.parametrize("block", [29, 10, 1])
@pytest.mark.parametrize("context", [8, 3])
def test_reading_on_gives_each_character_at_least_half_a_context(context: int, block: int) -> None:
    model, text = language_model(context=context), torch.randint(5, (29,))
    model.block = block
    logits = torch.cat(list(reading(model, text)))
    assert logits.shape == (29, 5)
    for place in range(29):
        # With so many characters before it, or with more, but never with any after it.
        least, most = min(place + 1, context - context // 2 + 1), min(place + 1, context)
        possible = [
            model(text[None, place + 1 - count : place + 1])[0, -1]
            for count in range(least, most + 1)
        ]
        assert any(torch.allclose(logits[place], said, atol=1e-5) for said in possible)


def test_writing_character_by_character_sees_the_whole_context() -> None:
    model, text, state = language_model(context=4), torch.randint(5, (9,)), None
    for place in range(9):
        logits, state = model.read(text[None, place : place + 1], state)
        torch.testing.assert_close(
            logits[0], model(text[None, max(0, place - 3) : place + 1])[0, -1:]
        )

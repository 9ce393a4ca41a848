"""What the settings of transformers must fit, and what they build."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from core.catalog.build import build_spec, facts_of
from core.catalog.descriptions import Preset, Recipe
from core.catalog.find import recipe
from core.networks.build import untrained_network
from core.networks.transformer import LanguageTransformer, SequenceTransformer
from core.spec.message import SpecError

RECIPES = [
    (recipe(name), data)
    for name, data in (
        ("transformer", "digit_rows"),
        ("transformer", "sine_mix"),
        ("transformer_lm", "python_docs"),
    )
]
each_preset = pytest.mark.parametrize(
    ("entry", "data", "preset"),
    [(entry, data, preset) for entry, data in RECIPES for preset in entry.presets],
    ids=lambda value: getattr(value, "name", value),
)


@each_preset
def test_every_preset_learns_with_all_its_weights(entry: Recipe, data: str, preset: Preset) -> None:
    spec = build_spec({"recipe": entry.name, "dataset": data, "params": dict(preset.params)})
    facts = facts_of(spec)
    network = untrained_network(spec, facts)
    if entry.name == "transformer_lm":
        inputs = torch.randint(len(facts.vocabulary), (2, spec.params.context))
    else:
        inputs = torch.rand(2, *facts.shape)
    network(inputs).square().sum().backward()
    assert all(weight.grad is not None for weight in network.parameters())


@pytest.mark.parametrize(
    ("params", "field", "said"),
    [
        ({"width": 50}, "params.heads", "50 is no multiple of 4"),
        ({"heads": 3}, "params.heads", "64 is no multiple of 3"),
        ({"width": 36, "positions": "rotary"}, "params.heads", "36 shared among 4 heads is odd"),
        ({"width": 0}, "params.width", "4 or more"),
    ],
)
def test_heads_that_do_not_share_the_width_are_told_before_training(
    params: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(SpecError) as caught:
        build_spec({"recipe": "transformer", "dataset": "digit_rows", "params": params})
    (problem,) = caught.value.problems
    assert problem.field == field
    assert said in problem.worded()


def test_a_forecast_is_read_off_the_last_place_and_a_class_where_one_chose() -> None:
    def built(data: str, **params: Any) -> SequenceTransformer:
        spec = build_spec({"recipe": "transformer", "dataset": data, "params": params})
        network = untrained_network(spec, facts_of(spec))
        assert isinstance(network, SequenceTransformer)
        return network

    assert built("sine_mix", pooling="first").pooling == "last"
    assert built("digit_rows", pooling="first").pooling == "first"
    assert built("digit_rows").pooling == "mean"


def test_a_language_model_sees_its_context() -> None:
    raw = {"recipe": "transformer_lm", "dataset": "python_docs", "params": {"context": 24}}
    spec = build_spec(raw)
    network = untrained_network(spec, facts_of(spec))
    assert isinstance(network, LanguageTransformer)
    assert network.context == 24

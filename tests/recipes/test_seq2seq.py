"""What `seq2seq` builds and learns, and that its attention looks at the right place."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec, facts_of
from core.data.alignment import right_places
from core.networks.build import untrained_network
from core.networks.seq2seq import RecurrentTransducer, TransformerTransducer
from core.networks.transducer import Transducer
from core.recipes.seq2seq import RECIPE
from core.spec.message import SpecError
from core.training.player import Player
from core.training.transduction import TransductionLearner, shown
from tests.fixtures.playing import MemoryJournal


def spec_of(seed: int = 0, **sections: dict[str, Any]) -> Any:
    """Return the specification of a run on the processor that reverses strings."""
    raw = {"recipe": "seq2seq", "dataset": "reverse", "seed": seed, "device": "cpu"}
    return build_spec(raw | sections)


def trained(spec: Any) -> tuple[TransductionLearner, float]:
    """Play a run to its end; return its learner and the exact match on the test split."""
    player = Player(spec, MemoryJournal())
    outcome = player.play()
    exact = outcome.scores["test"]["exact_match"]
    assert exact is not None
    return cast(TransductionLearner, player.learner), exact


def aimed(learner: TransductionLearner) -> float:
    """Return in which fraction of the test's steps the largest weight lies on the right place."""
    examples = learner.examples("test")
    sources, answers = torch.from_numpy(examples.inputs), torch.from_numpy(examples.targets)
    network = cast(Transducer, learner.network.eval())
    with torch.inference_mode():
        weights = network.trace(sources, shown(answers))["attention.0"][:, 0]
    right, steps = right_places("reverse", examples.inputs, cast(Any, examples.targets))
    looked = weights.argmax(-1).numpy()[..., None]
    return float(np.take_along_axis(right, looked, 2)[..., 0][steps].mean())


@pytest.mark.parametrize("preset", RECIPE.presets, ids=lambda preset: preset.name)
def test_every_preset_learns_with_all_its_weights(preset: Any) -> None:
    spec = spec_of(params=dict(preset.params))
    network = untrained_network(spec, facts_of(spec))
    kind = TransformerTransducer if preset.name == "transformer" else RecurrentTransducer
    assert isinstance(network, kind)
    sources, written = torch.randint(3, 9, (2, 8)), torch.randint(3, 9, (2, 9))
    network(sources, written).square().sum().backward()
    assert all(weight.grad is not None for weight in network.parameters())


def test_heads_matter_to_a_transformer_alone() -> None:
    assert spec_of(params={"heads": 3}).params.heads == 3
    with pytest.raises(SpecError, match="128 is no multiple of 3"):
        spec_of(params={"heads": 3, "body": "transformer"})


@pytest.mark.parametrize(
    "attention", ["scaled_dot", pytest.param("additive", marks=pytest.mark.slow)]
)
def test_a_few_epochs_teach_where_to_look(attention: str) -> None:
    learner, exact = trained(
        spec_of(
            data={"count": 3000, "shortest": 3, "longest": 5},
            params={"width": 48, "attention": attention},
            training={"epochs": 8, "learning_rate": 0.01},
        )
    )
    assert exact > 0.8
    assert aimed(learner) > 0.8


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_default_reverses_and_looks_at_the_right_place(seed: int) -> None:
    learner, exact = trained(spec_of(seed=seed))
    assert exact >= 0.99
    assert aimed(learner) >= 0.95

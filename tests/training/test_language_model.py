"""How a language model is trained on windows of a text, and judged on all of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from core.catalog.build import build_spec
from core.data.dataset import SPLITS, Dataset, Examples
from core.training.language_model import MOST_TRIED, LanguageModelLearner
from core.training.learner import Setup
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal

TINY = {"hidden": 8, "embedding": 4, "context": 10}
STEPS = {"epochs": 3, "steps_per_epoch": 2, "batch_size": 4}


def learner_of(
    seed: int = 0, data: Dataset | None = None, recipe: str = "rnn_lm", **sections: Any
) -> LanguageModelLearner:
    """Return a learner of Python's documentation, or of the text that is given."""
    raw = {"recipe": recipe, "dataset": "python_docs", "device": "cpu", "seed": seed}
    spec = build_spec(raw | {"params": TINY, "training": STEPS} | sections)
    if data is None:
        learner = Player(spec, MemoryJournal()).learner
    else:
        torch.manual_seed(seed)
        learner = LanguageModelLearner(Setup(spec, data, "cpu", np.random.default_rng(seed)))
    assert isinstance(learner, LanguageModelLearner)
    return learner


def text_of(characters: int) -> Dataset:
    """Return a text in which each character is as large as its place is, modulo 89."""
    numbers = np.arange(characters + 1) % 89
    part = Examples(numbers[:-1].copy(), numbers[1:].copy())
    return Dataset("text", (), dict.fromkeys(SPLITS, part), vocabulary=tuple("?" * 96))


@pytest.mark.parametrize("characters", [3, 10, 11, 19, 20, 29, 30, 1234])
def test_windows_stand_side_by_side_within_the_text(characters: int) -> None:
    learner = learner_of(data=text_of(characters))
    seen = 0
    while learner.order.epoch == 0:
        inputs, targets = learner.next_batch()
        assert inputs.shape[1] == min(10, characters)
        assert torch.equal((inputs + 1) % 89, targets)
        assert torch.equal((inputs[:, :-1] + 1) % 89, inputs[:, 1:])
        seen += inputs.numel()
    assert characters - 20 < seen <= characters


def test_each_pass_begins_elsewhere_and_all_of_the_text_is_seen() -> None:
    learner = learner_of(data=text_of(1234))
    room = 1234 - learner.windows * 10
    offsets = [learner.offset(number) for number in range(200)]
    assert {0, room} <= set(offsets) <= set(range(room + 1))
    assert offsets == [learner_of(data=text_of(1234)).offset(number) for number in range(200)]
    assert offsets != [learner_of(1, data=text_of(1234)).offset(number) for number in range(200)]


def test_an_epoch_is_as_many_batches_as_were_chosen() -> None:
    learner = learner_of()
    assert learner.progress().steps == 6
    assert [learner.progress().epoch] == [0]
    for epoch in (0, 1, 1, 2):
        list(learner.step())
        assert learner.progress().epoch == epoch
    # A text that is over before the epoch is goes on from its beginning.
    short = learner_of(data=text_of(30))
    for _ in range(6):
        list(short.step())
    assert short.order.epoch == 6
    assert short.progress().step == short.progress().steps == 6


def test_a_step_tells_its_loss_in_nats_and_in_bits() -> None:
    learner = learner_of()
    position = learner.order.state_dict()
    inputs, targets = learner.next_batch()
    learner.order.load_state_dict(position)
    with torch.no_grad():
        logits = learner.network(inputs)
    told = {scalar.name: scalar.number for scalar in learner.step()}
    by_hand = functional.cross_entropy(logits.reshape(-1, 97), targets.reshape(-1)).item()
    assert told["loss"] == pytest.approx(by_hand, rel=1e-5)
    assert told["bits_per_character"] == pytest.approx(by_hand / math.log(2), rel=1e-5)
    right = (logits.argmax(-1) == targets).float().mean().item()
    assert told["accuracy"] == pytest.approx(right)


@pytest.mark.parametrize("recipe", ["rnn_lm", "transformer_lm"])
def test_every_character_is_judged_given_all_before_it(recipe: str) -> None:
    params = {"context": 40} if recipe == "transformer_lm" else TINY
    learner = learner_of(recipe=recipe, params=params)
    said = learner.predict("valid")
    part = learner.examples("valid")
    np.testing.assert_array_equal(said.targets, part.targets)
    assert said.log_likelihoods.shape == said.labels.shape == said.targets.shape
    inputs = torch.from_numpy(part.inputs)
    for place in (0, 1, 15, 700):
        # A transformer looks back over what it can see at once, at least half of it.
        first = 0 if recipe == "rnn_lm" else max(0, place // 20 * 20 - 20)
        with torch.no_grad():
            logits = learner.model(inputs[None, first : place + 1])[0, -1].double()
        shares = logits.log_softmax(0)
        came = shares[part.targets[place]].item()
        assert said.log_likelihoods[place] == pytest.approx(came, abs=1e-4)
        assert said.labels[place] == logits.argmax()


def test_after_an_epoch_only_the_beginning_is_tried() -> None:
    learner = learner_of()
    whole = learner.predict("valid").log_likelihoods
    assert len(whole) > MOST_TRIED
    scores = learner.validation_scores()
    assert scores["loss"] == pytest.approx(-whole[:MOST_TRIED].mean(), rel=1e-6)
    assert scores["bits_per_character"] == pytest.approx(scores["loss"] / math.log(2), rel=1e-6)


def test_a_step_hangs_on_nothing_before_its_windows() -> None:
    # Truncation: two texts that differ outside the windows that are drawn teach the same.
    told = []
    for changed in ("nothing", "outside", "inside"):
        learner = learner_of(data=text_of(1234))
        position = learner.order.state_dict()
        starts = learner.offset(0) + 10 * learner.order.next()
        learner.order.load_state_dict(position)
        outside = torch.ones(1234, dtype=torch.bool)
        outside[starts[:, None] + torch.arange(10)] = False
        if changed != "nothing":
            learner.inputs[outside if changed == "outside" else ~outside] = 5
        told.append([scalar.number for scalar in learner.step()])
    assert told[0] == told[1]
    assert told[0] != told[2]

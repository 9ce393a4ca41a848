"""What a step of an encoder-decoder makes smaller, what it tells, and what it writes at the end."""

from __future__ import annotations

from typing import Any, cast

import pytest
import torch

from core.metrics.transduction import exact_match
from core.networks.transducer import END, START, Transducer
from core.training.player import Player
from core.training.transduction import TransductionLearner, shown
from tests.fixtures.playing import MemoryJournal, small_spec

DATA = {"count": 300, "shortest": 2, "longest": 4, "alphabet": 6}


def learner_of(**params: Any) -> TransductionLearner:
    """Return the learner of a small recurrent encoder-decoder, before its first step."""
    spec = small_spec("seq2seq", "reverse", params=params, data=DATA)
    return cast(TransductionLearner, Player(spec, MemoryJournal()).learner)


def test_the_decoder_is_shown_what_stands_before_each_symbol() -> None:
    targets = torch.tensor([[5, 4, END, 0], [3, 4, 5, END]])
    assert shown(targets).tolist() == [[START, 5, 4, END], [START, 3, 4, 5]]


def test_loss_and_symbols_right_by_hand() -> None:
    learner = learner_of()
    targets = torch.tensor([[5, 4, END, 0], [3, END, 0, 0]])
    logits = torch.randn(2, 4, 9)
    logits[0, 0, 5] = logits[1, 1, END] = 9.0
    logits[0, 1, 8] = logits[0, 2, 8] = logits[1, 0, 8] = 9.0
    chances = logits.softmax(-1)
    kept = [(0, 0, 5), (0, 1, 4), (0, 2, END), (1, 0, 3), (1, 1, END)]
    by_hand = -torch.stack([chances[place].log() for place in kept]).mean()
    assert learner.loss(logits, targets).item() == pytest.approx(by_hand.item(), rel=1e-5)
    told = learner.judged(logits, targets)
    assert told["symbols_right"].item() == pytest.approx(2 / 5)


def test_the_validation_loss_is_that_of_all_examples_at_once() -> None:
    learner = learner_of()
    examples = learner.examples("valid")
    inputs, targets = torch.from_numpy(examples.inputs), torch.from_numpy(examples.targets)
    network = learner.network.eval()
    with torch.no_grad():
        whole = learner.loss(network(inputs, shown(targets)), targets)
    learner.at_once = 7
    scores = learner.validation_scores()
    assert scores["loss"] == pytest.approx(whole.item(), rel=1e-5)
    assert scores["exact_match"] == exact_match(learner.predict("valid"))


def test_transcripts_are_strings_up_to_their_end() -> None:
    learner = learner_of()
    letters = {"a": 3, "b": 4}

    def write(source: torch.Tensor, longest: int) -> torch.Tensor:
        assert longest == DATA["longest"] + 1
        row = torch.tensor([letters["b"], letters["a"], END, 0, 0])
        return row.expand(len(source), -1)

    cast(Transducer, learner.network).write = write  # type: ignore[method-assign]
    said = learner.predict("test")
    assert set(said.outputs.tolist()) == {"ba"}
    examples = learner.examples("test")
    for source, target in zip(examples.inputs[:20], said.targets[:20], strict=True):
        read = "".join(learner.data.vocabulary[number] for number in source if number)
        assert target == read[::-1]


@pytest.mark.parametrize("body", ["gru", "transformer"])
def test_a_step_makes_the_loss_of_its_batch_smaller(body: str) -> None:
    learner = learner_of(body=body, heads=2)
    inputs, targets = learner.inputs[:200], learner.targets[:200]
    before = learner.loss(learner.answered(inputs, targets), targets)
    for _ in range(10):
        learner.step()
    learner.network.train()
    assert learner.loss(learner.answered(inputs, targets), targets) < before

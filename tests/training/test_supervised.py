"""What the supervised learner does with its settings, and the numbers it reports by the way."""

import math

import pytest
import torch
from torch.nn import functional

from core.training.player import Player
from core.training.supervised import STEPS_BETWEEN_SAMPLES, ClassifierLearner
from tests.fixtures.playing import MemoryJournal, play, small_spec

LINEAR = {"layers": [{"type": "flatten"}], "dropout": 0.0}


def learner_of(**training: object) -> ClassifierLearner:
    """Return the learner of a linear network on digits, before its first step."""
    spec = small_spec("cnn", "digits", params=LINEAR, training=training)
    learner = Player(spec, MemoryJournal()).learner
    assert isinstance(learner, ClassifierLearner)
    return learner


def first_batch(learner: ClassifierLearner) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the inputs and targets of the step that comes next."""
    position = learner.order.state_dict()
    batch = learner.order.next()
    learner.order.load_state_dict(position)
    return learner.inputs[batch], learner.targets[batch]


def gradients(learner: ClassifierLearner) -> list[torch.Tensor]:
    """Return the gradients of the last step."""
    return [weight.grad for weight in learner.parameters if weight.grad is not None]


def test_label_smoothing_by_hand() -> None:
    learner = learner_of(label_smoothing=0.3)
    inputs, targets = first_batch(learner)
    with torch.no_grad():
        logits = learner.network(inputs)
    wanted = torch.full((len(targets), 10), 0.3 / 10)
    wanted[torch.arange(len(targets)), targets] += 0.7
    by_hand = -(wanted * functional.log_softmax(logits, dim=1)).sum(1).mean()
    loss = next(scalar.value for scalar in learner.step() if scalar.name == "loss")
    assert loss.item() == pytest.approx(by_hand.item(), rel=1e-5)


def test_clipping_shortens_the_gradient_and_tells_its_length_before() -> None:
    free, clipped = learner_of(), learner_of(gradient_clip=0.01)
    told = {scalar.name: scalar.number for scalar in free.step()}
    told_clipped = {scalar.name: scalar.number for scalar in clipped.step()}
    length = math.sqrt(sum(float((each**2).sum()) for each in gradients(free)))
    short = math.sqrt(sum(float((each**2).sum()) for each in gradients(clipped)))
    assert told["gradient_norm"] == pytest.approx(length, rel=1e-5)
    assert told_clipped["gradient_norm"] == pytest.approx(length, rel=1e-5)
    assert length > 0.01
    assert short == pytest.approx(0.01, rel=1e-3)
    for one, other in zip(gradients(free), gradients(clipped), strict=True):
        assert torch.allclose(one * (0.01 / length), other, rtol=1e-3, atol=1e-8)


def test_learning_rate_and_gradient_norm_are_sampled() -> None:
    training = {"epochs": 3, "batch_size": 108, "learning_rate": 0.02, "schedule": "cosine"}
    _, journal = play(small_spec("cnn", "digits", params=LINEAR, training=training))
    events = journal.events()
    steps = [1, 1 + STEPS_BETWEEN_SAMPLES, 1 + 2 * STEPS_BETWEEN_SAMPLES]
    assert [step for step, _ in events["train/gradient_norm"]] == steps
    # The rate that the step was taken with: the schedule counts from 0, over 30 steps.
    cosine = [0.01 * (1 + math.cos(math.pi * (step - 1) / 30)) for step in steps]
    assert [step for step, _ in events["train/learning_rate"]] == steps
    assert [rate for _, rate in events["train/learning_rate"]] == pytest.approx(cosine)


def test_progress_tells_how_many_examples_a_second() -> None:
    _, journal = play(small_spec("cnn", "digits"))
    progress = journal.progress
    # 1077 examples in 3 batches.
    assert progress["examples_per_second"] == pytest.approx(progress["rate"] * 359)
    _, journal = play(small_spec("random_forest", "digits"))
    assert journal.progress["examples_per_second"] is None

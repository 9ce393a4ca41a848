"""The game of two networks: its losses, its turns, and the advice on how it goes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from core.catalog.build import build_spec
from core.catalog.find import recipe
from core.metrics.metric import Samples
from core.metrics.normal import Normal
from core.recipes.gan.advice import (
    EXPLODED,
    EXPLODING,
    FORGETS,
    NO_MATCH,
    REPEATS,
    Opinions,
    advice,
    told_apart,
)
from core.recipes.gan.learner import GANLearner
from core.recipes.gan.losses import losses_of, slopes_at_real, slopes_between
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, play, small_spec


def learner_of(data: str = "ring", **params: Any) -> GANLearner:
    """Return a small run's learner before its first step."""
    learner = Player(small_spec("gan", data, params=params), MemoryJournal()).learner
    assert isinstance(learner, GANLearner)
    return learner


def test_losses_are_those_of_the_papers() -> None:
    real, made = torch.tensor([2.0, -1.0]), torch.tensor([0.5, -3.0, 1.5])
    game = losses_of("non_saturating", smoothing=0.1)
    right = binary_cross_entropy_with_logits(real, torch.full((2,), 0.9))
    wrong = binary_cross_entropy_with_logits(made, torch.zeros(3))
    assert game.discriminator(real, made).item() == pytest.approx((right + wrong).item())
    fooled = binary_cross_entropy_with_logits(made, torch.ones(3))
    assert game.generator(made).item() == pytest.approx(fooled.item())
    game = losses_of("least_squares", smoothing=0.5)
    assert game.discriminator(real, made).item() == pytest.approx(
        ((1.5**2 + 1.5**2) / 2 + (0.25 + 9 + 2.25) / 3) / 2
    )
    assert game.generator(made).item() == pytest.approx((0.25 + 16 + 0.25) / 3 / 2)
    game = losses_of("hinge")
    assert game.discriminator(real, made).item() == pytest.approx((0 + 2) / 2 + (1.5 + 2.5) / 3)
    assert game.generator(made).item() == pytest.approx(1 / 3)
    game = losses_of("wasserstein_gp")
    assert game.discriminator(real, made).item() == pytest.approx(-1 / 3 - 0.5)


def test_both_penalties_measure_slopes_as_finite_differences_do() -> None:
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 1))
    network.double()

    def judge(examples: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = network(examples)[:, 0]
        return scores

    def slopes(places: torch.Tensor) -> torch.Tensor:
        step = 1e-5
        parts = [
            (judge(places + step * way) - judge(places - step * way)) / (2 * step)
            for way in torch.eye(3, dtype=torch.float64)
        ]
        return torch.stack(parts, 1)

    real = torch.randn(6, 3, dtype=torch.float64)
    made = torch.randn(6, 3, dtype=torch.float64)
    torch.manual_seed(1)
    penalty = slopes_between(judge, real, made)
    torch.manual_seed(1)
    places = torch.lerp(real, made, torch.rand(6, 1, dtype=torch.float64))
    expected = (slopes(places).norm(dim=1) - 1).square().mean()
    assert penalty.item() == pytest.approx(expected.item(), rel=1e-5)
    at_real = real.clone().requires_grad_()
    level = slopes_at_real(judge(at_real), at_real)
    assert level.item() == pytest.approx(slopes(real).square().sum(1).mean().item() / 2, rel=1e-5)
    for cost in (penalty, level):  # weights learn from it
        (gradient,) = torch.autograd.grad(cost, network[0].weight, retain_graph=True)
        assert gradient.abs().max() > 0


def state(learner: GANLearner, part: str) -> dict[str, torch.Tensor]:
    """Return copies of the weights of one of the networks."""
    weights = getattr(learner.network, part).state_dict()
    return {name: value.clone() for name, value in weights.items()}


def changed(learner: GANLearner, part: str, before: dict[str, torch.Tensor]) -> bool:
    """Return whether one of the networks is no longer what it was."""
    return any(
        not torch.equal(value, before[name])
        for name, value in getattr(learner.network, part).state_dict().items()
    )


@pytest.mark.parametrize("loss", ["non_saturating", "least_squares", "hinge", "wasserstein_gp"])
def test_each_phase_trains_its_own_network_alone(loss: str) -> None:
    learner = learner_of("digits", loss=loss)
    parts = ("discriminator", "generator", "average")
    for phase, moved in (("discriminator", parts[:1]), ("generator", parts[1:])):
        before = {part: state(learner, part) for part in parts}
        assert learner.next_phase() == phase
        told = learner.step(phase)
        assert {part for part in parts if changed(learner, part, before[part])} == set(moved)
        assert all(math.isfinite(scalar.number) for scalar in told)
    assert learner.progress().step == 1


def test_the_average_moves_by_its_share_towards_the_generator() -> None:
    learner = learner_of(average=0.9)
    learner.steps = 1000
    before = state(learner, "average")
    learner.step("discriminator")
    learner.step("generator")
    new, average = state(learner, "generator"), state(learner, "average")
    for name, value in average.items():
        assert torch.allclose(value, 0.9 * before[name] + 0.1 * new[name], atol=1e-7)
    assert torch.equal(
        learner.network.decode(torch.ones(1, 3)),
        learner.network.unit.leave(learner.network.average(torch.ones(1, 3))),
    )


def test_without_an_average_the_generator_itself_is_shown() -> None:
    learner = learner_of(average=0.0, generator_normalisation="batch")
    learner.step()
    learner.ready()
    codes = torch.randn(5, 3)
    shown, latest = learner.network.decode(codes), learner.network.decode_latest(codes)
    assert torch.allclose(shown, latest)


def test_a_discriminator_that_is_told_classes_has_an_opinion_on_each() -> None:
    learner = learner_of("digits", conditional=True)
    network = learner.network.eval()
    examples = torch.from_numpy(learner.data.splits["train"].inputs[:4])
    each = torch.stack(
        [network.criticise(examples, torch.full((4,), one)) for one in range(10)], dim=1
    )
    assert (each.std(1) > 0).all()
    assert torch.allclose(network.criticise(examples), each.mean(1), atol=1e-6)
    labels = torch.tensor([3, 1, 4, 1])
    assert torch.equal(network.criticise(examples, labels), each[torch.arange(4), labels])


def test_samples_are_the_same_for_the_same_seed_and_within_the_range() -> None:
    learner = learner_of("digits", conditional=True, generator_normalisation="batch")
    learner.step()
    samples = learner.sample(30, seed=5)
    assert samples.shape == (30, 1, 8, 8)
    assert samples.dtype == np.float32
    assert 0 <= samples.min() < samples.max() <= 1
    learner.network.train()
    assert np.array_equal(learner.sample(30, seed=5), samples)
    assert not np.array_equal(learner.sample(30, seed=6), samples)


@pytest.mark.parametrize("loss", ["hinge", "wasserstein_gp"])
def test_a_last_batch_of_one_example_can_be_learned_from(loss: str) -> None:
    training = {"batch_size": 1076, "epochs": 1, "steps_per_epoch": 2}
    params = {"generator_normalisation": "batch", "loss": loss}
    outcome, _ = play(small_spec("gan", "digits", params=params, training=training))
    assert outcome.status == "finished"


def said_of(labels: Any, made: Any, classes: int = 4) -> Samples:
    """Return what a judge says of samples whose features and labels are given."""
    real = np.random.default_rng(0).normal(size=(200, 2))
    nothing = np.zeros(0)
    return Samples(
        made=made,
        real=real,
        real_normal=Normal.fitted(real),
        trained=real,
        labels=np.asarray(labels),
        sure=np.ones(len(labels), bool),
        real_sure=np.ones(200, bool),
        distances=nothing,
        real_distances=nothing,
        classes=classes,
        rebuilt=nothing,
    )


def opinions(real: float, made: float) -> Opinions:
    """Return the opinions of a discriminator that scores all real and all made examples alike."""
    return Opinions(np.full(9, real, np.float32), np.full(9, made, np.float32))


def test_advice_names_what_is_wrong() -> None:
    varied = np.random.default_rng(1).normal(size=(200, 2))
    good = said_of(np.arange(200) % 4, varied)
    calm = opinions(0.5, 0.2)
    assert advice(calm, "non_saturating", good) is None

    def told(heard: Opinions, said: Samples) -> str:
        message = advice(heard, "non_saturating", said)
        assert message is not None
        assert message.worded()
        return message.text

    assert told(opinions(EXPLODED + 1, 0), good) == EXPLODING
    assert told(calm, said_of([0] * 195 + [1, 1, 2, 3, 3], varied)) == FORGETS
    assert told(calm, said_of([0] * 200, 0.3 * varied, classes=0)) == REPEATS
    assert told(opinions(4, -4), good) == NO_MATCH


def test_how_many_examples_are_told_apart_depends_on_the_loss() -> None:
    real = np.array([0.9, 0.4, 0.7, 0.8], np.float32)
    heard = Opinions(real, np.array([0.1, 0.2, 0.3, -0.1], np.float32))
    assert told_apart(heard, "least_squares") == pytest.approx((0.75 + 1) / 2)
    assert told_apart(heard, "hinge") == pytest.approx((1 + 0.25) / 2)
    assert told_apart(heard, "wasserstein_gp") == 0


class Listening(MemoryJournal):
    """A journal that keeps all advice that a run gives."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def append(self, series: Any, progress: Any) -> None:
        """Keep a chunk, and what is advised with it."""
        super().append(series, progress)
        if "advice" in progress:
            self.heard.append(progress["advice"]["text"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_preset_that_collapses_is_told_so(seed: int) -> None:
    preset = next(one for one in recipe("gan").presets if one.name == "collapsing")
    training = {**preset.training, "epochs": 4}
    raw = {"recipe": "gan", "dataset": "ring", "device": "cpu", "seed": seed}
    spec = build_spec(raw | {"params": dict(preset.params), "training": training})
    _, journal = play(spec, listening := Listening())
    assert journal is listening
    assert FORGETS in listening.heard

"""`vae` and `autoencoder`: their losses, their codes, and what they make of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from core.networks.autoencoder import Autoencoder, VariationalAutoencoder
from core.recipes.vae.learner import divergence, point_loss
from core.training.autoencoding import AutoencodingLearner, pixel_loss
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, play, same, small_spec


def learner_of(name: str, data: str = "digits", **params: Any) -> AutoencodingLearner:
    """Return a small run's learner before its first step."""
    learner = Player(small_spec(name, data, params=params), MemoryJournal()).learner
    assert isinstance(learner, AutoencodingLearner)
    return learner


def test_divergence_and_likelihoods_are_torchs_own() -> None:
    torch.manual_seed(0)
    mean, logarithm = torch.randn(5, 3), torch.randn(5, 3)
    codes = Normal(mean, (logarithm / 2).exp())
    expected = kl_divergence(codes, Normal(torch.zeros(3), torch.ones(3))).sum(1).mean()
    assert torch.allclose(divergence(mean, logarithm), expected, atol=1e-6)
    values, examples, spread = torch.randn(5, 2), torch.randn(5, 2), torch.tensor(-0.7)
    density = Normal(values, spread.exp()).log_prob(examples).sum(1).mean()
    assert point_loss(values, examples, spread).item() == pytest.approx(-density.item())
    logits, pixels = torch.randn(5, 1, 2, 2), torch.rand(5, 1, 2, 2)
    white = Bernoulli(logits=logits, validate_args=False).log_prob(pixels)
    assert pixel_loss(logits, pixels).item() == pytest.approx(-white.sum().item() / 5)


@pytest.mark.parametrize("data", ["digits", "ring"])
def test_beta_weighs_what_codes_tell(data: str) -> None:
    once = learner_of("vae", data)
    thrice = learner_of("vae", data, beta=3.0)
    thrice.network.load_state_dict(once.network.state_dict())
    told = []
    for learner in (once, thrice):
        torch.manual_seed(0)
        told.append({scalar.name: scalar.value.item() for scalar in learner.step()})
    assert told[0]["kl"] == told[1]["kl"] > 0
    for beta, values in zip((1, 3), told, strict=True):
        assert values["loss"] == pytest.approx(values["reconstruction"] + beta * values["kl"])


def test_the_spread_of_points_is_learned_and_pictures_have_none() -> None:
    points, pictures = learner_of("vae", "ring"), learner_of("vae")
    for learner, moves in ((points, True), (pictures, False)):
        assert isinstance(learner.network, VariationalAutoencoder)
        assert learner.network.spread.item() == 0
        learner.step()
        assert (learner.network.spread.item() != 0) == moves
    assert points.parameter_count() == sum(weight.numel() for weight in points.network.parameters())


def test_codes_of_training_examples_have_mean_zero_and_unit_covariance() -> None:
    learner = learner_of("autoencoder")
    for _ in range(3):
        learner.step()
    learner.ready()
    assert isinstance(learner.network, Autoencoder)
    with torch.no_grad():
        codes = learner.network.encode(learner.inputs)
        assert torch.allclose(codes.mean(0), torch.zeros(3), atol=1e-3)
        assert torch.allclose(torch.cov(codes.T), torch.eye(3), atol=1e-2)
        raw = learner.network.encoder(learner.network.unit.enter(learner.inputs))
        direct = learner.network.decoder(raw).sigmoid()
        assert torch.allclose(learner.network.decode(codes), direct, atol=1e-4)


def test_a_checkpoint_holds_the_distribution_of_its_own_codes() -> None:
    learner = learner_of("autoencoder")
    before = {name: value.clone() for name, value in learner.state_dict()["network"].items()}
    learner.step()
    after = learner.state_dict()["network"]
    assert not torch.equal(after["root"], before["root"])
    again = learner_of("autoencoder")
    again.load_state_dict(learner.state_dict())
    assert np.array_equal(again.sample(5, 0), learner.sample(5, 0))
    assert same(again.state_dict(), learner.state_dict())


def test_numbers_that_nothing_depends_on_do_no_harm() -> None:
    learner = learner_of("autoencoder")
    assert isinstance(learner.network, Autoencoder)
    with torch.no_grad():
        for weight in learner.network.encoder.parameters():
            weight.zero_()
    learner.network.train()  # as a step would leave it: what codes are like is not known any more
    assert np.isfinite(learner.sample(5, 0)).all()
    assert torch.allclose(learner.network.root, 1e-3 * torch.eye(learner.network.latent))


def test_one_that_is_told_the_class_rebuilds_by_the_best_one() -> None:
    learner = learner_of("vae", conditional=True)
    for _ in range(3):
        learner.step()
    examples = learner.data.splits["valid"].inputs[:20]
    rebuilt = learner.rebuild(examples)
    given = torch.from_numpy(examples)
    errors = []
    with torch.no_grad():
        for one in range(10):
            told = torch.full((20,), one)
            made = learner.network.decode(learner.network.encode(given, told), told)
            errors.append((made - given).square().flatten(1).sum(1))
    least = torch.stack(errors).amin(0)
    assert np.square(rebuilt - examples).reshape(20, -1).sum(1) == pytest.approx(
        least.numpy(), rel=1e-4
    )


@pytest.mark.parametrize("name", ["vae", "autoencoder"])
def test_a_last_batch_of_one_example_can_be_learned_from(name: str) -> None:
    training = {"batch_size": 1076, "epochs": 1}
    params = {"normalisation": "batch"}
    outcome, _ = play(small_spec(name, "digits", params=params, training=training))
    assert outcome.status == "finished"


@pytest.mark.parametrize("data", ["digits", "ring"])
def test_rebuilding_gets_better_by_training(data: str) -> None:
    training = {"epochs": 6, "batch_size": 64, "gradient_clip": None}
    params = {"width": 64, "latent": 8}
    spec = small_spec("autoencoder", data, params=params, training=training)
    _, journal = play(spec)
    errors = [value for _, value in journal.events()["valid/reconstruction_error"]]
    assert errors[-1] < 0.7 * errors[0]

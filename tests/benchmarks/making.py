"""How fast the player trains models that make examples, beside loops written by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, softplus
from torch.optim.lr_scheduler import CosineAnnealingLR

from core.catalog.build import build_spec, facts_of
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import Dataset
from core.metrics.normal import Normal
from core.networks.autoencoder import VariationalAutoencoder
from core.networks.build import untrained_network
from core.recipes.gan import GANParams, GANTraining
from core.recipes.gan.network import GANNetwork
from core.spec.making import AutoencoderTraining
from core.spec.run_spec import RunSpec
from core.training.generative import LIVE
from core.training.judge import Judge, judge_of
from core.training.player import Outcome
from tests.benchmarks.in_turn import Training, by_the_player, ratios
from tests.benchmarks.result import Result

LARGEST_DISTANCE = 200.0
"""Of samples from real digits, or something other than this training was timed."""


def gan() -> list[Result]:
    """The player and `gan` against the same game written by hand."""
    game = {"epochs": 4}
    spec = build_spec({"recipe": "gan", "dataset": "digits", "device": "cpu", "training": game})
    steps = cast(GANTraining, spec.training).steps_per_epoch
    return _ratio("gan / bare loop", spec, _play_by_hand, steps, pairs=11)


def vae() -> list[Result]:
    """The player and `vae` against the same training written by hand."""
    raw = {"recipe": "vae", "dataset": "digits", "device": "cpu"}
    spec = build_spec(raw)
    return _ratio("vae / bare loop", spec, _train_by_hand, _Digits(spec).batches(spec), pairs=7)


def _ratio(
    name: str, spec: RunSpec, by_hand: Callable[[RunSpec], Training], steps: int, *, pairs: int
) -> list[Result]:
    """Return the ratio of speeds of a run and of the same by hand, whose epochs have `steps`."""
    epochs = cast(GANTraining | AutoencoderTraining, spec.training).epochs
    return ratios(
        name,
        partial(by_the_player, spec, _made_well),
        partial(by_hand, spec),
        epochs=epochs,
        steps=steps,
        pairs=pairs,
        target=0.95,
    )


def _made_well(found: Outcome) -> None:
    """Raise RuntimeError if what the player trained makes nothing like digits."""
    _like(found.scores["valid"]["frechet_distance"])


def _like(distance: float | None) -> None:
    """Raise RuntimeError if samples are too unlike real digits for the training that was meant."""
    if distance is None or distance > LARGEST_DISTANCE:
        raise RuntimeError(f"samples at a distance of {distance} are too bad to be compared")


class _Digits:
    """The digits as tensors, and how good others look beside those held back."""

    def __init__(self, spec: RunSpec) -> None:
        data = cast(Dataset, implementation(source(spec.dataset).loader)(spec.data))
        self.train = torch.from_numpy(data.splits["train"].inputs)
        self.valid = torch.from_numpy(data.splits["valid"].inputs)
        self.judge: Judge = judge_of(data)
        self.real = Normal.fitted(self.judge.look(data.splits["valid"].inputs).features)
        torch.set_num_threads(1)
        torch.manual_seed(0)

    def batches(self, spec: RunSpec) -> int:
        """Return how many batches an epoch has."""
        return -(-len(self.train) // cast(AutoencoderTraining, spec.training).batch_size)

    def distance(self, network: GANNetwork | VariationalAutoencoder) -> float:
        """Return the Frechet distance of what a network makes."""
        network.eval()
        with torch.inference_mode():
            made = network.decode(torch.randn(LIVE, network.latent)).numpy()
        return self.real.frechet(Normal.fitted(self.judge.look(made).features))

    def rebuilt(self, network: VariationalAutoencoder) -> float:
        """Return how far apart the digits held back are from what a network makes of them."""
        network.eval()
        with torch.inference_mode():
            mean, _ = network.encoder(self.valid * 2 - 1).chunk(2, dim=1)
            wrong = network.decode(mean) - self.valid
        return wrong.flatten(1).square().mean(1).sqrt().mean().item()


def _adam(network: nn.Module, rate: float, betas: tuple[float, float]) -> torch.optim.Adam:
    return torch.optim.Adam(network.parameters(), rate, betas, fused=True)


def _play_by_hand(spec: RunSpec) -> Training:
    """Play the default game: cross entropy, a penalty on slopes, noise, a moving average."""
    digits, training = _Digits(spec), cast(GANTraining, spec.training)
    params = cast(GANParams, spec.params)
    network = cast(GANNetwork, untrained_network(spec, facts_of(spec)))
    generator, judge = network.generator, network.discriminator
    train, size = digits.train * 2 - 1, training.batch_size
    betas = (training.momentum, 0.99)
    optimisers = (
        _adam(judge, training.discriminator_rate, betas),
        _adam(generator, training.generator_rate, betas),
    )
    total = training.epochs * training.steps_per_epoch
    schedules = [CosineAnnealingLR(each, total) for each in optimisers]
    weights, averages = list(generator.parameters()), list(network.average.parameters())

    def blurred(examples: torch.Tensor) -> torch.Tensor:
        return examples + params.instance_noise * torch.randn_like(examples)

    batches: list[torch.Tensor] = []
    yield
    for step in range(total):
        batches = batches or list(torch.randperm(len(train)).split(size))
        real = blurred(train[batches.pop()]).requires_grad_()
        with torch.no_grad():
            made = blurred(generator(torch.randn(size, network.latent)))
        scores = judge(torch.cat([real, made]))[:, 0]
        of_real, of_made = scores[: len(real)], scores[len(real) :]
        (slopes,) = torch.autograd.grad(of_real.sum(), real, create_graph=True)
        steep = slopes.square().flatten(1).sum(1).mean() / 2
        loss = softplus(-of_real).mean() + softplus(of_made).mean()
        optimisers[0].zero_grad()
        (loss + params.gradient_penalty * steep).backward()
        optimisers[0].step()
        made = blurred(generator(torch.randn(size, network.latent)))
        optimisers[1].zero_grad()
        softplus(-judge(made)).mean().backward(inputs=weights)
        optimisers[1].step()
        decay = min(params.average, (1 + step) / (10 + step))
        with torch.no_grad():
            cast(Any, torch)._foreach_lerp_(averages, weights, 1 - decay)
        for schedule in schedules:
            schedule.step()
        if (step + 1) % training.steps_per_epoch == 0:
            distance = digits.distance(network)
            network.train()
            if step + 1 < total:
                yield
    _like(distance)


def _train_by_hand(spec: RunSpec) -> Training:
    """Train the default network to rebuild digits from codes that were drawn around their means."""
    digits, training = _Digits(spec), cast(AutoencoderTraining, spec.training)
    network = cast(VariationalAutoencoder, untrained_network(spec, facts_of(spec)))
    encoder, decoder = network.encoder, network.decoder
    optimiser = torch.optim.AdamW(
        network.parameters(), training.learning_rate, weight_decay=0.0, fused=True
    )
    size, train = training.batch_size, digits.train
    schedule = CosineAnnealingLR(optimiser, training.epochs * digits.batches(spec))
    for _ in range(training.epochs):
        yield
        network.train()
        for batch in torch.randperm(len(train)).split(size):
            real = train[batch]
            mean, logarithm = encoder(real * 2 - 1).chunk(2, dim=1)
            codes = mean + (logarithm / 2).exp() * torch.randn_like(mean)
            wrong = binary_cross_entropy_with_logits(decoder(codes), real, reduction="sum")
            apart = (mean.square() + logarithm.exp() - 1 - logarithm).sum() / 2
            optimiser.zero_grad()
            ((wrong + apart) / len(real)).backward()
            optimiser.step()
            schedule.step()
        distance = digits.distance(network)
        apart = digits.rebuilt(network)
        if not apart < 0.3:
            raise RuntimeError(f"digits rebuilt {apart:.2f} apart are too bad to be compared")
    _like(distance)

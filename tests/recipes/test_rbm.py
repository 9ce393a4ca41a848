"""The restricted Boltzmann machine against enumeration of a tiny one."""

from itertools import product

import numpy as np
import pytest
import torch
from torch import nn

from core.networks.repair import Known
from core.recipes.rbm.network import BoltzmannMachine
from tests.fixtures.playing import play, small_spec

VISIBLE, HIDDEN = 4, 3


def all_states(count: int) -> torch.Tensor:
    """Return every pattern of so many units: (2^count, count)."""
    return torch.tensor(list(product((0.0, 1.0), repeat=count)), dtype=torch.float64)


@pytest.fixture
def machine() -> BoltzmannMachine:
    torch.manual_seed(0)
    made = BoltzmannMachine((1, 1, VISIBLE), HIDDEN).double()
    with torch.no_grad():
        for weight in made.parameters():
            weight.copy_(torch.randn(weight.shape, dtype=torch.float64))
    return made


def energies(machine: BoltzmannMachine) -> torch.Tensor:
    """Return the energy of every pair: (visible state, hidden state)."""
    v, h = all_states(VISIBLE), all_states(HIDDEN)
    tied = v @ machine.weights @ h.T
    return -(v @ machine.visible_bias)[:, None] - h @ machine.hidden_bias - tied


def test_free_energy_sums_over_all_hidden_states(machine: BoltzmannMachine) -> None:
    expected = -(-energies(machine)).logsumexp(1)
    assert torch.allclose(machine.free_energy(all_states(VISIBLE)), expected)


def test_chances_are_those_of_the_joint_distribution(machine: BoltzmannMachine) -> None:
    joint = (-energies(machine)).exp()
    of_hidden = joint @ all_states(HIDDEN) / joint.sum(1, keepdim=True)
    of_visible = joint.T @ all_states(VISIBLE) / joint.sum(0)[:, None]
    assert torch.allclose(machine.hidden_chance(all_states(VISIBLE)), of_hidden)
    assert torch.allclose(machine.visible_chance(all_states(HIDDEN)), of_visible)


def test_slopes_are_the_gradient_of_the_likelihood_when_dreams_are_at_rest(
    machine: BoltzmannMachine,
) -> None:
    v = all_states(VISIBLE)
    data = v[[3, 5, 5, 14]]
    # The log likelihood of the data by enumeration, differentiated by torch.
    partition = (-energies(machine)).flatten().logsumexp(0)
    likelihood = (-machine.free_energy(data)).mean() - partition
    names = ("weights", "visible_bias", "hidden_bias")
    expected = torch.autograd.grad(likelihood, [getattr(machine, name) for name in names])
    # Dreams at rest: as many of each state as it is likely.
    chance = (-machine.free_energy(v) - partition).exp()
    positive, negative = machine.slopes(data, data[:1]), machine.slopes(v[:1], data[:1])
    for place, name in enumerate(names):
        per_state = torch.stack(
            [machine.slopes(each[None], data[:1])[place] - positive[place] for each in v]
        )
        at_rest = torch.tensordot(chance, per_state, 1)
        assert torch.allclose(-at_rest, expected[place]), name
    assert not torch.allclose(positive.weights, negative.weights)


def test_one_step_of_contrastive_divergence_by_enumeration(machine: BoltzmannMachine) -> None:
    """The mean of CD-1's slope over all draws is what enumeration of one Gibbs step gives."""
    v, h = all_states(VISIBLE), all_states(HIDDEN)
    data = v[[6]]
    on = machine.hidden_chance(data)[0]
    chance_of_h = torch.where(h > 0.5, on, 1 - on).prod(1)
    slopes = [machine.slopes(data, machine.visible_chance(each[None])) for each in h]
    expected = sum(chance * each.weights for chance, each in zip(chance_of_h, slopes, strict=True))
    random, count = torch.Generator().manual_seed(0), 40_000
    many = data.expand(count, -1)
    drawn = machine.slopes(many, machine.chain(many, 1, random))
    assert torch.allclose(drawn.weights, expected, atol=0.01)


def test_a_long_chain_draws_each_state_as_often_as_it_is_likely(machine: BoltzmannMachine) -> None:
    with torch.no_grad():
        for weight in machine.parameters():
            weight *= 0.7  # so that it forgets where it began
    random = torch.Generator().manual_seed(0)
    start = torch.zeros(20_000, VISIBLE, dtype=torch.float64)
    drawn = torch.bernoulli(machine.chain(start, 60, random), generator=random)
    number = (drawn @ torch.tensor([8.0, 4, 2, 1], dtype=torch.float64)).long()
    often = torch.bincount(number, minlength=16) / len(drawn)
    expected = (-machine.free_energy(all_states(VISIBLE))).softmax(0)
    assert torch.allclose(often.double(), expected, atol=0.015)


def test_pseudo_likelihood_is_that_of_a_pixel_given_the_others(machine: BoltzmannMachine) -> None:
    v = all_states(VISIBLE)
    chance = (-machine.free_energy(v)).softmax(0).detach()
    state = 9  # 1, 0, 0, 1
    expected = [
        (chance[state] / (chance[state] + chance[state ^ (1 << (3 - pixel))])).log()
        for pixel in range(VISIBLE)
    ]
    random = torch.Generator().manual_seed(0)
    found = machine.pseudo_likelihood(v[[state]].expand(4000, -1), random)
    assert sorted(set(found.tolist())) == pytest.approx(sorted(map(float, expected)))


def test_biases_begin_at_how_often_a_pixel_is_on() -> None:
    machine = BoltzmannMachine((1, 1, 3), 2)
    nn.init.zeros_(machine.weights)
    machine.start(torch.tensor([[0.0, 0.5, 1.0], [0.0, 1.0, 1.0]]))
    chance = machine.visible_chance(torch.zeros(2))
    assert torch.allclose(chance, torch.tensor([0.01, 0.75, 0.99]))


def test_known_pixels_stay_and_the_others_follow_them() -> None:
    # One hidden unit switches all pixels on together.
    machine = BoltzmannMachine((1, 2, 2), 1)
    with torch.no_grad():
        machine.weights.fill_(8)
        machine.visible_bias.fill_(-4)
        machine.hidden_bias.fill_(-16)
    for value in (0.0, 1.0):
        picture = torch.full((4,), value)
        gone = torch.tensor([False, False, False, True])
        mended = machine.repair(Known.erased(picture, gone), torch.Generator().manual_seed(0))
        assert (mended[:3] == value).all()
        assert mended[3] == pytest.approx(value, abs=0.1)


def test_sums_of_pixels_hold_in_what_is_repaired() -> None:
    torch.manual_seed(0)
    machine = BoltzmannMachine((1, 4, 4), 5)
    small = torch.tensor([[0.25, 0.5], [0.75, 0.5]])
    known = Known.shrunk(small, 2)
    mended = machine.repair(known, torch.Generator().manual_seed(0))
    assert torch.allclose(known.matrix @ mended, small.flatten(), atol=0.02)


def test_it_learns_and_tells_of_free_energies() -> None:
    spec = small_spec(
        "rbm",
        "digits",
        params={"hidden": 16, "steps": 1, "dream_steps": 10, "persistent": False},
        training={"epochs": 5, "batch_size": 100},
    )
    outcome, journal = play(spec)
    events = journal.events()
    wrong = [value for _, value in events["train/reconstruction"]]
    assert np.mean(wrong[-10:]) < np.mean(wrong[:10])
    for split in ("train", "valid"):
        assert len(events[f"{split}/free_energy"]) == 6
    assert events["valid/pseudo_likelihood"][-1][1] > events["valid/pseudo_likelihood"][0][1]
    assert outcome.scores["valid"]["reconstruction_error"] < 0.35


def test_pictures_of_the_same_codes_are_the_same() -> None:
    machine = BoltzmannMachine((1, 4, 4), 5, dream_steps=3)
    machine.start(torch.tensor([[0.0] * 8 + [1.0] * 8]))
    codes = machine.codes(6, torch.Generator().manual_seed(0))
    pictures = machine.decode(codes)
    assert pictures.shape == (6, 1, 4, 4)
    assert torch.equal(machine.decode(codes), pictures)
    assert pictures.flatten(1)[:, :8].max() < 0.5 < pictures.flatten(1)[:, 8:].min()
    torch.manual_seed(0)
    nn.init.normal_(machine.weights, std=5)
    machine.often.fill_(0.5)  # the sign of a code says whether its pixel is on at first
    assert not torch.equal(machine.decode(-codes), machine.decode(codes))

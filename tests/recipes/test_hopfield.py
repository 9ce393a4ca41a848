"""Hopfield networks: energies that never rise, memories that stay, and attention."""

import pytest
import torch

from core.networks.attention import attend
from core.networks.repair import Known
from core.recipes.hopfield.network import HopfieldNetwork, as_pattern, as_pixels
from tests.fixtures.playing import play, small_spec

PIXELS = 64
CLASSIC = ("hebbian", "pseudo_inverse")


def storing(kind: str, count: int, beta: float = 4.0) -> HopfieldNetwork:
    """Return a network that stores random patterns."""
    random = torch.Generator().manual_seed(1)
    network = HopfieldNetwork(kind, count, (1, 8, 8), beta)  # type: ignore[arg-type]
    for _ in range(count):
        network.store(as_pattern(torch.rand(PIXELS, generator=random)))
    return network


def starts(count: int) -> torch.Tensor:
    return as_pattern(torch.rand(count, PIXELS, generator=torch.Generator().manual_seed(2)))


@pytest.mark.parametrize("kind", CLASSIC)
@pytest.mark.parametrize("count", [3, 40])
def test_the_energy_never_rises(kind: str, count: int) -> None:
    network, random = storing(kind, count), torch.Generator().manual_seed(3)
    for start in starts(10):
        states, energies = network.recall(start, random)
        assert len(states) > 1
        assert torch.allclose(energies, network.energy(states), atol=1e-4)
        assert (energies.diff() <= 1e-4).all()
        # One pixel at a time.
        assert (states.diff(dim=0) != 0).sum(1).eq(1).all()


@pytest.mark.parametrize("beta", [1.0, 4.0])
def test_the_energy_of_a_modern_network_never_rises(beta: float) -> None:
    network = storing("modern", 40, beta)
    for start in starts(10):
        states, energies = network.recall(start, torch.Generator(), 50)
        assert (energies.diff() <= 1e-4).all()
        assert (energies >= -1e-3).all()  # Ramsauer et al. 2021, theorem 1's constant
        assert len(states) > 2


@pytest.mark.parametrize(
    ("kind", "count"), [("hebbian", 4), ("pseudo_inverse", 30), ("modern", 40)]
)
def test_patterns_are_fixed_points_under_capacity(kind: str, count: int) -> None:
    network = storing(kind, count)
    assert (network.updated(network.patterns).sign() == network.patterns).all()
    random = torch.Generator().manual_seed(0)
    settled = network.settled(network.patterns, random)
    assert torch.allclose(settled, network.patterns, atol=0.05)


def test_a_hebbian_network_forgets_beyond_its_capacity() -> None:
    network = storing("hebbian", 40)
    assert not (network.updated(network.patterns) == network.patterns).all(1).any()


@pytest.mark.parametrize(("kind", "count"), [("hebbian", 3), ("pseudo_inverse", 8), ("modern", 40)])
def test_spoilt_patterns_are_recalled(kind: str, count: int) -> None:
    network, random = storing(kind, count), torch.Generator().manual_seed(4)
    spoilt = network.patterns.clone()
    spoilt[:, :6] *= -1
    assert torch.allclose(network.settled(spoilt, random), network.patterns, atol=0.05)
    states, _ = network.recall(spoilt[0], random)
    assert torch.allclose(states[-1], network.patterns[0], atol=0.05)


def test_hebbian_ties_are_sums_of_agreements_without_a_diagonal() -> None:
    network = HopfieldNetwork("hebbian", 2, (1, 1, 3), 1.0)
    for pattern in ([1.0, 1, -1], [1.0, -1, -1]):
        network.store(torch.tensor(pattern))
    expected = torch.tensor([[0, 0, -2.0], [0, 0, 0], [-2, 0, 0]]) / 3
    assert torch.allclose(network.ties(), expected)


def test_pseudo_inverse_ties_project_on_the_patterns() -> None:
    network = storing("pseudo_inverse", 10)
    patterns = network.patterns
    onto = patterns.T @ torch.linalg.inv(patterns @ patterns.T) @ patterns
    assert torch.allclose(network.ties(), onto - onto.diag().diag(), atol=1e-5)


def test_the_modern_update_is_attention() -> None:
    beta = 2.5
    network, states = storing("modern", 20, beta), starts(7)
    patterns = network.patterns
    attended = attend(beta * states, patterns, patterns)
    assert torch.allclose(network.updated(states), attended.mixed, atol=1e-5)
    assert torch.allclose(network.attention(states), attended.weights, atol=1e-6)


def test_many_states_settle_as_one_does() -> None:
    for kind in (*CLASSIC, "modern"):
        network = storing(kind, 5)
        (together,) = network.settled(starts(1), torch.Generator().manual_seed(5))
        alone = network.recall(starts(1)[0], torch.Generator().manual_seed(5)).states[-1]
        assert torch.allclose(together, alone, atol=1e-3)


def test_an_empty_network_leaves_a_state_alone() -> None:
    network = HopfieldNetwork("hebbian", 3, (1, 8, 8), 1.0)
    start = starts(1)
    states, energies = network.recall(start[0], torch.Generator())
    assert (states == start).all() and energies.tolist() == [0]
    assert (network.settled(start, torch.Generator()) == start).all()


def test_an_erased_half_comes_back() -> None:
    network = storing("pseudo_inverse", 4)
    picture = as_pixels(network.patterns[2])
    gone = torch.arange(PIXELS) >= PIXELS // 2
    mended = network.repair(Known.erased(picture, gone), torch.Generator().manual_seed(0))
    assert torch.allclose(mended, picture)


@pytest.mark.parametrize("kind", (*CLASSIC, "modern"))
def test_it_stores_a_pattern_of_each_class_in_turn(kind: str) -> None:
    outcome, journal = play(small_spec("hopfield", "digits", params={"kind": kind, "per_class": 2}))
    assert outcome.status == "finished"
    assert (journal.progress["steps"], journal.progress["epochs"]) == (20, 2)
    stable = [value for _, value in journal.events()["train/stable"]]
    assert len(stable) == 20
    assert stable[0] == 1
    assert (stable[-1] == 1) == (kind != "hebbian")
    assert outcome.scores["test"]["reconstruction_error"] < 0.7


@pytest.mark.parametrize("kind", (*CLASSIC, "modern"))
def test_pictures_of_codes_are_what_they_fall_into(kind: str) -> None:
    network = storing(kind, 3, beta=20.0)
    codes = network.codes(6, torch.Generator().manual_seed(0))
    pictures = network.decode(codes)
    assert pictures.shape == (6, 1, 8, 8)
    assert pictures.min() >= 0 and pictures.max() <= 1
    states = 2 * pictures.flatten(1) - 1
    assert torch.allclose(network.updated(states), states, atol=1e-3)
    (alone,) = network.decode(codes[3:4])
    assert torch.allclose(alone, pictures[3], atol=1e-5)


def test_before_anything_is_stored_noise_stays_noise() -> None:
    network = HopfieldNetwork("hebbian", 3, (1, 8, 8), 1.0)
    pictures = network.decode(network.codes(50, torch.Generator().manual_seed(0)))
    assert set(pictures.unique().tolist()) == {0, 1}
    assert 0.4 < pictures.mean() < 0.6

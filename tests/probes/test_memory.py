"""Looking into networks that remember: receptive fields, Gibbs chains, falling back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from core.probes import boltzmann, memory
from core.probes.boltzmann import chain, fields
from core.probes.making_requests import RecallRequest
from core.probes.memory import recall, spoilt
from core.spec.message import SpecError
from tests.fixtures.tiny_generative import tiny_snapshot

ASKED = {"run": "tiny", "tick": "live"}


class Machine(nn.Module):
    """A Boltzmann machine of three hidden units with given weights."""

    def __init__(self) -> None:
        super().__init__()
        random = torch.Generator().manual_seed(1)
        scale = torch.tensor([0.1, 2.0, 1.0])
        self.weights = nn.Parameter(scale * torch.randn(64, 3, generator=random))

    def hidden_chance(self, visible: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(visible @ self.weights)

    def visible_chance(self, hidden: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(hidden @ self.weights.T)

    def free_energy(self, visible: torch.Tensor) -> torch.Tensor:
        return -nn.functional.softplus(visible @ self.weights).sum(-1)


class Attractor(nn.Module):
    """Two opposite-ish memories; the state becomes the nearer one, pixel by pixel in two steps."""

    beta = 0.5

    def __init__(self, kind: str = "hebbian", count: int = 2) -> None:
        super().__init__()
        random = torch.Generator().manual_seed(2)
        patterns = torch.randint(2, (count, 64), generator=random).float() * 2 - 1
        self.register_buffer("patterns", patterns)
        self.kind = kind

    def energy(self, state: torch.Tensor) -> torch.Tensor:
        return -(state @ self.patterns.T).square().sum(-1) / 64

    def recall(self, state, generator, sweeps=None):
        best = self.patterns[(self.patterns @ state).argmax()]
        half = torch.cat((best[:32], state[32:]))
        states = torch.stack((state, half, best))
        return states, self.energy(states)

    def attention(self, states: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.beta * states @ self.patterns.T, -1)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch):
    """Have the probes answer about a network."""

    def serve(network: nn.Module) -> None:
        for module in (boltzmann, memory):
            monkeypatch.setattr(module, "snapshot", lambda asked: tiny_snapshot(network))

    return serve


def test_fields_are_the_weights_the_strongest_first(served) -> None:
    machine = Machine()
    served(machine)
    told = fields(ASKED | {"most": 2})
    assert told["units"].tolist() == [1, 2] and told["count"] == 3
    expected = machine.weights.detach().numpy()[:, 1].reshape(8, 8)
    np.testing.assert_array_equal(told["fields"][0], expected)
    assert ((told["chance"] > 0) & (told["chance"] < 1)).all()


def test_a_chain_draws_pixels_and_units_of_each_other(served) -> None:
    machine = Machine()
    served(machine)
    told = chain(ASKED | {"steps": 6, "index": 3})
    assert told["pictures"].shape == told["drawn"].shape == (7, 1, 8, 8)
    assert set(np.unique(told["drawn"])) <= {0, 255}
    for step in range(1, 7):
        units = torch.from_numpy(told["hidden"][step - 1]).float()
        likely = machine.visible_chance(units).detach().numpy()
        np.testing.assert_allclose(told["pictures"][step].ravel() / 255, likely, atol=3e-3)
    drawn = torch.from_numpy(told["drawn"].reshape(7, 64) / 255).float()
    np.testing.assert_allclose(told["energy"], machine.free_energy(drawn).detach(), rtol=1e-5)


def test_a_longer_chain_begins_as_a_shorter_one(served) -> None:
    served(Machine())
    asked = [{"steps": 3, "seed": 1}, {"steps": 9, "seed": 1}, {"steps": 3, "seed": 2}]
    short, long, other = (chain(ASKED | one) for one in asked)
    assert (long["drawn"][:4] == short["drawn"]).all()
    assert (other["drawn"] != short["drawn"]).any()


def test_a_spoilt_memory_has_lost_some_pixels_and_turned_others() -> None:
    memories = torch.ones(64)
    asked = RecallRequest(run="tiny", tick="live", erased=tuple(range(32)), flipped=0.5)
    found = spoilt(memories, asked, (8, 8), torch.Generator().manual_seed(0))
    assert (found[:32] == -1).all()
    assert 0.25 < (found[32:] == -1).float().mean() < 0.75
    whole = RecallRequest(run="tiny", tick="live")
    assert (spoilt(memories, whole, (8, 8), torch.Generator()) == memories).all()
    coloured = spoilt(torch.ones(192), asked, (8, 8), torch.Generator())
    assert (coloured.reshape(3, 64)[:, :32] == -1).all(), "a pixel is gone in all its colours"


def test_falling_back_is_told_state_by_state(served) -> None:
    network = Attractor()
    served(network)
    told = recall(ASKED | {"pattern": 1, "erased": [0, 1, 2, 3]})
    assert told["states"].shape == (3, 1, 8, 8) and told["patterns"].shape == (2, 1, 8, 8)
    assert (told["states"][0].ravel()[:4] == -1).all()
    np.testing.assert_array_equal(told["states"][-1], told["truth"])
    assert told["overlap"][-1, 1] == pytest.approx(1)
    between = float(network.patterns[0] @ network.patterns[1]) / 64
    assert told["overlap"][-1, 0] == pytest.approx(between)
    assert "weights" not in told and told["steps"].tolist() == [0, 1, 2]


def test_of_many_states_some_are_told(served, monkeypatch: pytest.MonkeyPatch) -> None:
    served(Attractor())
    monkeypatch.setattr(memory, "MOST_STATES", 2)
    told = recall(ASKED | {"erased": [0, 1]})
    assert told["steps"].tolist() == [0, 2] and len(told["states"]) == len(told["energy"]) == 2
    np.testing.assert_array_equal(told["states"][-1], told["truth"])


def test_a_modern_network_tells_how_it_weighs_its_memories(served) -> None:
    network = Attractor("modern")
    served(network)
    told = recall(ASKED | {"pattern": 0})
    np.testing.assert_allclose(told["weights"].sum(-1), 1, rtol=1e-5)
    powers = np.exp(network.beta * 64 * told["overlap"].astype(float))
    np.testing.assert_allclose(told["weights"], powers / powers.sum(-1, keepdims=True), rtol=1e-3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pattern": 2}, "from 0 to 1"),
        ({"pattern": -1}, "pattern"),
        ({"erased": [64]}, "from 0 to 63"),
        ({"erased": ["a"]}, "erased"),
        ({"flipped": 0.6}, "flipped"),
        ({"surplus": 1}, "surplus"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(served, change: dict[str, Any], said: str) -> None:
    served(Attractor())
    with pytest.raises(SpecError) as refused:
        recall(ASKED | change)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_who_remembers_nothing_is_told_so(served) -> None:
    served(Attractor(count=0))
    with pytest.raises(SpecError, match="nothing is stored yet"):
        recall(ASKED)
    served(nn.Linear(2, 2))
    with pytest.raises(SpecError, match="recalls no memories"):
        recall(ASKED)
    for probe in (fields, chain):
        with pytest.raises(SpecError, match="no hidden units that dream"):
            probe(ASKED)

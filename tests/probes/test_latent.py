"""What is said of a model's codes: a plane through them, pictures of it, and walks between two."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from core.networks.generative import GenerativeNetwork
from core.probes import latent as probes
from core.probes.codes import CodePlane, drawn_plane, fitted_plane
from core.probes.datasets import examples
from core.probes.latent import decoded, latent, walk
from core.spec.message import SpecError
from tests.fixtures.tiny_generative import tiny_snapshot


class Linear(GenerativeNetwork):
    """Pictures are numbers times a code; `told` adds a tenth for each class."""

    def __init__(self, latent: int, *, tells: bool, classes: int = 0) -> None:
        super().__init__((1, 8, 8), latent, classes)
        random = torch.Generator().manual_seed(3)
        self.weights = torch.linalg.qr(torch.randn(64, latent, generator=random)).Q
        self.tells = tells

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        assert (labels is None) == (not self.classes)
        more = 0 if labels is None else 0.1 * labels[:, None, None, None]
        return (codes @ self.weights.T).reshape(-1, 1, 8, 8) + more

    def encode(self, examples: torch.Tensor, labels: torch.Tensor | None = None) -> Any:
        return examples.flatten(1) @ self.weights if self.tells else None


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch):
    """Have the probes answer about a network."""

    def serve(network: torch.nn.Module, **more: Any) -> None:
        monkeypatch.setattr(probes, "snapshot", lambda asked: tiny_snapshot(network, **more))

    return serve


ASKED = {"run": "tiny", "tick": "live"}


def test_two_numbers_are_their_own_plane_and_examples_lie_at_their_codes(served) -> None:
    network = Linear(2, tells=True)
    served(network)
    told = latent(ASKED | {"count": 40, "side": 5})
    part = examples("digits", tiny_snapshot(network).described.spec.data, "valid")
    expected = part.inputs[told["indices"]].reshape(-1, 64) @ network.weights.numpy()
    np.testing.assert_allclose(told["places"], expected, atol=1e-5)
    assert told["targets"].tolist() == part.targets[told["indices"]].tolist()
    assert told["indices"][0] == 0 and told["indices"][-1] == len(part) - 1
    assert told["lattice"].shape == (5, 5, 1, 8, 8) and told["share"] == 1
    place = np.array([told["x"][4], told["y"][1]])
    made = np.round((network.weights.numpy() @ place).clip(0, 1) * 255)
    np.testing.assert_allclose(told["lattice"][1, 4].ravel(), made, atol=1)


def test_of_many_numbers_the_plane_shows_where_they_differ_most() -> None:
    random = torch.Generator().manual_seed(0)
    spread = torch.tensor([0.1, 3.0, 0.2, 1.0, 0.1])
    codes = 4 + spread * torch.randn(4000, 5, generator=random)
    plane = fitted_plane(codes)
    assert plane.axes.abs().argmax(1).tolist() == [1, 3]
    torch.testing.assert_close(plane.axes @ plane.axes.T, torch.eye(2), atol=1e-5, rtol=0)
    assert plane.share == pytest.approx(10 / 10.06, abs=0.01)
    assert (plane.axes.gather(1, plane.axes.abs().argmax(1, keepdim=True)) > 0).all()
    inside = plane.places(codes).abs().amax(1) <= plane.reach
    assert 0.98 < inside.float().mean() <= 1


def test_places_and_codes_of_a_plane_are_each_others_inverse() -> None:
    for plane in (drawn_plane(32), drawn_plane(2), CodePlane(torch.ones(1), torch.eye(2, 1), 1, 1)):
        places = torch.tensor([[0.5, -1.0], [1.0, 1.0]])
        found = plane.places(plane.codes(places))
        known = 1 if plane.centre.numel() == 1 else 2
        torch.testing.assert_close(found[:, :known], places[:, :known])


def test_a_drawn_plane_passes_codes_as_long_as_those_drawn() -> None:
    plane = drawn_plane(64)
    lengths = plane.codes(torch.tensor([[1.0, 0.0], [0.0, -1.0]])).norm(dim=1)
    assert lengths.tolist() == pytest.approx([8, 8], rel=1e-4), "the root of 64"
    assert float(plane.centre.norm()) == pytest.approx(32**0.5, rel=1e-4)


def test_a_model_that_tells_no_codes_has_a_plane_all_the_same(served) -> None:
    served(Linear(16, tells=False))
    told = latent(ASKED)
    assert "places" not in told and told["latent"] == 16
    assert told["lattice"].std() > 0
    with pytest.raises(SpecError, match="cannot tell of which code"):
        decoded(ASKED | {"ends": [{"split": "valid", "index": 0}, {"seed": 1}]})


def test_what_is_decoded_is_what_the_lattice_shows_there(served) -> None:
    served(Linear(3, tells=True))
    told = latent(ASKED | {"side": 4})
    at = [[float(told["x"][2]), float(told["y"][0])], [0.0, 0.0]]
    there = decoded(ASKED | {"at": at})
    np.testing.assert_allclose(there["pictures"][0], told["lattice"][0, 2], atol=1)
    np.testing.assert_allclose(there["places"], at)


def test_a_model_that_can_be_told_is_told_the_class(served) -> None:
    served(Linear(2, tells=True, classes=10))
    first, last = (decoded(ASKED | {"at": [[0, 0]], "label": label}) for label in (0, 5))
    assert first["pictures"].max() == 0
    assert (last["pictures"] == 128).all(), "five tenths of 255"
    with pytest.raises(SpecError, match="from 0 to 9"):
        decoded(ASKED | {"at": [[0, 0]], "label": 10})


def test_a_walk_goes_evenly_from_one_example_to_the_other(served) -> None:
    network = Linear(2, tells=True)
    served(network)
    ends = [{"split": "valid", "index": 3}, {"split": "valid", "index": 8}]
    told = decoded(ASKED | {"ends": ends, "steps": 5})
    part = examples("digits", tiny_snapshot(network).described.spec.data, "valid")
    codes = part.inputs[[3, 8]].reshape(2, -1) @ network.weights.numpy()
    np.testing.assert_allclose(told["places"][[0, 4]], codes, atol=1e-5)
    np.testing.assert_allclose(np.diff(told["places"], axis=0).std(0), 0, atol=1e-5)
    assert len(told["pictures"]) == 5


def test_a_walk_between_drawn_codes_turns_and_keeps_their_length() -> None:
    first, last = torch.tensor([2.0, 0.0, 0.0]), torch.tensor([0.0, 4.0, 0.0])
    codes = walk(first, last, 5, turning=True)
    torch.testing.assert_close(codes[[0, 4]], torch.stack((first, last)), atol=1e-6, rtol=0)
    torch.testing.assert_close(codes.norm(dim=1), torch.tensor([2.0, 2.5, 3.0, 3.5, 4.0]))
    angles = torch.arctan2(codes[:, 1], codes[:, 0])
    torch.testing.assert_close(angles, torch.linspace(0, math.pi / 2, 5))
    opposite = walk(first, -first, 3, turning=True)
    assert opposite.isfinite().all() and opposite[1].norm() == 0


def test_the_plane_is_measured_once_for_the_same_weights(served) -> None:
    network = Linear(4, tells=True)
    served(network)
    first = latent(ASKED)
    network.weights = network.weights * 2
    assert latent(ASKED)["x"].tolist() == first["x"].tolist()
    served(network, version=1)
    assert latent(ASKED)["x"].tolist() != first["x"].tolist()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "either places of the plane, or the two ends"),
        ({"at": [[0, 0]], "ends": [{"seed": 1}, {"seed": 2}]}, "either places of the plane"),
        ({"at": [[0, float("nan")]]}, "at"),
        ({"at": [[0, 1e9]]}, "within a million"),
        ({"at": [[0, 0]] * 65}, "at"),
        ({"ends": [{"seed": 1}]}, "ends"),
        ({"ends": [{"seed": -1}, {"seed": 2}]}, "seed"),
        ({"ends": [{"split": "valid", "index": 10**6}, {"seed": 2}]}, "from 0 to"),
        ({"ends": [{"split": "valid"}, {"seed": 2}]}, "either a split with an index"),
        ({"at": [[0, 0]], "steps": 1}, "steps"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(served, change: dict[str, Any], said: str) -> None:
    served(Linear(2, tells=True))
    with pytest.raises(SpecError) as refused:
        decoded(ASKED | change)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_only_pictures_made_of_codes_are_laid_out(served) -> None:
    served(torch.nn.Linear(2, 2))
    with pytest.raises(SpecError, match="makes nothing of codes"):
        latent(ASKED)
    served(Linear(2, tells=True), data="moons")
    with pytest.raises(SpecError, match="only pictures"):
        latent(ASKED)

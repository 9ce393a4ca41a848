"""What is told of made examples: the nearest ones, the discriminator's field and its opinions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from core.data.dataset import Modes
from core.networks.generative import GenerativeNetwork
from core.probes import makers
from core.probes.datasets import examples
from core.probes.made import apart, made, nearest
from core.probes.opinions import opinions
from core.probes.plane_field import places, plane_field
from core.spec.message import SpecError
from tests.fixtures.tiny_generative import tiny_snapshot

ASKED = {"run": "tiny", "tick": "live"}
CENTRE = torch.tensor([0.5, -0.25])


class Stretching(GenerativeNetwork):
    """Points are codes times a factor, the average's half as large; told a class, moved by it."""

    def __init__(self, factor: float = 1.0, classes: int = 0) -> None:
        super().__init__((2,), 2, classes)
        self.factor = factor

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        return self.decode_latest(codes, labels) / 2

    def decode_latest(
        self, codes: torch.Tensor, labels: torch.Tensor | None = None
    ) -> torch.Tensor:
        assert (labels is None) == (not self.classes)
        return self.factor * codes + (0 if labels is None else labels[:, None])


class Arguing(Stretching):
    """Beside it a discriminator, to which what lies near a centre looks real."""

    def criticise(self, examples: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        far = (examples - CENTRE.to(examples)).square().sum(1)
        return 1 - far + (0 if labels is None else labels)


class Copying(GenerativeNetwork):
    """Makes pictures it has learned from, the first one again and again if it has collapsed."""

    def __init__(self, *, collapsed: bool) -> None:
        super().__init__((1, 8, 8), 3)
        self.collapsed = collapsed

    def decode(self, codes: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        train = torch.from_numpy(digits("train"))
        return train[[0] * len(codes)] if self.collapsed else train[: len(codes)]


def digits(split: Any) -> np.ndarray:
    """Return the pictures of a split."""
    spec = tiny_snapshot(Copying(collapsed=False)).described.spec
    return examples("digits", spec.data, split).inputs


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch):
    """Have the probes answer about a network, trained with a loss."""

    def serve(network: torch.nn.Module, data: str = "moons", loss: str = "non_saturating") -> None:
        taken = tiny_snapshot(network, data)
        params = taken.described.spec.params.model_copy(update={"loss": loss})
        spec = taken.described.spec.model_copy(update={"params": params})
        subject = replace(taken.described, spec=spec)
        monkeypatch.setattr(makers, "described", lambda run: subject)
        monkeypatch.setattr(makers, "snapshot", lambda asked: replace(taken, described=subject))

    return serve


def test_a_model_that_copies_is_caught(served) -> None:
    served(Copying(collapsed=False), "digits")
    told = made(ASKED | {"count": 20})
    assert told["index"].tolist() == list(range(20))
    assert (told["distance"] < told["copy"]).all()
    assert (told["made"] == told["nearest"]).all() and told["made"].dtype == np.uint8
    assert told["real"].shape == (20, 1, 8, 8)
    assert told["apart"] > 0.8 * told["apart.real"]


def test_a_model_that_repeats_itself_is_told_by_how_little_its_samples_differ(served) -> None:
    served(Copying(collapsed=True), "digits")
    told = made(ASKED | {"count": 20})
    assert told["apart"] < 1e-3 * told["apart.real"]


def test_distances_are_roots_of_mean_squares() -> None:
    known = np.array([[0, 0], [3, 4]], np.float32)
    distance, index = nearest(np.array([[3, 1]], np.float32), known)
    assert index.tolist() == [1]
    assert distance[0] == pytest.approx(3 / np.sqrt(2))
    assert apart(known) == pytest.approx(5 / np.sqrt(2))


def test_the_same_codes_are_made_at_every_moment_and_others_by_another_seed(served) -> None:
    served(Stretching(1.0))
    before = made(ASKED)["made"]
    served(Stretching(3.0))
    assert made(ASKED)["made"] == pytest.approx(3 * before)
    assert not np.allclose(made(ASKED | {"seed": 1})["made"], 3 * before)


def test_the_generator_itself_or_its_average_is_shown(served) -> None:
    served(Arguing())
    now, calm = plane_field(ASKED), plane_field(ASKED | {"averaged": True})
    assert calm["made"] == pytest.approx(now["made"] / 2)
    assert calm["lines"] == pytest.approx(now["lines"] / 2)


def test_the_grid_is_bent_as_the_network_bends_it(served) -> None:
    served(Stretching(2.0))
    lines = plane_field(ASKED)["lines"]
    along_second, along_first = lines[0], lines[len(lines) // 2]
    assert np.ptp(along_second[:, 0]) == pytest.approx(0, abs=1e-6)
    assert np.ptp(along_first[:, 1]) == pytest.approx(0, abs=1e-6)
    reach = (2 + 2 * 4**0.5) ** 0.5  # of nearly all codes of two numbers
    assert along_first[-1, 0] == pytest.approx(2 * reach, rel=1e-5)


def test_the_field_and_the_pulls_are_the_discriminators(served) -> None:
    network = Arguing()
    served(network)
    told = plane_field(ASKED | {"resolution": 9, "count": 30})
    rows = torch.tensor(np.array([(x, y) for y in told["y"] for x in told["x"]]))
    expected = network.criticise(rows).sigmoid().reshape(9, 9)
    assert told["field"] == pytest.approx(expected.numpy(), abs=1e-5)
    assert told["probabilistic"] == 1 and told["middle"] == 0.5

    def pleased(points: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.logsigmoid(network.criticise(points))

    points, step = torch.from_numpy(told["made"]).double(), 1e-6
    for axis in range(2):
        aside = torch.zeros(2, dtype=torch.float64)
        aside[axis] = step
        slope = (pleased(points + aside) - pleased(points - aside)) / (2 * step)
        assert told["arrows"][:, axis] == pytest.approx(slope.numpy(), abs=1e-4)


@pytest.mark.parametrize("loss", ["hinge", "wasserstein_gp"])
def test_scores_that_are_no_probabilities_pull_along_their_own_slope(served, loss: str) -> None:
    served(Arguing(), loss=loss)
    told = plane_field(ASKED)
    assert told["arrows"] == pytest.approx(-2 * (told["made"] - CENTRE.numpy()), abs=1e-5)
    assert told["probabilistic"] == 0
    halfway = (told["says.real"] + told["says.made"]) / 2
    assert told["middle"] == pytest.approx(0 if loss == "hinge" else halfway)


def test_of_all_classes_the_field_shows_the_one_that_suits_best(served) -> None:
    served(Arguing(classes=2))
    every, first = plane_field(ASKED), plane_field(ASKED | {"label": 0})
    last = plane_field(ASKED | {"label": 1})
    assert every["labels"].tolist()[:4] == [0, 1, 0, 1]
    assert every["field"] == pytest.approx(last["field"])
    assert (first["field"] < last["field"]).all()
    assert "lines" in first and "lines" not in every
    assert set(first["labels"]) == {0}


def test_places_are_counted_where_the_data_have_them(served) -> None:
    assert "places" not in _told_of_moons(served)
    served(Stretching(0.0), "ring")
    told = plane_field(ASKED)  # all points lie in the middle, where none of the places is
    assert (told["places"], told["found"], told["near"]) == (8, 0, 0)
    assert told["precision"] == 0 and told["coverage"] == 0


@pytest.mark.parametrize(("stray", "found"), [(4, 2), (5, 3)])
def test_a_place_is_found_by_its_share_and_not_by_strays(stray: int, found: int) -> None:
    corners = np.array([[0, 0], [0, 9], [9, 0], [9, 9]], float)
    counts = [50, 100 - 50 - stray - 10, stray, 0]  # of four places a fair share is 25 of 100
    made = np.repeat(corners, counts, axis=0)
    nowhere = np.full((10, 2), 4.5)
    told = places(Modes(corners, 0.1), np.concatenate([made, nowhere]).astype(np.float32))
    assert (told["places"], told["found"], told["near"]) == (4, found, 0.9)


def _told_of_moons(served) -> dict[str, Any]:
    served(Stretching())
    return plane_field(ASKED)


def test_what_is_real_covers_what_is_real(served) -> None:
    class Real(Stretching):
        def decode_latest(self, codes, labels=None):
            spec = tiny_snapshot(self, "moons").described.spec
            held = torch.from_numpy(examples("moons", spec.data, "valid").inputs)
            return held[torch.arange(len(codes)) % len(held)]

    served(Real())
    told = plane_field(ASKED | {"count": 150})
    assert told["precision"] > 0.85 and told["coverage"] > 0.85


def test_histograms_hold_every_opinion(served) -> None:
    served(Arguing(3.0))
    told = opinions(ASKED | {"count": 50, "bins": 10})
    assert told["edges"].tolist() == pytest.approx(np.linspace(0, 1, 11).tolist())
    for name in ("train", "valid", "made"):
        assert told[f"share.{name}"].sum() == pytest.approx(1)
    assert told["real.valid"] > told["real.made"]
    assert told["mean.valid"] > told["mean.made"]
    served(Arguing(3.0), loss="wasserstein_gp")
    scores = opinions(ASKED)
    assert scores["edges"][0] < 0
    assert scores["share.made"].sum() == pytest.approx(1)
    assert scores["middle"] == pytest.approx((scores["mean.valid"] + scores["mean.made"]) / 2)


def test_opinions_of_one_class_are_about_examples_of_that_class(served) -> None:
    served(Arguing(classes=2))
    told = [opinions(ASKED | {"label": label}) for label in range(2)]
    assert told[0]["mean.valid"] != pytest.approx(told[1]["mean.valid"])


@pytest.mark.parametrize("probe", [made, plane_field, opinions])
@pytest.mark.parametrize(
    "wrong",
    [{"seed": -1}, {"count": 1}, {"count": 10**6}, {"label": 2}, {"label": -1}, {"more": 1}],
)
def test_what_cannot_be_asked_is_refused(served, probe, wrong: dict[str, Any]) -> None:
    served(Arguing(classes=2))
    with pytest.raises(SpecError):
        probe(ASKED | wrong)


def test_models_that_cannot_are_told_apart(served) -> None:
    served(Stretching())
    with pytest.raises(SpecError, match="has no discriminator"):
        opinions(ASKED)
    with pytest.raises(SpecError, match="cannot be told which class"):
        made(ASKED | {"label": 0})
    served(torch.nn.Linear(2, 2))
    with pytest.raises(SpecError, match="makes no examples"):
        made(ASKED)
    served(Copying(collapsed=False), "digits")
    with pytest.raises(SpecError, match="not through pictures"):
        plane_field(ASKED)

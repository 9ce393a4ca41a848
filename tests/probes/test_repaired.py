"""Pictures that are harmed, and mended by a model and without one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from core.networks.repair import Known
from core.probes import repaired as probe
from core.probes.datasets import examples
from core.probes.repaired import repaired
from core.spec.message import SpecError
from tests.fixtures.tiny_generative import tiny_snapshot

ASKED = {"run": "tiny", "tick": "live", "index": 4}
LOWER = list(range(32, 64))


class Filler(torch.nn.Module):
    """Fills with one grey what is not fixed, and remembers what it was told."""

    grey = 0.25

    def repair(self, known: Known, random: torch.Generator) -> torch.Tensor:
        self.known, self.chance = known, float(torch.rand(1, generator=random))
        return torch.where(known.fixed, known.start, torch.full_like(known.start, self.grey))


@pytest.fixture
def filler(monkeypatch: pytest.MonkeyPatch) -> Filler:
    """Have the probe ask a model that fills with grey."""
    model = Filler()
    taken = tiny_snapshot(model)
    monkeypatch.setattr(probe, "described", lambda run: taken.described)
    monkeypatch.setattr(probe, "snapshot", lambda asked: taken)
    return model


@pytest.fixture
def digit(filler: Filler) -> np.ndarray:
    described = tiny_snapshot(filler).described
    picture: np.ndarray = examples("digits", described.spec.data, "valid").inputs[4]
    return picture


def test_a_hole_is_filled_and_the_rest_stays(filler: Filler, digit: np.ndarray) -> None:
    told = repaired(ASKED | {"harm": "erased", "erased": LOWER})
    np.testing.assert_array_equal(told["truth"], digit)
    np.testing.assert_array_equal(told["repaired"][:, :4], digit[:, :4])
    assert (told["repaired"][:, 4:] == 0.25).all() and (told["seen"][:, 4:] == 0).all()
    off = np.sqrt(np.square(digit[:, 4:] - 0.25).mean())
    assert told["error"] == pytest.approx(off, rel=1e-5), "only what was erased counts"
    described = tiny_snapshot(filler).described
    mean = examples("digits", described.spec.data, "train").inputs.mean(0)
    np.testing.assert_allclose(told["plain"][:, 4:], mean[:, 4:], atol=1e-5)
    assert filler.known.fixed.sum() == 32


def test_where_nothing_is_erased_nothing_is_off(filler: Filler) -> None:
    told = repaired(ASKED | {"harm": "erased"})
    assert told["error"] == told["plain_error"] == 0


def test_noise_is_drawn_of_a_seed_and_every_pixel_counts(filler: Filler, digit) -> None:
    told, again, other = (
        repaired(ASKED | {"harm": "noisy", "noise": 0.5, "seed": seed}) for seed in (1, 1, 2)
    )
    assert (told["seen"] == again["seen"]).all() and (told["seen"] != other["seen"]).any()
    assert told["error"] == pytest.approx(np.sqrt(np.square(digit - 0.25).mean()), rel=1e-5)
    weights = np.outer([1, 6, 1], [1, 6, 1]) / 64
    middle = (weights * told["seen"][0, 2:5, 2:5]).sum()
    assert told["plain"][0, 3, 3] == pytest.approx(middle, rel=1e-5)
    assert not filler.known.fixed.any()


def test_a_shrunk_picture_is_the_mean_of_blocks(filler: Filler, digit: np.ndarray) -> None:
    told = repaired(ASKED | {"harm": "shrunk", "factor": 2})
    blocks = digit.reshape(1, 4, 2, 4, 2).mean((2, 4))
    np.testing.assert_allclose(told["seen"], blocks, atol=1e-6)
    values = filler.known.matrix @ torch.from_numpy(digit).flatten()
    np.testing.assert_allclose(values, blocks.ravel(), atol=1e-5)
    assert told["plain"].shape == (1, 8, 8) and told["plain_error"] < told["error"]


def test_chance_is_drawn_of_the_seed(filler: Filler) -> None:
    chances = []
    for seed in (1, 1, 2):
        repaired(ASKED | {"harm": "erased", "erased": [0], "seed": seed})
        chances.append(filler.chance)
    assert chances[0] == chances[1] != chances[2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"harm": "burnt"}, "harm"),
        ({"harm": "erased", "erased": [64]}, "from 0 to 63"),
        ({"harm": "erased", "erased": list(range(64))}, "at least one pixel"),
        ({"harm": "shrunk", "factor": 3}, "cannot be shrunk to one in 3"),
        ({"harm": "shrunk", "factor": 8}, "cannot be shrunk to one in 8"),
        ({"harm": "noisy", "noise": 3}, "noise"),
        ({"harm": "noisy", "index": 10**6}, "from 0 to"),
        ({"harm": "noisy", "split": "all"}, "split"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(filler: Filler, change: Any, said: str) -> None:
    with pytest.raises(SpecError) as refused:
        repaired(ASKED | change)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_model_that_makes_no_pictures_mends_none(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = tiny_snapshot(torch.nn.Linear(2, 2))
    monkeypatch.setattr(probe, "described", lambda run: taken.described)
    monkeypatch.setattr(probe, "snapshot", lambda asked: taken)
    with pytest.raises(SpecError, match="makes no pictures"):
        repaired(ASKED | {"harm": "noisy"})

"""What networks for sequences measure before they are trained, and what their forecasts mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import Dataset, Examples
from core.metrics.metric import Estimates
from core.networks.readers import SeriesReader, VectorReader
from core.training.learner import Setup
from core.training.sequences import Forecaster, SequenceClassifier, sequence_learner

Change = Callable[[Examples], Examples]


def learner_of(dataset: str, changed: dict[str, Change] | None = None, **params: Any) -> Any:
    """Return a learner of data of which some splits were changed."""
    raw = {"recipe": "rnn", "dataset": dataset, "device": "cpu"}
    spec = build_spec(raw | {"params": {"hidden": 8, "dropout": 0.0} | params})
    data = cast(Dataset, implementation(source(dataset).loader)(spec.data))
    splits = {split: (changed or {}).get(split, same)(part) for split, part in data.splits.items()}
    torch.manual_seed(0)
    setup = Setup(spec, replace(data, splits=splits), "cpu", np.random.default_rng(0))
    return sequence_learner(setup)


def same(part: Examples) -> Examples:
    """Change nothing."""
    return part


def larger(part: Examples) -> Examples:
    """Return the same in another unit, in which all numbers are larger; classes stay."""
    targets = part.targets if part.targets.dtype == np.int64 else part.targets * 7 + 100
    return replace(part, inputs=part.inputs * 7 + 100, targets=targets)


def test_the_data_decide_what_is_asked() -> None:
    assert isinstance(learner_of("digit_rows"), SequenceClassifier)
    assert isinstance(learner_of("sine_mix"), Forecaster)


@pytest.mark.parametrize("dataset", ["digit_rows", "sine_mix"])
def test_scales_are_measured_on_the_training_part_alone(dataset: str) -> None:
    usual = learner_of(dataset).network.reader.state_dict()
    others = learner_of(dataset, {"valid": larger, "test": larger}).network.reader.state_dict()
    assert usual and all(torch.equal(usual[name], others[name]) for name in usual)
    trained = learner_of(dataset, {"train": larger}).network.reader.state_dict()
    assert not any(torch.equal(usual[name], trained[name]) for name in usual if "deviation" in name)


def test_scales_by_hand() -> None:
    rows = learner_of("digit_rows")
    inputs = rows.examples("train").inputs
    reader = cast(VectorReader, rows.network.reader)
    assert reader.scale.mean.item() == pytest.approx(inputs.mean(), rel=1e-5)
    assert reader.scale.deviation.item() == pytest.approx(inputs.std(), rel=1e-5)

    series = learner_of("sine_mix")
    part, reader = series.examples("train"), cast(SeriesReader, series.network.reader)
    windows, last = part.inputs[..., 0], part.inputs[:, -1, 0]
    assert reader.values.deviation.item() == pytest.approx(windows.std(), rel=1e-5)
    assert reader.changes.deviation.item() == pytest.approx(np.diff(windows).std(), rel=1e-5)
    ahead = part.targets - last
    assert reader.ahead.mean.item() == pytest.approx(ahead.mean(), abs=1e-6)
    assert reader.ahead.deviation.item() == pytest.approx(ahead.std(), rel=1e-5)
    seen = reader(torch.from_numpy(part.inputs))
    assert seen.shape == (*windows.shape, 2)
    np.testing.assert_allclose(
        seen[:, :, 0], (windows - windows.mean()) / windows.std(), rtol=1e-3, atol=1e-4
    )
    changes = np.diff(windows)
    np.testing.assert_allclose(
        seen[:, 1:, 1], (changes - changes.mean()) / changes.std(), rtol=1e-3, atol=1e-4
    )
    assert not seen[:, 0, 1].any()


def test_a_network_that_says_nothing_forecasts_the_last_value_and_the_usual_change() -> None:
    learner = learner_of("sine_mix")
    with torch.no_grad():
        learner.network.head.weight.zero_(), learner.network.head.bias.zero_()
    said = cast(Estimates, learner.predict("valid"))
    part = learner.examples("valid")
    usual = (learner.examples("train").targets - learner.examples("train").inputs[:, -1, 0]).mean()
    np.testing.assert_allclose(said.values, part.inputs[:, -1, 0] + usual, atol=1e-5)


def test_another_unit_changes_the_forecasts_unit_and_nothing_else() -> None:
    everywhere = dict.fromkeys(("train", "valid", "test"), larger)
    one, other = learner_of("sine_mix"), learner_of("sine_mix", everywhere)
    for _ in range(3):
        told = {scalar.name: scalar.number for scalar in one.step()}
        again = {scalar.name: scalar.number for scalar in other.step()}
        assert again["loss"] == pytest.approx(told["loss"], rel=1e-3)
        assert again["rmse"] == pytest.approx(7 * told["rmse"], rel=1e-3)
    scores, others = one.validation_scores(), other.validation_scores()
    assert others["loss"] == pytest.approx(scores["loss"], rel=1e-3)
    assert others["rmse"] == pytest.approx(7 * scores["rmse"], rel=1e-3)


def test_losses_are_in_spreads_of_the_change() -> None:
    learner = learner_of("sine_mix")
    said = cast(Estimates, learner.predict("valid"))
    train = learner.examples("train")
    spread = (train.targets - train.inputs[:, -1, 0]).std()
    expected = np.square(said.errors / spread).mean()
    assert learner.validation_scores()["loss"] == pytest.approx(expected, rel=1e-4)
    told = {scalar.name: scalar.number for scalar in learner.step()}
    assert told["rmse"] == pytest.approx(told["loss"] ** 0.5 * spread, rel=1e-4)


@pytest.mark.parametrize(("view", "width"), [("values", 1), ("changes", 1), ("both", 2)])
def test_changes_do_not_hang_on_the_level(view: str, width: int) -> None:
    reader = cast(SeriesReader, learner_of("sine_mix", view=view).network.reader)
    windows = torch.randn(4, 24, 1)
    seen = reader(windows)
    assert seen.shape == (4, 24, width)
    assert torch.allclose(seen, reader(windows + 3), atol=1e-5) == (view == "changes")

"""Forecasts without a model: the last value, and that of a season ago; and lags for the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import Ridge

from core.catalog.descriptions import implementation
from core.catalog.find import recipe, source
from core.data.dataset import Dataset
from core.data.windows import Series, SeriesParams, series_dataset
from core.metrics.metric import Estimates
from core.recipes.seasonal_naive import season_of, steps_back
from core.spec.message import SpecError
from core.training.learner import Setup
from tests.fixtures.playing import small_spec

Floats = NDArray[np.float64]


def windows_of(values: Floats, window: int, horizon: int = 1) -> Dataset:
    """Return a series cut into windows and split by time."""
    series = Series(values, np.arange(len(values)), "value")
    return series_dataset("series", series, SeriesParams(window=window, horizon=horizon))


def learner_of(name: str, data: Dataset, horizon: int = 1, **params: Any) -> Any:
    """Return a baseline that has learned from a series."""
    window = data.splits["train"].inputs.shape[1]
    spec = small_spec(name, "sine_mix", params=params, data={"window": window, "horizon": horizon})
    learner = implementation(recipe(name).learner)(
        Setup(spec, data, "cpu", np.random.default_rng(0))
    )
    learner.step()
    return learner


def test_the_last_value_is_said_again() -> None:
    data = windows_of(np.arange(100.0) ** 2, 5, horizon=3)
    learner = learner_of("last_value", data, 3)
    said = learner.predict("test")
    assert isinstance(said, Estimates)
    assert said.values.tolist() == [float(k**2) for k in range(85 - 3, 100 - 3)]
    assert said.targets.tolist() == [float(k**2) for k in range(85, 100)]
    assert learner.parameter_count() == 0


@pytest.mark.parametrize(
    ("season", "horizon", "back"), [(12, 1, 11), (12, 12, 0), (12, 13, 11), (1, 1, 0), (7, 10, 4)]
)
def test_whole_seasons_are_gone_back(season: int, horizon: int, back: int) -> None:
    assert steps_back(season, horizon) == back
    assert (back + horizon) % season == 0


@pytest.mark.parametrize("horizon", [1, 3, 8, 20])
@pytest.mark.parametrize("told", [None, 7])
def test_what_repeats_itself_is_foreseen_exactly(horizon: int, told: int | None) -> None:
    week = np.array([3.0, 1, 4, 1, 5, 9, 2])
    data = windows_of(np.tile(week, 30), 12, horizon)
    learner = learner_of("seasonal_naive", data, horizon, season=told)
    assert learner.model.season == 7
    said = learner.predict("test")
    assert said.values.tolist() == said.targets.tolist()
    assert learner.parameter_count() == 1


@pytest.mark.parametrize(("period", "window"), [(11, 24), (24, 24), (5, 30)])
@pytest.mark.parametrize("trend", [0.0, 0.05])
def test_the_season_is_found_despite_noise_and_trend(
    period: int, window: int, trend: float
) -> None:
    time = np.arange(600)
    noise = 0.3 * np.random.default_rng(0).normal(size=600)
    data = windows_of(np.sin(2 * np.pi * time / period) + trend * time + noise, window)
    season = learner_of("seasonal_naive", data).model.season
    assert season % period == 0, "or twice as long, which is as good"


def test_the_season_is_found_by_the_training_part_alone() -> None:
    time = np.arange(400)
    data = windows_of(np.sin(2 * np.pi * time / 9), 20)
    train = data.splits["train"]
    rows, targets = train.inputs[..., 0], train.targets
    assert season_of(rows, targets, 1) == 9
    for split in ("valid", "test"):
        data.splits[split].inputs[:] = 0  # type: ignore[index]
        data.splits[split].targets[:] = 0  # type: ignore[index]
    assert learner_of("seasonal_naive", data).model.season == 9


def test_without_a_season_it_is_the_last_value() -> None:
    for values in (np.full(100, 4.0), np.arange(100.0)):
        data = windows_of(values, 10)
        learner = learner_of("seasonal_naive", data)
        assert learner.model.season == 1
        last = learner_of("last_value", data)
        assert np.array_equal(learner.predict("test").values, last.predict("test").values)


def test_a_season_that_is_not_seen_is_refused_in_a_sentence() -> None:
    data = windows_of(np.arange(100.0), 10)
    with pytest.raises(SpecError) as refused:
        learner_of("seasonal_naive", data, season=11)
    assert refused.value.problems[0].field == "params.season"
    assert "11 steps does not lie within the 10" in refused.value.problems[0].message.worded()
    assert learner_of("seasonal_naive", data, season=10).model.season == 10


def test_lags_have_one_scale_and_come_in_the_unit_of_the_series() -> None:
    described = source("sine_mix")
    data = implementation(described.loader)(described.params())
    said = learner_of("ridge", data).predict("test")
    train, test = data.splits["train"], data.splits["test"]
    mean, deviation = train.inputs.mean(), train.inputs.std()
    middle, spread = train.targets.mean(), train.targets.std()
    peer = Ridge(1.0).fit(
        (train.inputs[..., 0] - mean) / deviation, (train.targets - middle) / spread
    )
    expected = peer.predict((test.inputs[..., 0] - mean) / deviation) * spread + middle
    assert said.values == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", ["ridge", "random_forest", "gradient_boosting", "svr"])
def test_lags_beat_the_naive_forecasts_where_they_should(name: str) -> None:
    described = source("sine_mix")
    data = implementation(described.loader)(described.params())
    scores = {}
    for one in (name, "last_value", "seasonal_naive", "dummy"):
        more = {"rounds": 60} if one == "gradient_boosting" else {}
        learner = learner_of(one, data, **more)
        while learner.progress().step < learner.progress().steps:
            learner.step()
        scores[one] = learner.evaluate("test").scores["rmse"]
    assert scores[name] < 0.15, "the noise alone is 0.1"
    assert scores[name] < min(scores["last_value"], scores["seasonal_naive"], scores["dummy"]) / 2

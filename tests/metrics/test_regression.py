"""Metrics of regressors against scikit-learn, and by hand."""

import math
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from core.metrics.metric import Estimates, as_arrays
from core.metrics.regression import METRICS
from core.metrics.scoring import metrics_of, score

PEERS: dict[str, Any] = {
    "mae": metrics.mean_absolute_error,
    "mse": metrics.mean_squared_error,
    "rmse": metrics.root_mean_squared_error,
    "r2": metrics.r2_score,
    "mape": metrics.mean_absolute_percentage_error,
}


def drawn(case: str, seed: int) -> Estimates:
    """Return random estimates of one kind."""
    random = np.random.default_rng(seed)
    targets = random.normal(100, 30, 50)
    if case == "two examples":
        targets = targets[:2]
    if case == "large":
        targets = targets * 1e8
    if case in ("constant", "constant and met"):
        targets = np.full(50, float(seed))
    values = targets + random.normal(3, 10, len(targets)) * (1e8 if case == "large" else 1)
    if case in ("perfect", "constant and met"):
        values = targets.copy()
    return Estimates(targets, values)


CASES = ("usual", "two examples", "large", "constant", "constant and met", "perfect")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
@pytest.mark.parametrize("case", CASES)
def test_metrics_equal_scikit_learn(metric: Any, case: str) -> None:
    for seed in range(5):
        said = drawn(case, seed)
        expected = PEERS[metric.name](said.targets, said.values)
        if metric.name == "mape" and not said.targets.all():
            expected = math.nan  # scikit-learn divides by almost nothing instead
        assert metric.compute(said) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_every_metric_has_a_peer_and_a_fixed_name() -> None:
    assert [metric.name for metric in METRICS] == ["mae", "mse", "rmse", "r2", "mape"]
    assert set(PEERS) == {metric.name for metric in METRICS}


def test_constant_targets_are_constant_despite_rounding() -> None:
    # The computed mean of 0.1 three times is not 0.1.
    targets = np.full(3, 0.1)
    assert targets.mean() != 0.1
    assert score(Estimates(targets, targets + 1))["r2"] == 0
    assert score(Estimates(targets, targets.copy()))["r2"] == 1


def test_one_example_explains_nothing() -> None:
    scores = score(Estimates(np.array([3.0]), np.array([5.0])))
    assert math.isnan(scores.pop("r2"))
    assert scores == {"mae": 2, "mse": 4, "rmse": 2, "mape": 2 / 3}


def test_a_worked_example() -> None:
    # Errors of 1, -1, 0 and 4; the targets vary around 3 by -2, -1, 1 and 2.
    scores = score(Estimates(np.array([1.0, 2, 4, 5]), np.array([2.0, 1, 4, 9])))
    assert scores["mae"] == 6 / 4
    assert scores["mse"] == 18 / 4
    assert scores["rmse"] == pytest.approx(4.5**0.5)
    assert scores["r2"] == pytest.approx(1 - 18 / 10)
    assert scores["mape"] == pytest.approx((1 + 1 / 2 + 0 + 4 / 5) / 4)


def test_nothing_is_a_fraction_of_a_target_of_zero() -> None:
    scores = score(Estimates(np.array([0.0, 2]), np.array([1.0, 2])))
    assert math.isnan(scores["mape"]) and scores["mae"] == 0.5


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_direction_and_range_are_right(metric: Any) -> None:
    targets = np.arange(1.0, 11)
    good, bad = Estimates(targets, targets + 0.1), Estimates(targets, targets[::-1])
    better, worse = metric.compute(good), metric.compute(bad)
    assert (better > worse) == metric.higher_is_better
    assert all(metric.range[0] <= value <= metric.range[1] for value in (better, worse))
    assert metric.title and metric.help and metric.formula and metric.unit and metric.source


def test_names_and_units_tell_the_errors_apart() -> None:
    mae, mse, rmse, *_ = METRICS
    assert rmse.unit == mae.unit != mse.unit
    assert "MSE of 100 is an RMSE of 10" in rmse.help
    stretched, plain = drawn("large", 0), drawn("usual", 0)
    assert rmse.compute(stretched) == pytest.approx(1e8 * rmse.compute(plain), rel=1e-6)
    assert mse.compute(stretched) == pytest.approx(1e16 * mse.compute(plain), rel=1e-6)


def test_each_task_has_its_metrics() -> None:
    assert metrics_of("regression") == METRICS
    assert metrics_of("classification")[0].name == "accuracy", "models are ranked by it"
    assert metrics_of("generation")[0].name == "frechet_distance"
    assert metrics_of("control")[0].name == "return_mean"
    assert metrics_of("forecasting") == METRICS, "a forecast is a number like any other"
    # A loss curve of fractions that one target of 0 undoes is none.
    assert [*score(drawn("usual", 0), live=True), "mape"] == list(score(drawn("usual", 0)))


def test_stored_arrays_hold_targets_and_values_as_they_are() -> None:
    said = {"valid": drawn("usual", 0), "test": drawn("large", 1)}
    arrays = as_arrays(said)
    assert set(arrays) == {f"{split}.{name}" for split in said for name in ("targets", "values")}
    for split, each in said.items():
        again = Estimates(arrays[f"{split}.targets"], arrays[f"{split}.values"])
        assert score(again) == score(each)

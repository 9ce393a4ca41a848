"""Windows of series: what is in them, what is to be forecast, and that none looks ahead."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import sine_mix
from core.data.dataset import SPLITS
from core.data.observed import CO2, SUNSPOTS, Co2Params, SunspotsParams
from core.data.sine_mix import SineMixParams
from core.data.windows import Series, SeriesParams, known_then, series_dataset, series_facts
from core.spec.message import SpecError

NAN = float("nan")


def counted(count: int) -> Series:
    """Return the series 0, 1, 2, ..."""
    return Series(np.arange(count, dtype=float), np.arange(count), "value")


@given(st.integers(2, 30), st.integers(1, 20), st.integers(200, 400))
def test_each_target_comes_so_many_steps_after_its_window(
    window: int, horizon: int, count: int
) -> None:
    data = series_dataset("s", counted(count), SeriesParams(window=window, horizon=horizon))
    for part in data.splits.values():
        ends = part.inputs[:, -1, 0]
        assert np.array_equal(part.targets, ends + horizon)
        assert np.array_equal(
            part.inputs[:, :, 0] - ends[:, None], [range(1 - window, 1)] * len(ends)
        )
        assert np.array_equal(part.about["time"], part.targets)
    everything = np.concatenate([data.splits[split].targets for split in SPLITS])
    assert np.array_equal(everything, np.arange(window - 1 + horizon, count))


def test_validation_and_test_are_the_same_times_whatever_is_seen() -> None:
    one = series_dataset("s", counted(300), SeriesParams(window=5))
    other = series_dataset("s", counted(300), SeriesParams(window=40, horizon=7))
    for split, first in (("valid", 210), ("test", 255)):
        targets = [data.splits[split].targets for data in (one, other)]  # type: ignore[index]
        assert np.array_equal(*targets) and targets[0][0] == first
        assert len(targets[0]) == 45


def test_gaps_are_filled_with_what_was_known_at_the_end_of_the_window() -> None:
    values = np.array([1, NAN, 3, NAN, NAN, 6, 7])
    windows = np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6]])
    lines = known_then(values, windows)
    assert lines.tolist() == [[1, 2, 3], [2, 3, 3], [3, 3, 3], [4, 5, 6], [5, 6, 7]]
    before = known_then(values, windows, line=False)
    assert before.tolist() == [[1, 1, 3], [1, 3, 3], [3, 3, 3], [3, 3, 6], [3, 6, 7]]


@pytest.mark.parametrize("line", [True, False])
def test_what_comes_later_changes_no_window_before_it(line: bool) -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=200)
    values[random.permutation(np.arange(1, 200))[:60]] = NAN
    windows = np.arange(8, 200)[:, None] + np.arange(-7, 1)
    found = known_then(values, windows, line=line)
    assert np.isfinite(found).all()
    for end in range(8, 199, 7):
        changed = values.copy()
        changed[end + 1 :] = random.normal(size=len(values) - end - 1)
        again = known_then(changed, windows, line=line)
        assert np.array_equal(again[: end - 7], found[: end - 7])


def test_what_is_missing_is_never_to_be_forecast() -> None:
    values = np.arange(200, dtype=float)
    values[[0, 1, 50, 150, 199]] = NAN
    series = Series(values, np.arange(200), "value")
    data = series_dataset("s", series, SeriesParams(window=4))
    times = np.concatenate([data.splits[split].about["time"] for split in SPLITS])
    assert np.array_equal(times, [n for n in range(6, 199) if n not in (50, 150)])
    assert {split: len(part) for split, part in data.splits.items()} == series_facts(
        SeriesParams(window=4), series
    ).sizes


def test_a_series_too_short_is_refused_in_a_sentence() -> None:
    with pytest.raises(
        SpecError, match=r"too short: with 24 .* and 1 .* have 4 examples"
    ) as caught:
        series_facts(SeriesParams(), counted(40))
    assert caught.value.problems[0].field == "data.window"
    with pytest.raises(SpecError, match="have 0 examples"):
        series_facts(SeriesParams(window=400, horizon=100), counted(100))


def test_sunspots_are_those_of_statsmodels() -> None:
    from statsmodels.datasets import sunspots

    series = SUNSPOTS.series()
    real = sunspots.load_pandas().data
    assert np.array_equal(series.values, real["SUNACTIVITY"])
    assert np.array_equal(series.times, real["YEAR"].astype(int))
    assert SUNSPOTS.facts(SunspotsParams()).sizes == {"train": 193, "valid": 46, "test": 46}


def test_co2_is_that_of_statsmodels_with_its_gaps() -> None:
    from statsmodels.datasets import co2

    series = CO2.series()
    real = co2.load_pandas().data["co2"]
    assert np.array_equal(series.values, real.to_numpy(), equal_nan=True)
    assert series.times.tolist() == [day.date().isoformat() for day in real.index]
    assert np.isnan(series.values).sum() == 59
    facts = CO2.facts(Co2Params())
    assert facts.notes[0].worded().startswith("59 of 2284 weeks have no value.")
    assert facts.sizes == {"train": 1504, "valid": 343, "test": 343}
    days = series.times.astype("datetime64[D]")
    assert set(np.diff(days).astype(int)) == {7}


def test_waves_are_what_they_are_said_to_be() -> None:
    params = SineMixParams(noise=0, trend=2, period=20, second_period=8, length=400)
    data = sine_mix.load(params)
    for part in data.splits.values():
        time = part.about["time"]
        waves = np.sin(np.pi * time / 10) + 0.5 * np.sin(np.pi * time / 4) + 0.002 * time
        assert part.targets == pytest.approx(waves, abs=1e-5)
    noisy = sine_mix.load(params.model_copy(update={"noise": 0.3}))
    errors = noisy.splits["train"].targets - data.splits["train"].targets
    assert errors.std() == pytest.approx(0.3, rel=0.15)
    others = [
        sine_mix.load(SineMixParams(noise_seed=seed)).splits["test"].targets for seed in range(3)
    ]
    assert all(not np.array_equal(one, other) for one, other in pairwise(others))

"""How well the defaults of `rnn` and `rnn_lm` learn, next to what is simpler."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from core.catalog.build import build_spec
from tests.fixtures.playing import play

SEEDS = range(5)


def mean_scores(
    recipe: str, dataset: str, seeds: range = SEEDS, **sections: Any
) -> dict[str, float]:
    """Return the mean test scores over seeds, by metric."""
    raw = {"recipe": recipe, "dataset": dataset, "device": "cpu", **sections}
    found = [play(build_spec(raw | {"seed": seed}))[0].scores["test"] for seed in seeds]
    return {
        name: statistics.fmean(score for scores in found if (score := scores[name]) is not None)
        for name in found[0]
    }


@pytest.mark.slow
def test_digits_are_read_row_by_row() -> None:
    assert mean_scores("rnn", "digit_rows")["accuracy"] >= 0.965


@pytest.mark.slow
def test_sunspots_are_forecast_better_than_by_lags() -> None:
    network = mean_scores("rnn", "sunspots")
    ridge = mean_scores("ridge", "sunspots", range(1))
    assert network["rmse"] < ridge["rmse"]
    assert network["mae"] < ridge["mae"]

"""Metrics of language models: by hand, against each other, and which task has which."""

import math

import numpy as np
import pytest

from core.metrics.language import METRICS
from core.metrics.metric import Likelihoods, as_arrays
from core.metrics.scoring import metrics_of, metrics_scored, score


def said(*chances: float, right: int = 0) -> Likelihoods:
    """Return what a model said that gave the characters that came these probabilities."""
    targets = np.arange(len(chances))
    labels = np.where(np.arange(len(chances)) < right, targets, -1)
    return Likelihoods(targets, labels, np.log(chances))


def test_a_worked_example() -> None:
    # Chances of 1/2, 1/4, 1 and 1/8 cost 1, 2, 0 and 3 bits.
    scores = score(said(1 / 2, 1 / 4, 1, 1 / 8, right=3))
    assert scores["bits_per_character"] == pytest.approx(6 / 4)
    assert scores["perplexity"] == pytest.approx(2**1.5)
    assert scores["accuracy"] == 3 / 4


@pytest.mark.parametrize("size", [1, 2, 97])
def test_blind_guessing_costs_the_logarithm_of_the_alphabet(size: int) -> None:
    scores = score(said(*[1 / size] * 50))
    assert scores["bits_per_character"] == pytest.approx(math.log2(size), abs=1e-12)
    assert scores["perplexity"] == pytest.approx(size)


def test_what_was_held_for_impossible_costs_infinitely_much() -> None:
    with np.errstate(divide="ignore"):
        scores = score(said(0.5, 0.0))
    assert scores["bits_per_character"] == scores["perplexity"] == math.inf


def test_names_are_fixed_and_the_first_ranks() -> None:
    assert [metric.name for metric in METRICS] == ["bits_per_character", "perplexity", "accuracy"]
    assert metrics_of("language_modelling") == METRICS
    assert list(score(said(0.5), live=True)) == list(score(said(0.5)))


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_direction_and_range_are_right(metric: object) -> None:
    better = metric.compute(said(0.9, 0.8, right=2))  # type: ignore[attr-defined]
    worse = metric.compute(said(0.1, 0.2, right=0))  # type: ignore[attr-defined]
    low, high = metric.range  # type: ignore[attr-defined]
    assert (better > worse) == metric.higher_is_better  # type: ignore[attr-defined]
    assert low <= min(better, worse) and max(better, worse) <= high


def test_an_accuracy_alone_is_of_classes_and_beside_bits_of_characters() -> None:
    assert metrics_scored({"accuracy": 0.5}) == metrics_of("classification")
    every = {metric.name: 0.5 for metric in METRICS}
    assert metrics_scored(every) == METRICS
    every = {metric.name: 0.5 for metric in metrics_of("classification")}
    assert metrics_scored(every) == metrics_of("classification")
    assert metrics_scored({"energy_distance": 0.5}) == ()


def test_kept_arrays_score_alike() -> None:
    one = said(0.3, 0.2, 0.9, right=1)
    kept = as_arrays({"test": one})
    again = Likelihoods(
        *(kept[f"test.{name}"] for name in ("targets", "labels", "log_likelihoods"))
    )
    assert score(again) == pytest.approx(score(one), rel=1e-6)

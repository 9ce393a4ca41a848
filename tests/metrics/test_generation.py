"""Metrics of made examples, against examples worked by hand."""

import math
from typing import Any

import numpy as np
import pytest

from core.metrics import generation
from core.metrics.generation import METRICS, within
from core.metrics.metric import Samples, as_arrays
from core.metrics.normal import Normal
from core.metrics.scoring import metrics_of, metrics_scored, score


def samples(**given: Any) -> Samples:
    """Return ten good samples of two classes, with what is given instead."""
    points = np.random.default_rng(0).normal(size=(10, 2))
    usual: dict[str, Any] = {
        "made": points,
        "real": points + 0.1,
        "trained": points - 0.1,
        "labels": np.arange(10) % 2,
        "sure": np.ones(10, bool),
        "real_sure": np.ones(10, bool),
        "distances": np.ones(10),
        "real_distances": np.ones(10),
        "classes": 2,
        "rebuilt": np.zeros(0),
    }
    known = usual | given
    return Samples(**known, real_normal=Normal.fitted(known["real"]))


def test_the_floor_is_between_real_examples() -> None:
    said = samples()
    assert generation.frechet_distance(said) == pytest.approx(2 * 0.1**2)
    assert generation.frechet_floor(said) == pytest.approx(2 * 0.2**2)


def test_precision_and_recall_by_hand() -> None:
    # Five real points at 0, 1, 2, 3, 4 reach to their third nearest: 3, 2, 2, 2, 3.
    real = np.arange(5.0)[:, None]
    assert within(np.array([[-3.0], [-3.1], [7.0], [7.1], [2.5]]), real) == 3 / 5
    # Four samples near 0 reach 0.3 at most, so that real points from 1 on are not found.
    made = np.array([[0.0], [0.1], [0.2], [0.3]])
    said = samples(made=made, real=real)
    assert generation.sample_precision(said) == 1
    assert generation.sample_recall(said) == 1 / 5


def test_with_few_points_a_ball_reaches_to_the_farthest() -> None:
    assert within(np.array([[3.0], [3.1]]), np.array([[0.0], [1.5]])) == 0.5


def test_recognised_and_classes_count_what_the_judge_is_sure_of() -> None:
    sure = np.array([True] * 4 + [False] * 6)
    labels = np.array([0, 0, 3, 3, 1, 2, 4, 5, 6, 7])
    said = samples(sure=sure, labels=labels, real_sure=np.array([True, False]))
    assert generation.recognised(said) == 0.4
    assert generation.recognised_real(said) == 0.5
    assert generation.classes_covered(said) == 2
    none = samples(sure=np.zeros(10, bool))
    assert (generation.recognised(none), generation.classes_covered(none)) == (0, 0)


def test_copies_are_ten_times_nearer_than_what_was_held_back() -> None:
    said = samples(distances=np.array([0, 0.19, 0.2, 3, 4]), real_distances=np.array([1, 2, 9]))
    assert generation.copied(said) == 2 / 5
    assert generation.training_distance(said) == 0.2 / 2
    assert math.isnan(generation.training_distance(samples(real_distances=np.zeros(3))))


def test_reconstruction_is_the_mean_over_examples() -> None:
    assert generation.reconstruction_error(samples(rebuilt=np.array([0.1, 0.3]))) == 0.2


def test_what_cannot_be_told_is_undefined() -> None:
    nobody = np.zeros(0, bool)
    found = score(samples(sure=nobody, real_sure=nobody))
    assert list(found) == [metric.name for metric in METRICS]
    undefined = {name for name, value in found.items() if math.isnan(value)}
    assert undefined == {"recognised", "recognised_real", "classes_covered", "reconstruction_error"}


def test_live_scores_need_no_distances() -> None:
    nothing = np.zeros(0)
    found = score(samples(distances=nothing, real_distances=nothing), live=True)
    assert set(found) == {
        "frechet_distance",
        "recognised",
        "classes_covered",
        "reconstruction_error",
    }


def test_the_scores_name_their_task_and_what_ranks() -> None:
    assert metrics_of("generation") is METRICS
    assert metrics_scored(score(samples()))[0].name == "frechet_distance"


def test_samples_are_kept_without_answers_that_luck_could_be_told_from() -> None:
    kept = as_arrays({"test": samples()})
    assert kept["test.made"].dtype == np.float32
    assert set(kept) == {f"test.{name}" for name in ("made", "real", "seen", "sure", "distances")}

"""Log loss and ROC AUC step by step: by hand, and equal to scikit-learn's."""

import math
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from core.metrics.classification import log_loss, roc_auc
from core.metrics.metric import Predictions
from core.metrics.worked_probabilities import WorkedRanking, worked_log_loss, worked_ranking


def example(seed: int, size: int = 40) -> tuple[Any, Any]:
    """Return which examples are positive and their probabilities; many of these are the same."""
    random = np.random.default_rng(seed)
    positive = random.random(size) < 0.4
    positive[:2] = True, False
    probabilities = random.random(size)
    return positive, probabilities.round(1) if seed % 2 else probabilities


@pytest.mark.parametrize("seed", range(8))
def test_ranking_equals_scikit_learn_and_every_pair_counted(seed: int) -> None:
    positive, scores = example(seed)
    found = worked_ranking(positive, scores)
    pairs = [(one, other) for one in scores[positive] for other in scores[~positive]]
    assert found.right == sum(one > other for one, other in pairs)
    assert found.tied == sum(one == other for one, other in pairs)
    assert found.wrong == sum(one < other for one, other in pairs)
    assert found.value == pytest.approx(metrics.roc_auc_score(positive, scores), rel=1e-12)
    both = Predictions(positive.astype(np.int64), np.stack([1 - scores, scores], axis=1))
    assert found.value == pytest.approx(roc_auc(both), rel=1e-12)


def test_a_worked_ranking() -> None:
    positive = np.array([True, True, False, False, False])
    scores = np.array([0.8, 0.4, 0.4, 0.2, 0.9])
    assert worked_ranking(positive, scores) == WorkedRanking(right=3, tied=1, wrong=2)
    assert worked_ranking(positive, scores).value == 3.5 / 6


@pytest.mark.parametrize("positive", [True, False])
def test_without_a_pair_the_area_is_undefined(positive: bool) -> None:
    found = worked_ranking(np.full(3, positive), np.array([0.1, 0.2, 0.3]))
    assert found == WorkedRanking(0, 0, 0)
    assert math.isnan(found.value)


@pytest.mark.parametrize("seed", range(4))
def test_log_loss_equals_scikit_learn(seed: int) -> None:
    positive, scores = example(seed)
    found = worked_log_loss(np.where(positive, scores, 1 - scores))
    both = np.stack([1 - scores, scores], axis=1)
    assert found.value == pytest.approx(metrics.log_loss(positive, both), rel=1e-9)
    assert found.value == pytest.approx(log_loss(Predictions(positive.astype(np.int64), both)))
    assert found.value == pytest.approx(found.loss_sum / len(positive))


def test_a_worked_log_loss() -> None:
    found = worked_log_loss(np.array([1 / 2, 1 / 4, 1.0]))
    assert found.losses == pytest.approx((math.log(2), math.log(4), 0), abs=1e-12)
    assert found.value == pytest.approx(math.log(2))


def test_a_sure_mistake_costs_much_but_not_everything() -> None:
    found = worked_log_loss(np.array([0.0]))
    assert found.value == pytest.approx(-math.log(np.finfo(np.float64).eps))

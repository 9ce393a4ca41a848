"""Scoring a model: the same code and the same stopwatch for deep and classical ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from core.metrics.metric import Answers
from core.metrics.scoring import score


class Evaluation(NamedTuple):
    """What a learner is worth on a split.

    Attributes:
        scores: By metric name; NaN where one is undefined.
        seconds: How long predicting (not scoring) took.
        predictions: What was scored, for models that predict.
    """

    scores: dict[str, float]
    seconds: float
    predictions: Answers | None = None


def evaluate(predict: Callable[[str], Answers], split: str) -> Evaluation:
    """Predict a split's examples against the clock and score the predictions."""
    begun = time.perf_counter()
    predictions = predict(split)
    seconds = time.perf_counter() - begun
    return Evaluation(score(predictions), seconds, predictions)

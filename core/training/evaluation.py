"""Scoring a classifier: the same code and the same stopwatch for deep and classical models."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from core.metrics.classification import classification_scores
from core.metrics.metric import Predictions


class Evaluation(NamedTuple):
    """Scores by metric name, and the seconds that predicting (not scoring) took."""

    scores: dict[str, float]
    seconds: float


def evaluate_classifier(predict: Callable[[str], Predictions], split: str) -> Evaluation:
    """Predict a split's examples against the clock and score the predictions."""
    begun = time.perf_counter()
    predictions = predict(split)
    seconds = time.perf_counter() - begun
    return Evaluation(classification_scores(predictions), seconds)

"""Which metrics judge which task, and all of them at once."""

from __future__ import annotations

from collections.abc import Container

from core.metrics import classification, control, generation, language, regression, transduction
from core.metrics.metric import Answers, Metric

_METRICS = {
    "classification": classification.METRICS,
    "regression": regression.METRICS,
    "forecasting": regression.METRICS,
    "language_modelling": language.METRICS,
    "transduction": transduction.METRICS,
    "generation": generation.METRICS,
    "control": control.METRICS,
}


def metrics_of(task: str) -> tuple[Metric, ...]:
    """Return the metrics of a task, first the one that models are ranked by.

    Learners of other tasks have scores of their own, so there are none of these.
    """
    return _METRICS.get(task, ())


def metrics_scored(names: Container[str]) -> tuple[Metric, ...]:
    """Return the metrics of the task whose scores have these names; none if it has no metrics.

    Tasks may share a name, as of an accuracy: the one that explains most names is it.
    """
    ranked = [metrics for metrics in _METRICS.values() if metrics[0].name in names]
    return max(ranked, key=lambda metrics: sum(each.name in names for each in metrics), default=())


def score(said: Answers, *, live: bool = False) -> dict[str, float]:
    """Return every metric of what a model said; with `live`, only those cheap for each epoch."""
    metrics = metrics_of(said.task)
    return {metric.name: metric.compute(said) for metric in metrics if metric.live or not live}

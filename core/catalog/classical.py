"""The description that classical baselines share, so that each of their files stays small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.catalog.charts import OF_SAMPLES
from core.catalog.descriptions import Chart, Curve, Kind, Recipe, Task
from core.spec.message import N_
from core.spec.parameters import Parameters
from core.spec.training import NoTraining

if TYPE_CHECKING:
    from core.training.classical import ClassicalLearner
    from core.training.classical_generative import ClassicalGenerator

CLASSES: frozenset[Task] = frozenset({"classification"})
NUMBERS: frozenset[Task] = frozenset({"regression", "forecasting"})
BOTH: frozenset[Task] = CLASSES | NUMBERS
ROWS: frozenset[Kind] = frozenset({"image", "tabular", "sequence", "series"})
"""What can be laid out as one row of numbers an example."""

_VALIDATION = N_("Validation")
_LOSS = Chart(
    N_("Loss"),
    N_("Cross entropy (nats)"),
    (Curve("valid/log_loss", _VALIDATION),),
    task="classification",
)
_ACCURACY = Chart(
    N_("Accuracy"),
    N_("Fraction right"),
    (Curve("valid/accuracy", _VALIDATION),),
    (0, 1),
    task="classification",
)
_ERROR = Chart(
    N_("Error"),
    N_("Size of an error (unit of the target)"),
    (
        Curve("valid/rmse", N_("Validation, RMSE")),
        Curve("valid/mae", N_("Validation, MAE")),
    ),
    task="regression",
)
_EXPLAINED = Chart(
    N_("R²"),
    N_("Fraction of the variance explained"),
    (Curve("valid/r2", _VALIDATION),),
    task="regression",
)
_OF_NUMBERS = tuple(
    replace(chart, task=task) for task in sorted(NUMBERS) for chart in (_ERROR, _EXPLAINED)
)


def classical_recipe(
    name: str,
    title: str,
    summary: str,
    learner: type[ClassicalLearner[Any]],
    params: type[Parameters] = Parameters,
    *,
    training: type[Parameters] = NoTraining,
    tasks: frozenset[Task] = CLASSES,
    accepts: frozenset[Kind] = ROWS,
    step_name: str = N_("Fit"),
    probabilistic: bool = True,
    uses_seed: bool = True,
    check: Callable[[Any, Any], None] | None = None,
) -> Recipe:
    """Describe a baseline, by default one that learns from whatever makes rows of numbers.

    Args:
        name: The catalog name.
        title: What people call it (marked text).
        summary: One or two sentences (marked text).
        learner: The class that wraps its estimator.
        params: Its settings.
        training: Settings of its training, if it is trained for a while.
        tasks: What it is for; its learner chooses the estimator by the data.
        accepts: Kinds of data it can learn from.
        step_name: What one step is (marked text).
        probabilistic: Whether, as a classifier, it gives probabilities, so that there is a loss to
            draw.
        uses_seed: Whether another seed makes another model.
        check: See `Recipe`.
    """
    drawn = (_LOSS, _ACCURACY, *_OF_NUMBERS) if probabilistic else (_ACCURACY, *_OF_NUMBERS)
    return Recipe(
        name=name,
        title=title,
        summary=summary,
        family="classical",
        tasks=tasks,
        accepts=accepts,
        learner=f"{learner.__module__}:{learner.__qualname__}",
        params=params,
        training=training,
        phases=learner.phases,
        step_name=step_name,
        charts=tuple(chart for chart in drawn if chart.task in tasks),
        uses_seed=uses_seed,
        check=check,
    )


def generator_recipe(
    name: str,
    title: str,
    summary: str,
    learner: type[ClassicalGenerator[Any]],
    params: type[Parameters],
) -> Recipe:
    """Describe a model that makes more pictures or points (title and summary are marked texts)."""
    return Recipe(
        name=name,
        title=title,
        summary=summary,
        family="classical",
        tasks=frozenset({"generation"}),
        accepts=frozenset({"image", "points"}),
        learner=f"{learner.__module__}:{learner.__qualname__}",
        params=params,
        phases=learner.phases,
        step_name=N_("Fit"),
        charts=OF_SAMPLES,
    )

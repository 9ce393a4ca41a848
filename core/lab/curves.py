"""What runs recorded while they learned, by steps and by seconds, over several repetitions."""

from __future__ import annotations

import statistics
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.catalog.build import build_spec, facts_of
from core.lab.result import Result
from core.store.runs import Run

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One recorded series of one model.

    Attributes:
        series: Number of the model in the result.
        steps: (point,), ascending, in gradient steps or rounds; from 1.
        seconds: (point,), the mean time spent on learning until then.
        values: (repetition, point); NaN where a run has none.
        single: Whether the model is fitted in one step, so that there is a point and no curve.
    """

    series: int
    steps: Values
    seconds: Values
    values: Values
    single: bool

    @property
    def means(self) -> Values:
        """(point,), over repetitions."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # which says that nothing is there
            means: Values = np.nanmean(self.values, axis=0)
        return means


def curves_of(result: Result, key: str) -> list[Curve]:
    """Return the curves of one recorded series, such as `valid/accuracy`; models without it lack.

    Runs record the same steps unless one ended early; its points are missing then.
    """
    found = (_curve(result, index, key) for index in range(len(result.series)))
    return [curve for curve in found if curve is not None]


def _curve(result: Result, index: int, key: str) -> Curve | None:
    told = [
        (run, points)
        for run in result.runs_of(index)
        if (points := result.events.get(run.id, {}).get(key)) and run.progress.get("step")
    ]
    if not told:
        return None
    run = told[0][0]
    # Before the first step nothing has been learned, and a logarithmic axis has no 0.
    steps = sorted({step for _, points in told for step in points["x"] if step > 0})
    if not steps:
        return None
    place = {step: number for number, step in enumerate(steps)}
    values = np.full((len(told), len(steps)), np.nan)
    for row, (_, points) in enumerate(told):
        for step, value in zip(points["x"], points["y"], strict=True):
            if step > 0 and value is not None:
                values[row, place[step]] = value
    a_step = statistics.fmean(
        other.seconds.get("train", 0.0) / other.progress["step"] for other, _ in told
    )
    counted = np.array(steps, float)
    return Curve(
        index,
        counted * updates_a_step(run),
        counted * a_step,
        values,
        run.progress.get("steps") == 1,
    )


def updates_a_step(run: Run) -> int:
    """Return how many gradient steps one step of a run makes.

    Of `sgd` a step is an epoch, and an update is made for each single example.
    """
    return facts_of(build_spec(run.spec)).sizes["train"] if run.recipe == "sgd" else 1

"""Results made by hand, for sentences that must say what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.catalog.build import build_spec
from core.catalog.find import recipes
from core.lab import attention
from core.lab.result import Result
from core.metrics.scoring import metrics_of
from core.spec.losses import LOSS_TITLES
from core.store import runs
from core.store.runs import Run


def result(
    values: dict[str, Sequence[Any]],
    x: Sequence[float],
    *,
    task: str = "classification",
    logarithmic: bool = False,
    **more: Any,
) -> Result:
    """Return a result of which each series has, at each place, the scores of its repetitions."""
    scores = np.array(list(values.values()), float)
    ids = np.full(scores.shape, "", dtype=object)
    for place in np.ndindex(scores.shape):
        if np.isfinite(scores[place]):
            ids[place] = "-".join(map(str, place))
    titles = {name: entry.title for name, entry in recipes().items()} | LOSS_TITLES
    titles |= attention.EXPERIMENT.choices("transduction")
    return Result(
        tuple(values),
        titles,
        np.array(x, float),
        "Examples",
        logarithmic,
        scores,
        ids,
        metrics_of(task)[0],
        **more,
    )


def finished(recipe: str, **fields: Any) -> Run:
    """Return a stored run that is said to have finished."""
    spec = build_spec({"recipe": recipe, "dataset": "moons"})
    run = runs.create(spec, name="by hand", worker={"cli": True})
    runs.settle(run, 1, "finished", **fields)
    found = runs.get(run)
    assert found is not None
    return found

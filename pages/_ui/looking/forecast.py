"""Forecasts of a series against what came: of a network at any moment, its seeds, other models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.build import task_of
from core.catalog.find import recipe
from core.data.dataset import SPLITS
from core.spec.run_spec import RunSpec
from core.store import arrays, runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.looking.insight_chart import named
from pages._ui.looking.kept_answers import kept_answers
from pages._ui.looking.sequence import horizon, mount, spec_to_look_into, told_apart
from pages._ui.probe import Arrays, when_answered
from pages._ui.visitor import visitor

MOST_OTHERS = 10
MOST_BEFORE = 2000
"""Values of the training part that are drawn before what is forecast."""


def forecast_view(run: Run | None, seeds: Sequence[Run] = ()) -> None:
    """Draw the forecasts of `run`.

    Args:
        run: The run that the page shows.
        seeds: Runs of the same setup with other seeds, `run` among them.
    """
    spec = spec_to_look_into(run)
    if run is None or spec is None:
        return
    if task_of(spec) != "forecasting":
        st.info(_("This model names classes. Choose a series as data, and press Train."))
        return
    if not recipe(spec.recipe).network and kept_answers(run) is None:
        return
    request = {"dataset": spec.dataset, "data": spec.data.model_dump(mode="json")}

    def draw(answer: Arrays) -> None:
        mount("forecast", run, spec, _about(run, spec, seeds, answer))

    when_answered("series", request, draw, _("Fetching the series …"))


def _about(run: Run, spec: RunSpec, seeds: Sequence[Run], answer: Arrays) -> dict[str, Any]:
    """Return what the browser is told besides what every view is."""
    network = bool(recipe(spec.recipe).network)
    sizes = [len(answer[f"values.{split}"]) for split in ("valid", "test")]
    start = {split: -MOST_BEFORE if split == "train" else 0 for split in SPLITS}
    series = {
        name: {split: _short(answer[f"{name}.{split}"][start[split] :]) for split in SPLITS}
        for name in ("time", "values")
    }
    return {
        "target": named(run, str(answer["target"])),
        "unit": named(run, str(answer["unit"])) if str(answer["unit"]) else "",
        "horizon": horizon(spec),
        "series": {**series, "dates": bool(answer["dates"]), "step": float(answer["step"])},
        "seeds": [{"id": each.id, "status": each.status} for each in seeds if network],
        "own": None if network else _said(run, sizes),
        "kept": _kept(run, sizes),
    }


def _kept(run: Run, sizes: list[int]) -> list[dict[str, Any]]:
    """Return what other scored models on the same data said, one of each setup."""
    found = runs.find(
        owners=["", visitor()], data_hash=run.data_hash, status=["finished"], limit=100
    )
    newest: dict[str, Run] = {}
    for other in found:
        if other.group_hash != run.group_hash and other.scores.get("test"):
            newest.setdefault(other.group_hash, other)
    told: list[dict[str, Any]] = []
    for other in list(newest.values())[:MOST_OTHERS]:
        said = _said(other, sizes)
        if said:
            told.append({"id": other.id, "name": told_apart(other), **said})
    return told


def _said(run: Run, sizes: list[int]) -> dict[str, list[float]] | None:
    """Return what a scored run forecast; None if it is not of this series any more.

    A file may have changed under its path.
    """
    kept = arrays.load(run.id, "predictions") or {}
    said = [kept.get(f"{split}.values", np.empty(0)) for split in ("valid", "test")]
    if [len(each) for each in said] != sizes:
        return None
    return {"valid": _short(said[0]), "test": _short(said[1])}


def _short(values: NDArray[Any]) -> list[float]:
    """Return numbers in few digits; those that are not finite as 0, which JSON can hold."""
    return [float(f"{value:.7g}") for value in np.nan_to_num(values)]

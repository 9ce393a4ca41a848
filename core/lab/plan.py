"""From the settings of an experiment to the runs that it needs; the same settings, the same runs.

Nothing is stored about experiments: their runs are found again by what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.catalog.build import build_spec, facts_of
from core.catalog.find import recipe as find_recipe
from core.lab.experiment import Experiment, LabSettings
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.run_spec import RunSpec
from core.store.runs import Run

MOST_RUNS = 200

Key = tuple[str, int]
"""What a run is found by: the hash of everything but the seed, and the seed."""


@dataclass(frozen=True)
class Trial:
    """One measurement.

    Attributes:
        series: The recipe, or the form of the experiment's one recipe.
        x: The value of what is varied; 0 where nothing is.
        repetition: From 0.
        spec: The run that makes it. Models without chance share one where the data are the same.
        key: What the run is found by.
    """

    series: str
    x: float
    repetition: int
    spec: RunSpec
    key: Key


def plan(experiment: Experiment, settings: LabSettings) -> list[Trial]:
    """Return all measurements, each repetition complete before the next one begins.

    Raises:
        SpecError: If a setting is none, or there would be too many runs.
    """
    compared, values = experiment.compared(settings), experiment.values(settings)
    count = len(compared) * len(values) * settings.repetitions
    if count > MOST_RUNS:
        text = N_(
            "this would be {count} runs; {most} is the most. Take fewer models, values or "
            "repetitions"
        )
        raise SpecError([Problem("runs", Message(text, {"count": count, "most": MOST_RUNS}))])
    trials: dict[tuple[str, float, int], Trial] = {}
    for repetition in range(settings.repetitions):
        for value in values:
            for series in compared:
                spec = build_spec(_raw(experiment, settings, series, value, repetition))
                # More examples than there are mean all of them: the same measurement.
                x = _place(experiment, settings, spec, value)
                key = (spec.group_hash(), spec.seed)
                trials.setdefault((series, x, repetition), Trial(series, x, repetition, spec, key))
    return list(trials.values())


def _raw(
    experiment: Experiment,
    settings: LabSettings,
    series: str,
    value: float | None,
    repetition: int,
) -> dict[str, Any]:
    """Return one run as plain data."""
    forms, dataset = experiment.forms, experiment.dataset(settings)
    recipe = forms.recipe if forms else series
    usual, chosen = experiment.start.models.get(recipe, {}), settings.models.get(recipe, {})
    own = {
        section: usual.get(section, {}) | chosen.get(section, {})
        for section in ("params", "training")
    }
    data = experiment.start.data.get(dataset.name, {}) | settings.data.get(dataset.name, {})
    factor = experiment.factor(settings)
    if factor is not None:
        data |= dict.fromkeys(factor.names, value)
    first = data.get("split_seed", 0)
    if settings.fresh_data and isinstance(first, int):
        data["split_seed"] = first + settings.seed + repetition
    chance = repetition if find_recipe(recipe).uses_seed else 0
    return {
        "recipe": recipe,
        "dataset": dataset.name,
        "data": data,
        "params": own["params"] | ({forms.setting: series} if forms else {}),
        "training": own["training"],
        "seed": settings.seed + chance,
    }


def _place(
    experiment: Experiment, settings: LabSettings, spec: RunSpec, value: float | None
) -> float:
    """Return where on the axis a run stands."""
    factor = experiment.factor(settings)
    if factor is not None and factor.name == "subset":
        return float(facts_of(spec).sizes["train"])
    return value or 0.0


_BEST_FIRST = ("finished", "running", "waiting", "paused", "stopped", "failed", "diverged")


def found_again(trials: Sequence[Trial], stored: Sequence[Run]) -> dict[Key, Run]:
    """Return the runs that trials need, as far as they are among `stored`, which is newest first.

    Of several for one trial, the one that is furthest counts, and of these the newest.
    """
    wanted = {trial.key for trial in trials}
    found: dict[Key, Run] = {}
    for run in stored:
        key = (run.group_hash, run.seed)
        if key not in wanted:
            continue
        other = found.get(key)
        if other is None or _place_of(run) < _place_of(other):
            found[key] = run
    return found


def _place_of(run: Run) -> int:
    return _BEST_FIRST.index(run.status)


def left_to_do(trials: Sequence[Trial], found: dict[Key, Run]) -> dict[Key, RunSpec]:
    """Return the runs that have not ended for good and are not on their way either."""
    done = ("finished", "diverged", "running", "waiting")
    return {
        trial.key: trial.spec
        for trial in trials
        if trial.key not in found or found[trial.key].status not in done
    }

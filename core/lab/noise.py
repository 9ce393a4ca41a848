"""`noise`: how much noise does each model bear, and what does each of them cost?"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

import numpy as np

from core.catalog.find import recipes
from core.lab.experiment import Experiment, Factor, LabSettings
from core.lab.result import Result
from core.lab.sentences import at, leader, missing, number, ranking, versus
from core.spec.message import N_, Message
from core.store.runs import Run

_CHANGES = N_("{model}: {metric} {first} at {begin} and {last} at {end} ({axis}).")
_COSTS = N_(
    "Training took {deep} {deep_seconds} s and {classical}, the best classical model here, "
    "{classical_seconds} s ({ratio} times as long). On average over all noise the network's "
    "{metric} is {score}, the other's {other}."
)
_MEMORY = N_("Kept on disk, {deep} takes {deep_size} kB and {classical} {classical_size} kB.")


def conclude(result: Result) -> list[Message]:
    """Say what noise does to each model, who bears most, and what the best two cost."""
    found = missing(result)
    if not np.isfinite(result.means).any():
        return found
    changes = (_change(result, index) for index in range(len(result.series)))
    found += [message for message in changes if message is not None]
    found += leader(result, 0) + (leader(result, -1) if len(result.x) > 1 else [])
    best = {_family(result, index): index for index in reversed(ranking(result))}
    if "deep" in best and "classical" in best:
        compared = versus(result, best["deep"], best["classical"])
        found += [compared] if compared is not None else []
        found += _costs(result, best["deep"], best["classical"])
    return found


def _family(result: Result, index: int) -> str:
    return recipes()[result.series[index]].family


def _change(result: Result, index: int) -> Message | None:
    """Say what a model scores with the least noise and with the most."""
    means = result.means[index]
    known = np.flatnonzero(np.isfinite(means))
    if len(known) < 2:
        return None
    values = {
        "model": result.title(index),
        "metric": Message(result.metric.title),
        "axis": Message(result.axis),
        "first": number(float(means[known[0]])),
        "last": number(float(means[known[-1]])),
        "begin": at(float(result.x[known[0]])),
        "end": at(float(result.x[known[-1]])),
    }
    return Message(_CHANGES, values)


def mean_of(runs: Iterable[Run], cost: Callable[[Run], float | None]) -> float | None:
    """Return the mean of what runs cost, as far as it is known."""
    known = [value for value in map(cost, runs) if value is not None]
    return statistics.fmean(known) if known else None


def _costs(result: Result, deep: int, classical: int) -> list[Message]:
    """Say what the best network and the best classical model take."""
    runs = {name: result.runs_of(index) for name, index in (("d", deep), ("c", classical))}
    seconds = {
        name: mean_of(own, lambda run: run.seconds.get("train")) for name, own in runs.items()
    }
    sizes = {
        name: mean_of(own, lambda run: run.environment.get("size_bytes"))
        for name, own in runs.items()
    }
    models = {"deep": result.title(deep), "classical": result.title(classical)}
    found = []
    shared = np.isfinite(result.means[[deep, classical]]).all(axis=0)
    if seconds["d"] is not None and seconds["c"] and shared.any():
        values = models | {
            "deep_seconds": number(seconds["d"]),
            "classical_seconds": number(seconds["c"]),
            "ratio": f"{seconds['d'] / seconds['c']:.3g}",
            "metric": Message(result.metric.title),
            "score": number(float(result.means[deep, shared].mean())),
            "other": number(float(result.means[classical, shared].mean())),
        }
        found.append(Message(_COSTS, values))
    if sizes["d"] is not None and sizes["c"] is not None:
        shown = {"deep_size": number(sizes["d"] / 1e3), "classical_size": number(sizes["c"] / 1e3)}
        found.append(Message(_MEMORY, models | shown))
    return found


EXPERIMENT = Experiment(
    name="noise",
    title=N_("Noise and cost"),
    question=N_(
        "Real data are wrong here and there. Some labels of the training examples are replaced by "
        "others, or the features themselves are blurred: which model learns the errors by heart, "
        "and which looks through them? And what does a better score take: time, memory, room on "
        "disk? Look how far each curve falls, then at the table of costs."
    ),
    factors=(
        Factor(
            "label_noise",
            N_("Wrong labels"),
            N_("Which fraction of the training examples has a wrong answer, from 0 to 1."),
            "0, 0.1, 0.2, 0.4",
            N_("fraction of the training examples"),
        ),
        Factor(
            "noise",
            N_("Noise on the inputs"),
            N_(
                "How far each feature is off: for points, where the plane is 2 wide, from 0 to 1; "
                "for tables, in units of the feature's own spread, from 0 to 10."
            ),
            "0, 0.1, 0.2, 0.4",
            N_("standard deviation"),
        ),
    ),
    usual={
        "classification": ("mlp", "logistic_regression", "decision_tree", "random_forest"),
        "regression": ("mlp", "ridge", "decision_tree", "random_forest"),
    },
    start=LabSettings(
        dataset="moons",
        data={"moons": {"size": 600, "noise": 0.15}},
        models={"mlp": {"training": {"epochs": 40}}},
    ),
    conclude=conclude,
    costs=True,
)

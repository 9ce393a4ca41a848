"""`model`: as the data get harder, where does each model give up?"""

from __future__ import annotations

import numpy as np

from core.lab.experiment import Experiment, Factor, LabSettings
from core.lab.result import Result
from core.lab.sentences import at, leader, missing, number
from core.lab.shape import falls_below
from core.spec.message import N_, Message

_BEGINS_BELOW = N_("{model} is worse than that from the start ({first} at {begin}).")
_FALLS = N_(
    "{model} gets worse than that at about {place} (from {first} at {begin} to {last} at {end})."
)
_STAYS = N_("{model} stays better than that (from {first} at {begin} to {last} at {end}).")


def conclude(result: Result) -> list[Message]:
    """Say where each model is worse than the middle of what was measured, and who is best."""
    found = missing(result)
    if not np.isfinite(result.means).any():
        return found
    best, worst = np.nanmax(result.goodness), np.nanmin(result.goodness)
    if best == worst:
        text = N_(
            "All models score the same everywhere ({score}): these data do not tell them apart."
        )
        return [*found, Message(text, {"score": number(float(np.nanmax(result.means)))})]
    level, sign = (best + worst) / 2, 1 if result.metric.higher_is_better else -1
    text = N_(
        "The best {metric} measured is {best}, the worst {worst}. Say that a model has given up "
        "where it is worse than the middle between them, {level}."
    )
    values = {
        "metric": Message(result.metric.title),
        "best": number(sign * float(best)),
        "worst": number(sign * float(worst)),
        "level": number(sign * float(level)),
    }
    found.append(Message(text, values))
    found += [
        _of_model(result, index, float(level))
        for index in range(len(result.series))
        if np.isfinite(result.means[index]).any()
    ]
    return found + leader(result, 0) + (leader(result, -1) if len(result.x) > 1 else [])


def _of_model(result: Result, index: int, level: float) -> Message:
    """Say where one model gives up."""
    goodness, means = result.goodness[index], result.means[index]
    known = np.flatnonzero(np.isfinite(means))
    place = falls_below(result.x, goodness, level)
    values = {
        "model": result.title(index),
        "first": number(float(means[known[0]])),
        "last": number(float(means[known[-1]])),
        "begin": at(float(result.x[known[0]])),
        "end": at(float(result.x[known[-1]])),
    }
    if place is None:
        return Message(_STAYS, values)
    if goodness[known[0]] < level:
        return Message(_BEGINS_BELOW, values)
    return Message(_FALLS, values | {"place": at(place)})


EXPERIMENT = Experiment(
    name="model",
    title=N_("The model"),
    question=N_(
        "How complicated may the truth be before a model gives up? Wind the arms of a spiral "
        "tighter, or hide the two columns that matter among columns of pure noise, and see which "
        "model fails first. Look at the shape of the fall: a model that cannot bend far enough "
        "fails with the turns, one that looks at all columns alike fails with the noise."
    ),
    factors=(
        Factor(
            "turns",
            N_("Turns of the spiral"),
            N_("How often each arm winds around the middle, from 0.25 to 6."),
            "0.5, 1, 2, 3",
        ),
        Factor(
            "extra_noise_columns",
            N_("Columns of pure noise"),
            N_("How many useless columns stand beside those that matter, from 0 to 200."),
            "0, 2, 8, 32",
        ),
    ),
    usual={
        "classification": ("mlp", "decision_tree", "rbf_svm", "k_neighbors", "logistic_regression"),
        "regression": ("mlp", "decision_tree", "svr", "k_neighbors", "ridge"),
    },
    start=LabSettings(
        dataset="spiral",
        data={"spiral": {"size": 500}},
        models={"mlp": {"training": {"epochs": 150}}},
    ),
    conclude=conclude,
)

"""`objective`: the same network, told to make something else small."""

from __future__ import annotations

import numpy as np

from core.lab.experiment import LOSSES, Experiment, Factor, LabSettings
from core.lab.luck import lead_of
from core.lab.result import Result
from core.lab.sentences import at, leader, luck, missing, number, ranking
from core.spec.message import N_, Message

GRADIENT = "train/gradient_norm"
_CHANGES = N_("Trained with {loss}: {metric} {first} at {begin} and {last} at {end} ({axis}).")
_RESISTS = N_(
    "{first} resisted best: between {begin} and {end} ({axis}) it lost {lost}, while {last}, which "
    "resisted least, lost {most}; that difference is {luck}."
)
_UNHARMED = N_(
    "{first} resisted best: between {begin} and {end} ({axis}) it lost nothing, while {last}, "
    "which resisted least, lost {most}; that difference is {luck}."
)
_NO_GRADIENT = N_(
    "Under {loss} every gradient recorded was exactly 0: no direction is downhill, so nothing was "
    "learned ({metric} {score} on average). {best}, which has a slope, reached {reached}."
)


def conclude(result: Result) -> list[Message]:
    """Say what each loss reached, which of them resisted, and which had no gradient."""
    found = missing(result)
    if not np.isfinite(result.means).any():
        return found
    order = ranking(result)
    dead = [index for index in order if _has_no_gradient(result, index)]
    if order and order[0] not in dead:
        values = {
            "metric": Message(result.metric.title),
            "best": result.title(order[0]),
            "reached": number(_best(result, order[0])),
        }
        for index in dead:
            score = number(float(np.nanmean(result.means[index])))
            told = values | {"loss": result.title(index), "score": score}
            found.append(Message(_NO_GRADIENT, told))
    found += leader(result, 0)
    if len(result.x) == 1:
        return found
    learning = [index for index in order if index not in dead]
    found += [_change(result, index) for index in learning]
    return found + leader(result, -1) + _resistance(result, learning)


def _best(result: Result, index: int) -> float:
    """Return the best score of a series."""
    means = result.means[index]
    return float(np.nanmax(means) if result.metric.higher_is_better else np.nanmin(means))


def _has_no_gradient(result: Result, index: int) -> bool:
    """Return whether all gradients that the runs of a series recorded were zero."""
    told = [result.events.get(run.id, {}).get(GRADIENT) for run in result.runs_of(index)]
    values = [value for series in told if series for value in series["y"]]
    return bool(values) and all(value == 0 for value in values)


def _ends(result: Result, index: int) -> tuple[int, int]:
    """Return the first and the last place at which a series was measured."""
    known = np.flatnonzero(np.isfinite(result.means[index]))
    return int(known[0]), int(known[-1])


def _change(result: Result, index: int) -> Message:
    """Say what a loss reached with the least corruption and with the most."""
    begin, end = _ends(result, index)
    values = {
        "loss": result.title(index),
        "metric": Message(result.metric.title),
        "axis": Message(result.axis),
        "first": number(float(result.means[index, begin])),
        "last": number(float(result.means[index, end])),
        "begin": at(float(result.x[begin])),
        "end": at(float(result.x[end])),
    }
    return Message(_CHANGES, values)


def _resistance(result: Result, learning: list[int]) -> list[Message]:
    """Say which loss lost least from the first place to the last, and which most."""
    sign = 1 if result.metric.higher_is_better else -1
    lost = sign * (result.values[:, 0] - result.values[:, -1])  # (series, repetition)
    means = {index: lost[index][np.isfinite(lost[index])] for index in learning}
    order = sorted((i for i in means if len(means[i])), key=lambda index: means[index].mean())
    if len(order) < 2:
        return []
    first, last = order[0], order[-1]
    differences = lost[last] - lost[first]
    lead = lead_of(differences[np.isfinite(differences)].tolist())
    if lead is None or means[last].mean() <= 0:
        return []
    values = {
        "first": result.title(first),
        "last": result.title(last),
        "axis": Message(result.axis),
        "begin": at(float(result.x[0])),
        "end": at(float(result.x[-1])),
        "lost": number(float(means[first].mean())),
        "most": number(float(means[last].mean())),
        "luck": luck(lead),
    }
    return [Message(_RESISTS if means[first].mean() > 0 else _UNHARMED, values)]


EXPERIMENT = Experiment(
    name="objective",
    title=N_("The objective"),
    question=N_(
        "A network learns what its loss asks for, and nothing else. Here the same network learns "
        "under different losses, while part of the answers that it learns from are wrong. Look at "
        "the 0-1 loss, which counts mistakes as the score does: why is it never used? Then see "
        "which losses resist: one that punishes large errors most is bent most by a few lies."
    ),
    factors=(
        Factor(
            "label_noise",
            N_("Wrong labels"),
            N_("Which fraction of the training examples has a wrong answer, from 0 to 1."),
            "0, 0.2, 0.4",
            N_("fraction of the training examples"),
        ),
        Factor(
            "outliers",
            N_("Outliers"),
            N_(
                "Which fraction of the training examples is far off, from 0 to 0.5. The answer is "
                "then a number, the height of a surface."
            ),
            "0, 0.05, 0.2",
            N_("fraction of the training examples"),
        ),
    ),
    usual={
        "classification": ("cross_entropy", "mse", "hinge", "mae", "zero_one"),
        "regression": ("mse", "mae", "huber"),
    },
    start=LabSettings(
        dataset="moons",
        data={"moons": {"size": 600, "noise": 0.2}, "surfaces": {"size": 600}},
        models={"mlp": {"training": {"epochs": 40}}},
    ),
    conclude=conclude,
    forms=LOSSES,
    recorded=(GRADIENT,),
)

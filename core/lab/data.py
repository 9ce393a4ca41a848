"""`data`: how many examples does each model need?"""

from __future__ import annotations

import numpy as np

from core.lab.experiment import Experiment, Factor, LabSettings
from core.lab.result import Result
from core.lab.sentences import at, leader, missing, number, versus_network
from core.spec.message import N_, Message

_NEEDS = N_(
    "{model} gains most of what more data bring it, from {first} to {last}, between {before} and "
    "{after} examples ({gain})."
)


def conclude(result: Result) -> list[Message]:
    """Say who is best with few examples and with all, where curves cross, and what more bring."""
    found = missing(result)
    if not np.isfinite(result.means).any():
        return found
    found += leader(result, 0) + (leader(result, -1) if len(result.x) > 1 else [])
    found += versus_network(result)
    steepest = (_steepest(result, index) for index in range(len(result.series)))
    return found + [message for message in steepest if message is not None]


def _steepest(result: Result, index: int) -> Message | None:
    """Say between which two numbers of examples a model gains most; None if none is most."""
    known = np.flatnonzero(np.isfinite(result.means[index]))
    gains = np.diff(result.goodness[index, known])
    # The largest gain is most of it only if it is more than half of what is gained in all.
    if not len(gains) or gains.sum() <= 0 or gains.max() <= gains.sum() / 2:
        return None
    step = int(gains.argmax())
    values = {
        "model": result.title(index),
        "first": number(float(result.means[index, known[0]])),
        "last": number(float(result.means[index, known[-1]])),
        "before": at(float(result.x[known[step]])),
        "after": at(float(result.x[known[step + 1]])),
        "gain": number(float(gains[step])),
    }
    return Message(_NEEDS, values)


EXPERIMENT = Experiment(
    name="data",
    title=N_("The amount of data"),
    question=N_(
        "Networks are said to need many examples. How many, and which model makes the most of "
        "few? Each model learns from the same ever larger sets; the test examples never change "
        "with their size. Look where the curves cross, and whether the bands still overlap there: "
        "a crossing within the bands may be luck."
    ),
    factors=(
        Factor(
            "subset",
            N_("Training examples"),
            N_("How many examples the models learn from, 10 or more; `all` means all there are."),
            "20, 50, 120, 300, all",
            logarithmic=True,
        ),
    ),
    usual={
        "classification": (
            "mlp",
            "logistic_regression",
            "k_neighbors",
            "random_forest",
            "gradient_boosting",
        ),
        "regression": ("mlp", "ridge", "k_neighbors", "random_forest", "gradient_boosting"),
    },
    start=LabSettings(
        dataset="moons",
        data={"moons": {"size": 1200, "noise": 0.15}},
        models={"mlp": {"training": {"epochs": 40}}},
    ),
    conclude=conclude,
)

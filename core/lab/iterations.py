"""`iterations`: who gets where, after how many steps and how many seconds?"""

from __future__ import annotations

import numpy as np

from core.lab.curves import Curve, curves_of
from core.lab.experiment import NETWORK, Experiment, LabSettings
from core.lab.result import Result
from core.lab.sentences import at, luck, missing, number, ranking
from core.spec.message import N_, Message

LOSSES = {"accuracy": "log_loss", "mae": "mse"}
"""By the metric that ranks, the one that training makes small, which is shown beside it."""
_NEAR = 0.01
"""A model has arrived where it is this near to its best, as a share of that."""

_ARRIVES = N_(
    "{model} came within {share} % of its best ({best}) after {steps} of {count} steps, "
    "{seconds} s of {total} s."
)
_SINGLE = N_("{model} is there after a single step of {seconds} s: {score}.")
_PASSES = N_(
    "{network} passes {model}, the best of those fitted in one step, after {steps} steps: at "
    "{seconds} s, where the other was done at {other} s."
)
_NEVER = N_("{network} never gets past {model}, the best of those fitted in one step ({score}).")
_WORSENS = N_(
    "{model}: the validation loss was lowest, {least}, after {steps} steps, and ended at {last}. "
    "What it learned after that, it learned by heart."
)
_END = N_(
    "On the test examples {first} ended best ({metric} {best}), then {second} ({next}): {luck}."
)


def conclude(result: Result) -> list[Message]:
    """Say how fast each model arrives, when the network passes the others, and who overfits."""
    found = missing(result)
    curves = [curve for curve in curves_of(result, f"valid/{result.metric.name}") if _told(curve)]
    sign = 1 if result.metric.higher_is_better else -1
    found += [_arrival(result, curve, sign) for curve in curves]
    found += _passing(result, curves, sign)
    if result.metric.name in LOSSES:
        found += _by_heart(result, curves_of(result, f"valid/{LOSSES[result.metric.name]}"))
    return found + _at_the_end(result)


def _told(curve: Curve) -> bool:
    return bool(np.isfinite(curve.means).any())


def _arrival(result: Result, curve: Curve, sign: int) -> Message:
    """Say when a model was nearly as good as it ever got."""
    model, means = result.title(curve.series), curve.means
    total = number(float(curve.seconds[-1]))
    if curve.single:
        score = number(float(means[-1]))
        return Message(_SINGLE, {"model": model, "seconds": total, "score": score})
    heights = sign * means
    best = float(np.nanmax(heights))
    arrived = int(np.flatnonzero(heights >= best - _NEAR * abs(best))[0])
    values = {
        "model": model,
        "share": f"{100 * _NEAR:.0f}",
        "best": number(sign * best),
        "steps": at(float(curve.steps[arrived])),
        "count": at(float(curve.steps[-1])),
        "seconds": number(float(curve.seconds[arrived])),
        "total": total,
    }
    return Message(_ARRIVES, values)


def _passing(result: Result, curves: list[Curve], sign: int) -> list[Message]:
    """Say when the network passes the best model that is fitted in one step."""
    networks = [curve for curve in curves if result.series[curve.series] == NETWORK]
    single = [curve for curve in curves if curve.single]
    if not networks or not single:
        return []
    best = max(single, key=lambda curve: float(sign * curve.means[-1]))
    (network,) = networks
    above = sign * network.means > sign * best.means[-1]
    if above.any() and not above[-1]:
        return []  # it was ahead only for a while
    past = np.arange(len(above))[len(above) - int(above[::-1].cumprod().sum()) :]
    values = {
        "network": result.title(network.series),
        "model": result.title(best.series),
        "score": number(float(best.means[-1])),
    }
    if not len(past):
        return [Message(_NEVER, values)]
    values |= {
        "steps": at(float(network.steps[past[0]])),
        "seconds": number(float(network.seconds[past[0]])),
        "other": number(float(best.seconds[-1])),
    }
    return [Message(_PASSES, values)]


def _by_heart(result: Result, curves: list[Curve]) -> list[Message]:
    """Name the models whose validation loss rose again, in every repetition, by a tenth or more."""
    found = []
    for curve in curves:
        complete = curve.values[np.isfinite(curve.values).all(axis=1)]
        if curve.single or not len(complete):
            continue
        if (complete[:, -1] > 1.1 * complete.min(axis=1)).all():
            lowest = int(complete.mean(axis=0).argmin())
            values = {
                "model": result.title(curve.series),
                "least": number(float(complete.mean(axis=0)[lowest])),
                "last": number(float(complete[:, -1].mean())),
                "steps": at(float(curve.steps[lowest])),
            }
            found.append(Message(_WORSENS, values))
    return found


def _at_the_end(result: Result) -> list[Message]:
    """Say who ended best on the test examples, and whether by luck."""
    order = ranking(result)
    if len(order) < 2:
        return []
    first, second = order[:2]
    lead = result.lead(first, second)
    if lead is None:
        return []
    values = {
        "first": result.title(first),
        "second": result.title(second),
        "metric": Message(result.metric.title),
        "best": number(float(result.means[first, 0])),
        "next": number(float(result.means[second, 0])),
        "luck": luck(lead),
    }
    return [Message(_END, values)]


EXPERIMENT = Experiment(
    name="iterations",
    title=N_("Iterations"),
    question=N_(
        "Some models are fitted in a single step, others learn little by little. What does a step "
        "buy, and what does a second? Watch the curves on the validation examples, first by steps, "
        "then by seconds: few large steps may cost more than many small ones. Where the loss rises "
        "again while the score stays, a model grows sure of its mistakes."
    ),
    factors=(),
    usual={
        "classification": ("mlp", "sgd", "gradient_boosting", "logistic_regression", "naive_bayes"),
        "regression": ("mlp", "sgd", "gradient_boosting", "ridge", "k_neighbors"),
    },
    start=LabSettings(
        dataset="moons",
        data={"moons": {"size": 1000, "noise": 0.2}},
        models={"mlp": {"training": {"epochs": 60, "early_stopping": None}}},
    ),
    conclude=conclude,
    recorded=(
        "valid/accuracy",
        "valid/log_loss",
        "valid/mae",
        "valid/mse",
        "valid/rmse",
        "valid/r2",
    ),
    curves=True,
)

"""Probe `step_time`: how long a training will take on this machine, measured on a few steps."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from math import ceil, prod
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.catalog.build import build_spec, facts_of, network_rows
from core.catalog.descriptions import implementation
from core.catalog.find import recipe, source
from core.data.dataset import Dataset, Examples
from core.networks.build import has_network
from core.probes.datasets import dataset
from core.probes.recent import Recent
from core.probes.requests import refused
from core.spec.message import N_
from core.spec.run_spec import RunSpec, digest
from core.spec.training import GradientTraining
from core.training.devices import choose
from core.training.generative import Generates
from core.training.learner import Learner, Scalar, Setup, number

WARMING = 2
FEWEST_STEPS, MOST_STEPS = 3, 15
ENOUGH_SECONDS = 0.4
# A larger step is measured on a part of its batch, so that the answer takes about a second.
MOST_MULTIPLY_ADDS = 5 * 10**8
MOST_VALUES = 2 * 10**7
PREDICTED = 512

_measured = Recent[tuple[float, float]](room=256)


def step_time(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Estimate the time that a network's training takes.

    Args:
        request: A specification as plain data.

    Returns:
        `seconds_per_step`, `steps`, and `seconds` in all, with the scoring after each epoch;
        `parameters`: how many numbers the network learns.
    """
    spec = build_spec(request)
    training = spec.training
    if not has_network(spec) or not hasattr(training, "epochs"):
        text = N_("the time of {recipe} cannot be told before: it is not trained in even steps")
        raise refused("recipe", text, recipe=spec.recipe)
    raw = spec.to_json()
    # Everything but what changes only the number of steps or which random numbers are drawn.
    raw["training"].pop("epochs")
    raw["seed"] = 0
    if source(spec.dataset).task == "control":
        return _of_an_agent(spec, raw)
    if recipe(spec.recipe).layers is None:
        return _of_its_own_data(spec, raw)
    assert isinstance(training, GradientTraining)
    step, example = _measured.get(digest(raw), lambda: _measure(spec, training))
    sizes = facts_of(spec).sizes
    steps = training.epochs * ceil(sizes["train"] / training.batch_size)
    scoring = (training.epochs + 1) * sizes["valid"] * example
    parameters = sum(row.measured.parameters for row in network_rows(spec))
    return _estimate(step, steps, scoring, parameters)


def _of_its_own_data(spec: RunSpec, raw: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Estimate by steps on a run's own data: what is no layer list may take any other amiss."""
    learner = _made(spec, dataset(spec.dataset, spec.data))
    progress, clock = learner.progress(), _clock(choose(spec.device)[0])

    def measure() -> tuple[float, float]:
        if isinstance(learner, Generates):
            learner.live_scores()  # who judges learns once for all runs on the same data
        return _step_seconds(learner, clock), _timed(learner.epoch_scores, clock)

    step, scoring = _measured.get(digest(raw), measure)
    scorings = (progress.epochs + 1) * scoring
    return _estimate(step, progress.steps, scorings, learner.parameter_count() or 0)


def _of_an_agent(spec: RunSpec, raw: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Estimate by what an agent does at first; one of its steps may be many in the environment."""
    raw["training"].pop("steps", None)
    world = implementation(source(spec.dataset).loader)(spec.data)
    learner = _made(spec, world)
    progress, clock = learner.progress(), _clock(choose(spec.device)[0])

    def measure() -> tuple[float, float]:
        scoring = _timed(learner.epoch_scores, clock)
        begun, seconds = learner.progress().step, 0.0
        while seconds < ENOUGH_SECONDS and learner.progress().step < progress.steps:
            seconds += _timed(learner.step, clock)
        return seconds / max(1, learner.progress().step - begun), scoring

    step, scoring = _measured.get(digest(raw), measure)
    scorings = (progress.epochs + 1) * scoring
    return _estimate(step, progress.steps, scorings, learner.parameter_count() or 0)


def _estimate(step: float, steps: int, scoring: float, parameters: int) -> dict[str, NDArray[Any]]:
    return {
        "parameters": np.array(parameters),
        "seconds_per_step": np.array(step, dtype=np.float32),
        "steps": np.array(steps),
        "seconds": np.array(steps * step + scoring, dtype=np.float32),
    }


def _measure(spec: RunSpec, training: GradientTraining) -> tuple[float, float]:
    """Return the seconds of one training step, and of scoring one validation example."""
    rows = network_rows(spec)
    work = sum(row.measured.multiply_adds for row in rows)
    values = sum(prod(row.measured.output) for row in rows)
    whole = min(training.batch_size, facts_of(spec).sizes["train"])
    batch = min(whole, max(2, min(MOST_MULTIPLY_ADDS // max(work, 1), MOST_VALUES // values)))
    predicted = max(1, min(PREDICTED, 3 * MOST_MULTIPLY_ADDS // max(work, 1)))
    learner = _learner(spec, batch, predicted)
    clock = _clock(choose(spec.device)[0])
    _timed(learner.epoch_scores, clock)
    scoring = _timed(learner.epoch_scores, clock)
    return _step_seconds(learner, clock) * whole / batch, scoring / predicted


def _step_seconds(learner: Learner, clock: Callable[[], float]) -> float:
    """Return the median seconds of some training steps."""
    for _ in range(WARMING):
        _timed(learner.step, clock)
    times: list[float] = []
    while len(times) < FEWEST_STEPS or (len(times) < MOST_STEPS and sum(times) < ENOUGH_SECONDS):
        times.append(_timed(learner.step, clock))
    return statistics.median(times)


def _learner(spec: RunSpec, batch: int, predicted: int) -> Learner:
    """Return the learner of a run, on random data of the right shape."""
    random = np.random.default_rng(0)
    facts = facts_of(spec)

    def some(count: int) -> Examples:
        inputs = random.random((count, *facts.shape), dtype=np.float32)
        if facts.classes:
            return Examples(inputs, random.integers(len(facts.classes), size=count))
        return Examples(inputs, random.random(count, dtype=np.float32))

    data = Dataset(
        spec.dataset,
        facts.classes,
        {"train": some(batch), "valid": some(predicted), "test": some(1)},
    )
    endless = spec.training.model_copy(update={"epochs": 2000})
    return _made(spec.model_copy(update={"training": endless}), data)


def _made(spec: RunSpec, data: Any) -> Learner:
    setup = Setup(spec, data, choose(spec.device)[0], np.random.default_rng(0))
    return cast(Learner, implementation(recipe(spec.recipe).learner)(setup))


def _clock(device: str) -> Callable[[], float]:
    """Return the clock to measure by; the processor's does not count what others take of it."""
    return time.thread_time if device == "cpu" else time.perf_counter


def _timed(act: Callable[[], Iterable[Scalar]], clock: Callable[[], float]) -> float:
    """Return the seconds until the numbers of a step are there, also on a graphics card."""
    began = clock()
    for scalar in act():
        number(scalar.value)
    return clock() - began

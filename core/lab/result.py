"""What an experiment has measured so far, as arrays; measuring is looking up finished runs."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.build import facts_of
from core.lab.luck import Lead, lead_of
from core.lab.plan import Key, Trial
from core.metrics.metric import Metric
from core.spec.message import Message
from core.spec.run_spec import RunSpec
from core.store.runs import Run

Values = NDArray[np.float64]
Events = Mapping[str, Mapping[str, Sequence[Any]]]
"""The recorded series of a run: `x`, its steps, and `y`, its values; None where not finite."""


@dataclass(frozen=True)
class Result:
    """Test scores of what was compared.

    Attributes:
        series: Names of what is compared.
        titles: What these are called.
        x: (place,), ascending, the values of what is varied.
        axis: What is varied (marked text); empty if nothing is.
        logarithmic: Whether the axis is.
        values: (series, place, repetition), the metric on the test split; NaN where it is missing.
        ids: Of the same shape, the run that each comes from; empty where it is missing.
        metric: What was measured.
        runs: The finished runs, by id.
        events: What they recorded, as far as the experiment asks for it.
        overlap: See `core.lab.luck.lead_of`.
        step: Likewise.
    """

    series: tuple[str, ...]
    titles: Mapping[str, str]
    x: Values
    axis: str
    logarithmic: bool
    values: Values
    ids: NDArray[np.object_]
    metric: Metric
    runs: Mapping[str, Run] = field(default_factory=dict)
    events: Mapping[str, Events] = field(default_factory=dict)
    overlap: float = 0.0
    step: float = 0.0

    @property
    def means(self) -> Values:
        """(series, place), over repetitions; NaN where nothing was measured."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # which says that nothing was
            means: Values = np.nanmean(self.values, axis=2)
        return means

    @property
    def goodness(self) -> Values:
        """The means with a sign that makes higher better."""
        return self.means if self.metric.higher_is_better else -self.means

    def title(self, series: int) -> Message:
        """Return what the series in this place is called."""
        return Message(self.titles[self.series[series]])

    def runs_of(self, series: int) -> list[Run]:
        """Return the finished runs of a series, each once."""
        found = dict.fromkeys(str(name) for name in self.ids[series].ravel() if name)
        return [self.runs[name] for name in found if name in self.runs]

    def lead(self, first: int, second: int, place: int | None = None) -> Lead | None:
        """Return by how much one series is better than another, positive if `first` is.

        Args:
            first: Number of a series.
            second: Of another.
            place: Where; None for the mean over all places at which both have the repetition.

        Returns:
            The lead; None if no repetition has both.
        """
        places = list(range(len(self.x))) if place is None else [place]
        sign = 1 if self.metric.higher_is_better else -1
        differences = sign * (self.values[first, places] - self.values[second, places])
        pairs: dict[tuple[str, ...], float] = {}
        for repetition in range(differences.shape[1]):
            here = differences[:, repetition]
            if len(here) and np.isfinite(here).all():
                ids = self.ids[:, places, repetition][[first, second]].ravel()
                # Models without chance on the same data were measured once, however often shown.
                pairs[tuple(map(str, ids))] = float(here.mean())
        return lead_of(list(pairs.values()), self.overlap, self.step)


def measure(
    trials: Sequence[Trial],
    found: Mapping[Key, Run],
    metric: Metric,
    *,
    titles: Mapping[str, str],
    axis: str = "",
    logarithmic: bool = False,
    events: Mapping[str, Events] | None = None,
) -> Result:
    """Return what finished runs say.

    Args:
        trials: At least one.
        found: The runs that there are for them.
        metric: Which of their scores to take.
        titles: What each series is called.
        axis: What is varied.
        logarithmic: Whether that is drawn on a logarithmic axis.
        events: What the runs recorded, by id.
    """
    series = tuple(dict.fromkeys(trial.series for trial in trials))
    x = np.unique([trial.x for trial in trials])
    repetitions = 1 + max(trial.repetition for trial in trials)
    values = np.full((len(series), len(x), repetitions), np.nan)
    ids = np.full(values.shape, "", dtype=object)
    finished: dict[str, Run] = {}
    for trial in trials:
        run = found.get(trial.key)
        if run is None or run.status != "finished":
            continue
        place = (series.index(trial.series), int(np.searchsorted(x, trial.x)), trial.repetition)
        score = run.scores.get("test", {}).get(metric.name)
        ids[place], finished[run.id] = run.id, run
        values[place] = np.nan if score is None else score
    # A fraction of test examples changes by whole examples.
    tested = facts_of(trials[0].spec).sizes.get("test", 0)
    step = 1 / tested if tested and metric.range == (0, 1) else 0.0
    told = (finished, events or {}, overlap_of([trial.spec for trial in trials]), step)
    return Result(series, titles, x, axis, logarithmic, values, ids, metric, *told)


def overlap_of(specs: Sequence[RunSpec]) -> float:
    """Return test examples by training examples where repetitions split the same rows anew.

    It is 0 where each repetition generates data of its own, or where all have the same split.
    """
    drawn = {"size", "count"}  # what data that can be drawn anew call how many they are
    generated = all(drawn & type(spec.data).model_fields.keys() for spec in specs)
    splits = {getattr(spec.data, "split_seed", 0) for spec in specs}
    if generated or len(splits) == 1:
        return 0.0
    sizes = [facts_of(spec).sizes for spec in {spec.data_hash(): spec for spec in specs}.values()]
    return max(size["test"] for size in sizes) / max(size["train"] for size in sizes)

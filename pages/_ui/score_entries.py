"""What a scoreboard compares: setups scored on the same data, each with all its seeds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from core.catalog.find import recipes, sources
from core.metrics.kept import NEEDED, Kept
from core.metrics.metric import Metric
from core.metrics.scoring import metrics_of, metrics_scored
from core.store import arrays, runs
from core.store.runs import Run
from pages._ui.run_table import setup_name
from pages._ui.visitor import visitor

OF_THE_TEST = tuple(f"test.{name}" for name in NEEDED)
"""Which kept predictions tell how good a model is on the test split."""


@dataclass(frozen=True)
class Entry:
    """One line of the scoreboard: a setup, with its scored runs in the order of their seeds."""

    runs: tuple[Run, ...]

    @property
    def first(self) -> Run:
        """The run with the lowest seed, which tests of single models speak of."""
        return self.runs[0]

    @cached_property
    def family(self) -> str:
        """Return `deep` or `classical`."""
        entry = recipes().get(self.first.recipe)
        return entry.family if entry else ""

    @cached_property
    def kind(self) -> str:
        """Return what one of its examples is; empty if the data are not known any more."""
        source = sources().get(self.first.dataset)
        return source.kind if source else ""

    @property
    def in_time(self) -> bool:
        """Whether its answers are forecasts in the order of time."""
        return self.kind == "series"

    def name(self) -> str:
        """Return what the setup is called, without the seed."""
        return setup_name(self.first) if len(self.runs) > 1 else self.first.name

    def scores(self, metric: str) -> list[float]:
        """Return the test scores of the runs that have this one."""
        found = [run.scores["test"].get(metric) for run in self.runs]
        return [score for score in found if score is not None]

    def mean(self, metric: str) -> float | None:
        """Return the mean over seeds."""
        scores = self.scores(metric)
        return statistics.fmean(scores) if scores else None

    def spread(self, metric: str) -> float | None:
        """Return the standard deviation over seeds; None for a single one."""
        scores = self.scores(metric)
        return statistics.stdev(scores) if len(scores) > 1 else None


def entries_of(data_hash: str, shown: Run | None, task: str = "") -> list[Entry]:
    """Return the scored setups of the visitor, and that of the run shown, on the same data.

    The best mean test score comes first. Only those that do the same are comparable: `task` says
    what, else the scores of the run shown.
    """
    ranking = metrics_of(task) or metrics_scored((shown and shown.scores.get("test")) or {})
    groups: dict[str, dict[int, Run]] = {}
    found = runs.find(owners=["", visitor()], data_hash=data_hash)
    if shown and shown.data_hash == data_hash and shown.id not in {run.id for run in found}:
        found.append(shown)
    for run in reversed(found):
        if of_metrics(run, ranking):
            groups.setdefault(run.group_hash, {})[run.seed] = run
    entries = [Entry(tuple(seeds[seed] for seed in sorted(seeds))) for seeds in groups.values()]
    metrics = metrics_of_entries(entries)
    if not metrics:
        return entries
    name, sign = metrics[0].name, -1 if metrics[0].higher_is_better else 1

    def place(entry: Entry) -> float:
        mean = entry.mean(name)
        return math.inf if mean is None else sign * mean

    return sorted(entries, key=place)


def of_metrics(run: Run, metrics: Sequence[Metric]) -> bool:
    """Return whether a run was scored by these metrics, or by whatever there is if by none."""
    scores = run.scores.get("test") or {}
    return metrics[0].name in scores if metrics else bool(scores)


def metrics_of_entries(entries: Sequence[Entry]) -> tuple[Metric, ...]:
    """Return the metrics of the task of setups on the same data, the one that ranks first."""
    return metrics_scored({name for entry in entries for name in entry.first.scores["test"]})


@st.cache_data(show_spinner=False, max_entries=512)
def kept_predictions(run: str, finished: float | None) -> Kept | None:
    """Return what a run said of the test examples; None if that was not kept.

    `finished` is no input: it makes a run that was trained further another one to the cache.
    """
    kept = arrays.load(run, "predictions")
    if kept is None or not len(kept.get("test.targets", ())):
        return None
    return {name: kept[name] for name in kept if name in OF_THE_TEST}

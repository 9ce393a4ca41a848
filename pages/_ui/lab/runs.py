"""The runs of an experiment: finding them again, starting those that lack, what they recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import streamlit as st

from core.catalog.descriptions import Task
from core.catalog.find import source as find_source
from core.engine.start import ensure_engine
from core.lab.plan import Key, Trial, found_again, left_to_do
from core.lab.result import Events
from core.store import runs
from core.store.recording import events_after
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.mishaps import spoken
from pages._ui.visitor import may_control, visitor

MOST_FOUND = 5000
"""Runs of one experiment, repeated ones included."""


def runs_of(trials: Sequence[Trial]) -> dict[Key, Run]:
    """Return the visitor's runs that trials need, as far as there are any."""
    groups = list(dict.fromkeys(trial.key[0] for trial in trials))
    stored = runs.find(owners=["", visitor()], group_hashes=groups, limit=MOST_FOUND)
    return found_again(trials, stored)


class Asking(Protocol):
    """What is needed of an experiment to name and read its runs."""

    @property
    def title(self) -> str:
        """What people call it (marked text)."""

    @property
    def recorded(self) -> tuple[str, ...]:
        """Series of the runs' events that it is about."""

    def choices(self, task: Task) -> dict[str, str]:
        """Return what each series is called."""


@spoken
def start_missing(experiment: Asking, trials: Sequence[Trial]) -> None:
    """Queue what is not there; what was begun, then stopped or failed, goes on where it stands."""
    ensure_engine()
    found = runs_of(trials)
    left = left_to_do(trials, found)
    mine = {key for key in left.keys() & found.keys() if may_control(found[key])}
    for key in mine:
        runs.enqueue(found[key].id)
    named = {trial.key: _name(experiment, trial) for trial in trials}
    anew = {key: spec for key, spec in left.items() if key not in mine}
    if anew:
        runs.create_all(list(anew.values()), name=[named[key] for key in anew], owner=visitor())


def _name(experiment: Asking, trial: Trial) -> str:
    titles = experiment.choices(find_source(trial.spec.dataset).task)
    seed = f"{_('seed')} {trial.spec.seed}"
    return " · ".join((_(experiment.title), _(titles[trial.series]), f"{trial.x:g}", seed))


def events_of(experiment: Asking, found: Mapping[Key, Run]) -> dict[str, Events]:
    """Return what finished runs recorded of what the experiment asks for, by run."""
    if not experiment.recorded:
        return {}
    return {
        run.id: _recorded(run.id, run.finished, experiment.recorded)
        for run in found.values()
        if run.status == "finished"
    }


@st.cache_data(show_spinner=False, max_entries=1000)
def _recorded(run: str, finished: float | None, names: tuple[str, ...]) -> Events:
    """Read some series of a run; `finished` makes one that was trained again another one."""
    _last, series = events_after(run, 0)
    return {name: series[name] for name in names if name in series}

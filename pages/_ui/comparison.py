"""Training every classical model on the data of a setup, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalog.build import build_spec, task_of
from core.catalog.find import recipe as find_recipe
from core.catalog.find import source
from core.engine.start import ensure_engine
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.store import runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.markup import plain
from pages._ui.mishaps import spoken
from pages._ui.run_table import setup_name
from pages._ui.score_entries import Entry
from pages._ui.studio import fitting_recipes, run_name
from pages._ui.visitor import visitor

BADGES = {
    "running": ("blue", "sync"),
    "waiting": ("gray", "schedule"),
    "paused": ("gray", "pause"),
    "stopped": ("gray", "stop"),
    "finished": ("green", "check"),
    "diverged": ("red", "error"),
    "failed": ("red", "error"),
}
"""Colour and icon of a model, by the status of its run."""


def comparison(spec: RunSpec | None, data_hash: str, entries: Sequence[Entry]) -> None:
    """Offer to train what a network may be compared with on these data, or show how far that is.

    Args:
        spec: The setup to compare with; None if nothing can be trained here.
        data_hash: Of the data.
        entries: What was scored on them.
    """
    training = _training(data_hash)
    if spec is not None and not any(run.comparison for run in training):
        _button(spec, entries, training)
    _await(data_hash, len(training))


def _training(data_hash: str) -> list[Run]:
    """Return the visitor's runs on these data that are not over yet."""
    return runs.find(owners=["", visitor()], data_hash=data_hash, status=runs.ACTIVE)


@st.fragment(run_every=1.5)
def _await(data_hash: str, drawn: int) -> None:
    """Say which models are still to come, and draw the page anew when one has."""
    training = _training(data_hash)
    if len(training) != drawn:
        st.rerun()
    compared = next((run.comparison for run in training if run.comparison), None)
    if compared:
        _progress(compared)
    alone = sum(not compared or run.comparison != compared for run in training)
    if alone:
        st.caption(_("Models still training or waiting on these data: {count}").format(count=alone))


def _progress(compared: str) -> None:
    """Show each model of a comparison by name, and how to end it."""
    found = runs.find(comparison=compared)
    order = list(BADGES)
    found.sort(key=lambda run: (-order.index(run.status), run.queued or run.created, run.id))
    done = sum(run.status in runs.ENDED for run in found)
    with st.container(border=True, key="comparison"):
        st.progress(
            done / len(found),
            _("Classical models for comparison: {done} of {total} are done").format(
                done=done, total=len(found)
            ),
        )
        st.markdown(" ".join(map(_badge, found)))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                _("Stop the rest"),
                icon=":material/stop:",
                key="stop-comparison",
                on_click=_stop_rest,
                args=(compared,),
                help=_("What is done stays on the scoreboard; the rest can be trained later."),
            )
            st.caption(_("What you train yourself goes ahead of those that wait."))


def _badge(run: Run) -> str:
    colour, icon = BADGES[run.status]
    step, steps = run.progress.get("step") or 0, run.progress.get("steps") or 0
    far = f" {step / steps:.0%}" if run.status == "running" and step and steps > 1 else ""
    return f":{colour}-badge[:material/{icon}: {plain(setup_name(run))}{far}]"


@spoken
def _stop_rest(compared: str) -> None:
    for run in runs.find(comparison=compared, status=runs.ACTIVE):
        if run.attempt:
            runs.ask(run.id, "stop")
        else:
            runs.remove(run.id)  # it has never begun, so there is nothing to keep


def _button(spec: RunSpec, entries: Sequence[Entry], training: Sequence[Run]) -> None:
    """Offer to train every classical model that has not been trained on these data."""
    fitting = fitting_recipes(source(spec.dataset).kinds, task_of(spec))
    classical = {
        entry.name: other
        for entry in fitting.values()
        if entry.family == "classical" and (other := _other_setup(spec, entry.name)) is not None
    }
    there = {run.recipe for entry in entries for run in entry.runs}
    there |= {run.recipe for run in training}
    missing = [other for name, other in classical.items() if name not in there]
    if not classical:
        st.caption(
            _("No classical model here learns this, so there is none to compare a network with.")
        )
        return
    st.button(
        _("Compare with classical models"),
        icon=":material/balance:",
        key="compare-classical",
        disabled=not missing,
        on_click=_train_all,
        args=(missing,),
        help=_(
            "Train {count} classical models on exactly these data and this split; most take "
            "seconds. What you train yourself meanwhile goes ahead of those that wait."
        ).format(count=len(missing))
        if missing
        else _("All classical models have been trained on these data, or are in the queue."),
    )


@spoken
def _train_all(specs: Sequence[RunSpec]) -> None:
    ensure_engine()
    names = [run_name(_(find_recipe(spec.recipe).title), spec) for spec in specs]
    runs.create_all(specs, name=names, owner=visitor(), compared=True)


def _other_setup(spec: RunSpec, recipe: str) -> RunSpec | None:
    """Return a recipe with its usual settings on the data of a setup; None if they do not fit."""
    raw = {
        "recipe": recipe,
        "dataset": spec.dataset,
        "data": spec.data.model_dump(mode="json"),
        "seed": spec.seed,
    }
    try:
        return build_spec(raw)
    except SpecError:  # there is no rule for every environment, say
        return None

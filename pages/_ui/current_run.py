"""Which run a page shows: the one in the address, else this session's, else one still going."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st

from core.catalog.descriptions import Kind
from core.catalog.find import recipes, sources
from core.store import runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.visitor import may_watch, visitor

STUDIOS: dict[Kind, str] = {"image": "images.py", "tabular": "tables.py"}
"""On which page runs are shown, by the kind of data that they learn from."""


def kind_of(run: Run) -> Kind:
    """Return the kind of data that a run learns from."""
    source = sources().get(run.dataset)
    return source.kind if source and source.kind in STUDIOS else "image"


def open_run(run: Run, share: str | None = None) -> NoReturn:
    """Go to the page that shows a run."""
    query = {"run": run.id} | ({"share": share} if share else {})
    st.switch_page(STUDIOS[kind_of(run)], query_params=query)


def current_run(kind: Kind) -> Run | None:
    """Return the run this page shows and put it into the address, so that a reload finds it.

    A run of data of another kind than the page's is opened on the page where it belongs.
    """
    named = st.query_params.get("run")
    remembered = _remembered(kind)
    if named is None and remembered not in st.session_state:
        # A new session without an address: whoever closed the page finds their run again.
        latest = runs.find(owners=[visitor()], limit=50) if visitor() else []
        st.session_state[remembered] = _followed([run for run in latest if kind_of(run) == kind])
    wanted = named or st.session_state.get(remembered)
    if not wanted:
        return None
    run = runs.get(wanted)
    if run is None or not may_watch(run):
        st.warning(
            _(
                "The run in this address is not there any more, or belongs to somebody else. "
                "Ask for its share link, or start another one with Train."
            )
        )
        st.session_state[remembered] = None
        st.query_params.pop("run", None)
        st.query_params.pop("share", None)
        return None
    if kind_of(run) != kind:
        open_run(run, st.query_params.get("share"))
    show(run.id, kind)
    return run


def _followed(latest: Sequence[Run]) -> str | None:
    """Return what somebody with such runs, newest first, was looking at, if any of them goes on.

    That is the network, for classical models are trained by the dozen to compare it with.
    """
    if not any(run.status in runs.ACTIVE for run in latest):
        return None
    deep = [
        run.id for run in latest if (entry := recipes().get(run.recipe)) and entry.family == "deep"
    ]
    return next(iter([*deep, *(run.id for run in latest if run.status in runs.ACTIVE)]))


def _remembered(kind: Kind) -> str:
    """Return under which name a session remembers the run that a page shows."""
    return f"current_run.{kind}"


def show(run: str, kind: Kind) -> None:
    """Make `run` the one that the page of such data shows."""
    st.session_state[_remembered(kind)] = run
    if st.query_params.get("run") not in (None, run):
        st.query_params.pop("share", None)
    # Even if it is there already: set in a callback alone, it does not reach the browser.
    st.query_params["run"] = run


def seeds_of(run: Run) -> list[Run]:
    """Return this run and the visitor's others that differ from it in nothing but the seed.

    Of each seed the newest run counts, but `run` itself for its own; in the order of the seeds.
    """
    same = runs.find(owners=["", visitor()], group_hash=run.group_hash)
    by_seed = {other.seed: other for other in reversed(same)} | {run.seed: run}
    return [by_seed[seed] for seed in sorted(by_seed)]

"""Which run a page shows: the one in the address, else this session's, else one still going."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st

from core.catalog.find import recipes
from core.store import runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.rooms import ROOMS, room_of
from pages._ui.visitor import may_watch, visitor


def open_run(run: Run, share: str | None = None) -> NoReturn:
    """Go to the page that shows a run."""
    query = {"run": run.id} | ({"share": share} if share else {})
    st.switch_page(ROOMS[room_of(run)].file, query_params=query)


def current_run(page: str) -> Run | None:
    """Return the run this page shows and put it into the address, so that a reload finds it.

    A run that belongs on another page than this one is opened there.
    """
    named = st.query_params.get("run")
    remembered = _remembered(page)
    if named is None and remembered not in st.session_state:
        # A new session without an address: whoever closed the page finds their run again.
        latest = runs.find(owners=[visitor()], limit=50) if visitor() else []
        st.session_state[remembered] = _followed([run for run in latest if room_of(run) == page])
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
    if room_of(run) != page:
        open_run(run, st.query_params.get("share"))
    show(run.id, page)
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


def _remembered(page: str) -> str:
    """Return under which name a session remembers the run that a page shows."""
    return f"current_run.{page}"


def remembered_run(page: str) -> str | None:
    """Return which run a page shows, as far as this session knows."""
    known: str | None = st.session_state.get(_remembered(page))
    return known


def show(run: str, page: str) -> None:
    """Make `run` the one that a page shows."""
    st.session_state[_remembered(page)] = run
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

"""Which run a page shows: the one in the address, else this session's, else one still going."""

from __future__ import annotations

import streamlit as st

from core.store import runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.visitor import may_watch, visitor

_REMEMBERED = "current_run"


def current_run() -> Run | None:
    """Return the run this page shows and put it into the address, so that a reload finds it."""
    named = st.query_params.get("run")
    if named is None and _REMEMBERED not in st.session_state:
        # A new session without an address: whoever closed the page finds their run again.
        going = runs.find(owners=[visitor()], status=runs.ACTIVE, limit=1) if visitor() else []
        st.session_state[_REMEMBERED] = going[0].id if going else None
    wanted = named or st.session_state.get(_REMEMBERED)
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
        show(None)
        return None
    show(run.id)
    return run


def show(run: str | None) -> None:
    """Make `run` the one that pages show."""
    st.session_state[_REMEMBERED] = run
    if run is None:
        st.query_params.pop("run", None)
        st.query_params.pop("share", None)
    else:
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

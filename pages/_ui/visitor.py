"""Who looks at this page, and what they may do."""

from __future__ import annotations

import streamlit as st

from core.store.runs import Run
from pages._server import visitors


def visitor() -> str:
    """Return this browser's visitor; empty where cookies are refused."""
    return visitors.visitor_of(st.context.cookies.get(visitors.COOKIE))


def may_watch(run: Run) -> bool:
    """Return whether this browser may see a run."""
    return visitors.may_watch(run, visitor(), st.query_params.get("share"))


def may_control(run: Run) -> bool:
    """Return whether this browser may pause, change or delete a run."""
    return visitors.may_control(run, visitor(), alone=visitors.serves_this_machine_alone())

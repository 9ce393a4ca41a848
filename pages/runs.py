"""Runs: everything that was ever trained here; find, open, rename, delete."""

from __future__ import annotations

import streamlit as st

from core.store import runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.mishaps import spoken
from pages._ui.run_filters import filtered_runs
from pages._ui.run_table import delete_button, open_button, run_table
from pages._ui.visitor import may_control


@spoken
def rename(run: Run) -> None:
    """Store the name in the text field, unless it is blank."""
    name = st.session_state[f"name-{run.id}"].strip()
    if name:
        runs.rename(run.id, name)


st.title(_("Runs"))
found = filtered_runs()
if not found:
    st.stop()
selected = run_table(found, "runs")
if not selected:
    st.caption(_("Tick a run on the left to open, rename or delete it."))
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    if len(selected) == 1:
        run = selected[0]
        open_button(run)
        st.text_input(
            _("Name"),
            run.name,
            max_chars=200,
            key=f"name-{run.id}",
            disabled=not may_control(run),
            on_change=rename,
            args=(run,),
            help=_("A new name; press Enter to keep it."),
        )
    delete_button(selected)

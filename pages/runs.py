"""Runs: everything that was ever trained here; find, open, rename, delete."""

from __future__ import annotations

import time
from datetime import timedelta

import pandas as pd
import streamlit as st
from babel.dates import format_timedelta

from core.catalog.find import recipes, sources
from core.store import runs
from core.store.runs import STATUS_TITLES, Run
from pages._ui.current_run import show
from pages._ui.language import _, language
from pages._ui.visitor import may_control, visitor


def filtered() -> list[Run]:
    """Draw the filters; return the visitor's runs that pass them."""
    left, middle, right = st.columns(3)
    text = left.text_input(
        _("Search"),
        key="search",
        bind="query-params",
        icon=":material/search:",
        help=_("Part of a run's name."),
    )
    status = middle.multiselect(
        _("Status"),
        list(STATUS_TITLES),
        format_func=lambda name: _(STATUS_TITLES[name]),
        key="status",
        bind="query-params",
        placeholder=_("all"),
        help=_("Show only runs in these states; empty: all."),
    )
    recipe = right.multiselect(
        _("Model"),
        list(recipes()),
        format_func=lambda name: _(recipes()[name].title),
        key="model",
        bind="query-params",
        placeholder=_("all"),
        help=_("Show only these models; empty: all."),
    )
    found = runs.find(owners=["", visitor()], status=status or None)
    return [
        run
        for run in found
        if text.lower() in run.name.lower() and (not recipe or run.recipe in recipe)
    ]


def table(found: list[Run]) -> list[Run]:
    """Draw the runs; return the selected ones."""
    known, data, now = recipes(), sources(), time.time()
    rows = pd.DataFrame(
        [
            {
                "name": run.name,
                "status": _(STATUS_TITLES[run.status]),
                "model": _(known[run.recipe].title) if run.recipe in known else run.recipe,
                "data": _(data[run.dataset].title) if run.dataset in data else run.dataset,
                "accuracy": run.scores.get("test", {}).get("accuracy"),
                "step": run.progress.get("step", 0),
                "seed": run.seed,
                "made": format_timedelta(
                    timedelta(seconds=run.created - now),
                    add_direction=True,
                    locale="zh_Hans" if language() == "zh" else "en",
                ),
                "by": _("this browser") if run.owner else _("command line"),
            }
            for run in found
        ]
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    event = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="runs",
        width="stretch",
        alt=_("Table of your runs"),
        column_config={
            "name": text(_("Run"), help=_("Its name.")),
            "status": text(_("Status"), help=_("What it is doing now.")),
            "model": text(_("Model"), help=_("The family of models.")),
            "data": text(_("Data"), help=_("What it learns from.")),
            "accuracy": number(
                _("Test accuracy"),
                format="%.4f",
                help=_("Fraction of test pictures named rightly."),
            ),
            "step": number(_("Step"), help=_("How many steps it has made.")),
            "seed": number(
                _("Seed"), help=_("The number its randomness started from."), format="%d"
            ),
            "made": text(_("Made"), help=_("When it was started.")),
            "by": text(_("Made by"), help=_("Where it was started from.")),
        },
    )
    chosen: list[int] = event.selection.rows
    return [found[index] for index in chosen if index < len(found)]


def rename(run: Run) -> None:
    """Store the name in the text field, unless it is blank."""
    name = st.session_state[f"name-{run.id}"].strip()
    if name:
        runs.rename(run.id, name)


@st.dialog(_("Delete runs?"))
def confirm_deletion(doomed: list[Run]) -> None:
    """Ask before anything is lost."""
    st.write(
        _("{count} selected. Their curves, scores and weights are gone for good.").format(
            count=len(doomed)
        )
    )
    if st.button(
        _("Delete for good"),
        type="primary",
        icon=":material/delete:",
        help=_("This cannot be undone."),
    ):
        for run in doomed:
            runs.remove(run.id)
        st.rerun()


st.title(_("Runs"))
found = filtered()
if not found:
    st.info(_("No runs here yet. Go to Images and press Train, or clear the filters above."))
    st.stop()
selected = table(found)
if not selected:
    st.caption(_("Tick a run on the left to open, rename or delete it."))
    st.stop()
mine = all(may_control(run) for run in selected)
with st.container(horizontal=True, vertical_alignment="bottom"):
    if len(selected) == 1:
        run = selected[0]
        if st.button(
            _("Open"),
            type="primary",
            icon=":material/open_in_new:",
            help=_("Show this run's curves and buttons."),
        ):
            show(run.id)
            st.switch_page("images.py", query_params={"run": run.id})
        st.text_input(
            _("Name"),
            run.name,
            max_chars=200,
            key=f"name-{run.id}",
            disabled=not mine,
            on_change=rename,
            args=(run,),
            help=_("A new name; press Enter to keep it."),
        )
    if st.button(
        _("Delete"),
        icon=":material/delete:",
        disabled=not mine,
        help=_("Delete the selected runs, after asking once more."),
    ):
        confirm_deletion(selected)

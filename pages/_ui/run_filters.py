"""The filters above a table of runs."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.catalog.find import recipes, sources
from core.store import runs
from core.store.runs import STATUS_TITLES, Run
from pages._ui.language import _
from pages._ui.visitor import visitor


def filtered_runs() -> list[Run]:
    """Draw the filters; return the visitor's runs that pass them, newest first.

    Where there is nothing to return, a sentence has been drawn that says what to do.
    """

    def choice(label: str, key: str, titles: Mapping[str, str], help: str) -> list[str]:
        return st.multiselect(
            label,
            list(titles),
            format_func=lambda name: _(titles[name]),
            key=key,
            bind="query-params",
            placeholder=_("all"),
            help=help,
        )

    with st.container(horizontal=True):
        text = st.text_input(
            _("Search"),
            key="search",
            bind="query-params",
            icon=":material/search:",
            help=_("Part of a run's name."),
        )
        dataset = choice(
            _("Data"),
            "data",
            {name: entry.title for name, entry in sources().items()},
            _("Show only runs on these data; empty: all."),
        )
        recipe = choice(
            _("Model"),
            "model",
            {name: entry.title for name, entry in recipes().items()},
            _("Show only these models; empty: all."),
        )
        status = choice(
            _("Status"), "status", STATUS_TITLES, _("Show only runs in these states; empty: all.")
        )
    everything = runs.find(owners=["", visitor()])
    found = [
        run
        for run in everything
        if text.lower() in run.name.lower()
        and (not dataset or run.dataset in dataset)
        and (not recipe or run.recipe in recipe)
        and (not status or run.status in status)
    ]
    if not everything:
        st.info(_("No runs here yet. Go to Images and press Train: what you train appears here."))
    elif not found:
        st.info(
            _("None of your {count} runs passes these filters. Empty one of them.").format(
                count=len(everything)
            )
        )
    return found

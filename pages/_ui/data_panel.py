"""Choosing data: which set, how hard it is made, and what has to be fetched or uploaded first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.catalog.build import facts_of
from core.catalog.descriptions import DataSource, Facts, implementation
from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.data.download import Download
from core.spec.message import SpecError
from core.spec.parameters import parse
from core.spec.run_spec import RunSpec
from pages._ui.balance import balance
from pages._ui.cloud import cloud_pad
from pages._ui.draft import Draft
from pages._ui.environment_view import environment_view
from pages._ui.forms import choose, settings_form
from pages._ui.gallery import gallery
from pages._ui.language import _, language, translator
from pages._ui.map_editor import map_editor
from pages._ui.mishaps import spoken
from pages._ui.pair_table import pair_table
from pages._ui.point_view import point_view
from pages._ui.rooms import ROOMS
from pages._ui.sequence_data import KINDS, sequence_data
from pages._ui.table_columns import COLUMN_SETTINGS, column_form
from pages._ui.table_view import table_view


def data_form(draft: Draft) -> None:
    """Let the visitor choose a dataset and set it up."""
    names = [source.name for source in ROOMS[draft.page].sources()]
    draft.dataset = choose(
        _("Data"),
        names,
        f"{draft.page}.dataset",
        draft.dataset,
        format_func=lambda name: _(find_source(name).title),
        help=_("What is learned from. Runs can be compared only on the same data."),
    )
    described, values = find_source(draft.dataset), draft.section("data")
    st.caption(_(described.summary))
    _fetching(described, draft)
    if "points" in values:
        makes = "generation" in find_recipe(draft.recipe).tasks  # without asking for classes
        key, classes = f"{draft.prefix('data')}.points", 1 if makes else 2
        values["points"] = cloud_pad(values["points"], key=key, classes=classes)
    if "map" in values:
        values["map"] = map_editor(values["map"], f"{draft.prefix('data')}.map")
    elsewhere = COLUMN_SETTINGS & values.keys() | {"map"} & values.keys()
    of_columns = COLUMN_SETTINGS & values.keys()
    settings_form(described.params, values, draft.prefix("data"), without=elsewhere)
    if of_columns:
        column_form(draft)


def _fetching(described: DataSource, draft: Draft) -> None:
    """Say why data cannot be used yet, and offer to fetch them where that can be done from here."""
    if not described.availability:
        return
    try:
        params = parse(described.params, draft.section("data"), "data")
    except SpecError:
        return
    reason = described.unavailable(params)
    if reason is None:
        return
    icon = "cloud_download" if described.download else "extension_off"
    st.info(reason.worded(translator(language())), icon=f":material/{icon}:")
    if not described.download:
        return
    download: Download = implementation(described.download)
    st.button(
        _("Download"),
        icon=":material/download:",
        key=f"{draft.page}.download",
        on_click=spoken(download.start),
        disabled=download.state().status == "running",
        width="stretch",
        help=_("Fetch these data from the internet once; they stay on this machine."),
    )
    _progress(download)


@st.fragment(run_every=1.0)
def _progress(download: Download) -> None:
    """Follow a download, and draw the page anew when it is done."""
    state = download.state()
    if state.status == "idle":
        st.caption(" ")
        return
    if state.status == "failed":
        message = state.message.worded(translator(language())) if state.message else ""
        st.error(message, icon=":material/cloud_off:")
        return
    total = state.total_bytes or 1
    st.progress(
        min(1.0, state.done_bytes / total),
        _("{done} of {total} MB").format(
            done=round(state.done_bytes / 1e6, 1), total=round(total / 1e6, 1)
        ),
    )
    if state.status == "done":
        st.rerun()


def data_view(draft: Draft, spec: RunSpec | None) -> None:
    """Show examples of the data, where they come from, the split and the balance of classes."""
    described = find_source(draft.dataset)
    if described.task == "control":
        environment_view(described, draft.section("data"), spec)
        return
    origin = f"{_('Source')}: {_(described.origin)} ({_(described.licence)})."
    st.caption(f"{_(described.summary)} {origin}")
    data: dict[str, Any] = dict(draft.section("data"))
    facts = _facts(spec)
    if facts is not None:
        for note in facts.notes:
            st.info(note.worded(translator(language())), icon=":material/info:")
        sizes = facts.sizes
        told = _(
            "**{train}** examples to learn from, **{valid}** for validation (to choose "
            "settings by), **{test}** for the test (touched once, at the end)."
        )
        if described.kind == "text":
            told = _(
                "**{train}** characters to learn from, **{valid}** for validation (to choose "
                "settings by), **{test}** for the test (touched once, at the end)."
            )
        st.markdown(told.format(train=sizes["train"], valid=sizes["valid"], test=sizes["test"]))
        if facts.classes:
            balance(draft.dataset, data, facts.classes)
    if described.kind == "tabular":
        table_view(draft.dataset, data)
    elif described.kind == "points":
        point_view(draft.dataset, data)
    elif facts is not None and described.kind == "pairs":
        pair_table(draft.dataset, data)
    elif facts is not None and described.kind in KINDS:
        sequence_data(draft.dataset, data, facts)
    elif facts is not None:
        gallery(draft.dataset, data, facts.classes)
    if facts is None:
        st.info(_("Choose or mend the data on the left, and examples appear here."))


def _facts(spec: RunSpec | None) -> Facts | None:
    try:
        return facts_of(spec) if spec else None
    except SpecError:
        return None

"""Choosing data: which set, how hard it is made, and what has to be fetched or uploaded first."""

from __future__ import annotations

import streamlit as st

from core.catalog.build import facts_of
from core.catalog.descriptions import DataSource, Facts, Kind, Task, implementation
from core.catalog.find import source as find_source
from core.data.download import Download
from core.spec.message import SpecError
from core.spec.parameters import parse
from core.spec.run_spec import RunSpec
from pages._ui.draft import Draft
from pages._ui.forms import choose, settings_form
from pages._ui.gallery import gallery
from pages._ui.language import _, language, translator
from pages._ui.studio import fitting_sources


def data_form(draft: Draft, kind: Kind, task: Task) -> None:
    """Let the visitor choose a dataset and set it up."""
    names = fitting_sources(kind, task)
    draft.dataset = choose(
        _("Data"),
        names,
        f"{draft.page}.dataset",
        draft.dataset,
        format_func=lambda name: _(find_source(name).title),
        help=_("What is learned from. Runs can be compared only on the same data."),
    )
    described = find_source(draft.dataset)
    st.caption(_(described.summary))
    _fetching(described, draft)
    settings_form(described.params, draft.section("data"), draft.prefix("data"))


def _fetching(described: DataSource, draft: Draft) -> None:
    """Say why data cannot be used yet, and offer to fetch them."""
    if not described.download:
        return
    try:
        params = parse(described.params, draft.section("data"), "data")
    except SpecError:
        return
    reason = described.unavailable(params)
    if reason is None:
        return
    download: Download = implementation(described.download)
    st.info(reason.worded(translator(language())), icon=":material/cloud_download:")
    st.button(
        _("Download"),
        icon=":material/download:",
        key=f"{draft.page}.download",
        on_click=download.start,
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
    origin = f"{_('Source')}: {_(described.origin)} ({_(described.licence)})."
    st.caption(f"{_(described.summary)} {origin}")
    facts = _facts(spec)
    if facts is None:
        st.info(_("Choose or mend the data on the left, and examples appear here."))
        return
    data = spec.data.model_dump(mode="json") if spec else {}
    for note in facts.notes:
        st.info(note.worded(translator(language())), icon=":material/info:")
    sizes = facts.sizes
    st.markdown(
        _(
            "**{train}** pictures to learn from, **{valid}** for validation (to choose settings "
            "by), **{test}** for the test (touched once, at the end)."
        ).format(train=sizes["train"], valid=sizes["valid"], test=sizes["test"])
    )
    gallery(draft.dataset, data, facts.classes)


def _facts(spec: RunSpec | None) -> Facts | None:
    try:
        return facts_of(spec) if spec else None
    except SpecError:
        return None

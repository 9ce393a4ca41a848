"""Dashboard: all runs side by side; their curves, what they cost, and how their setups differ."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalog.build import build_spec, facts_of
from core.catalog.find import sources
from core.spec.message import SpecError
from core.store.runs import Run
from pages._ui.cost_chart import cost_chart
from pages._ui.language import _
from pages._ui.overlay import overlay
from pages._ui.run_filters import filtered_runs
from pages._ui.run_table import delete_button, open_button, run_table, setup_name
from pages._ui.score_entries import Entry
from pages._ui.spec_difference import difference_table, differences
from pages._ui.tabs import draw_tabs


def costs(shown: Sequence[Run]) -> None:
    """Draw scores against costs, of one dataset and split at a time."""
    on_data: dict[str, list[Run]] = {}
    for run in shown:
        if run.scores.get("test"):
            on_data.setdefault(run.data_hash, []).append(run)
    if not on_data:
        st.info(_("None of these runs has been scored yet. Runs are scored when they end."))
        return
    hashes = sorted(on_data, key=lambda data: -len(on_data[data]))
    data = hashes[0]
    if len(hashes) > 1:
        titles = data_titles([on_data[data] for data in hashes])
        data = st.selectbox(
            _("Data and split"),
            hashes,
            format_func=titles.__getitem__,
            key="cost-data",
            help=_("Scores on other data or another split cannot be compared with each other."),
        )
    cost_chart(entries(on_data[data]), test_size(on_data[data][0]), "cost")


def entries(scored: Sequence[Run]) -> list[Entry]:
    """Return scored runs, which come newest first, by setup; of each seed the newest counts."""
    found: dict[str, dict[int, Run]] = {}
    for run in reversed(scored):
        found.setdefault(run.group_hash, {})[run.seed] = run
    return [Entry(tuple(seeds[seed] for seed in sorted(seeds))) for seeds in found.values()]


def data_titles(on_data: Sequence[Sequence[Run]]) -> dict[str, str]:
    """Return, by data hash, the name of the data with the settings that tell them from others."""
    titles = {}
    for there in on_data:
        first = there[0]
        source = sources().get(first.dataset)
        title = _(source.title) if source else first.dataset
        alike = [first, *(others[0] for others in on_data if others[0].dataset == first.dataset)]
        special = [
            f"{entry.label} {', '.join(entry.values[0])}"
            for entry in differences(alike)
            if entry.path.startswith("data.")
        ]
        count = _("{count} runs").format(count=len(there))
        titles[first.data_hash] = " · ".join([title, *special, count])
    return titles


def test_size(run: Run) -> int:
    """Return how many test examples a run was scored on; 0 where that is not known any more."""
    try:
        return facts_of(build_spec(run.spec)).sizes.get("test", 0)
    except SpecError:  # the setup is an older playground's, or its files are gone
        return 0


def settings(selected: Sequence[Run]) -> None:
    """Compare the settings of the selected runs, a column for each setup."""
    setups: dict[str, list[Run]] = {}
    for run in selected:
        setups.setdefault(run.group_hash, []).append(run)
    if len(selected) < 2:
        st.info(_("Tick two or more runs in the table above to see how their settings differ."))
        return
    if len(setups) < 2:
        st.info(
            _(
                "These runs have the same settings in everything but the seed: whatever differs "
                "in their curves is luck."
            )
        )
        return
    columns = list(setups.values())
    notes = [
        _("seed {seed}").format(seed=", ".join(str(run.seed) for run in reversed(runs)))
        for runs in columns
    ]
    names = [setup_name(runs[0]) for runs in columns]
    found = [entry for entry in differences([runs[0] for runs in columns]) if entry.path != "seed"]
    disputed = [entry for entry in found if entry.disputed]
    others = [entry for entry in found if not entry.disputed]
    st.caption(
        _(
            "Whatever is not listed is the same in all of them. In lists of layers, bold is what "
            "the first network does not have."
        )
    )
    if disputed:
        st.html(difference_table(names, notes, disputed))
    if others:
        title = _("{count} settings that only some of these models have")
        with st.expander(title.format(count=len(others)), expanded=not disputed):
            st.html(difference_table(names, notes, others))


def outdate() -> None:
    """Have the whole page drawn anew, for a run's status is in the table as well."""
    st.session_state["dashboard-outdated"] = True


@st.fragment
def comparison(found: Sequence[Run], selected: Sequence[Run]) -> None:
    """Draw the comparisons; what is chosen there does not concern the table above."""
    if st.session_state.pop("dashboard-outdated", False):
        st.rerun()
    over, against, between = draw_tabs(
        [_("Curves"), _("Score against cost"), _("Settings that differ")], "dashboard-tabs"
    )
    if over.open:
        with over:
            overlay(selected, outdate)
    if against.open:
        with against:
            costs(selected or found)
    if between.open:
        with between:
            settings(selected)


st.title(_("Dashboard"))
st.markdown(
    _("All your runs in one place. Tick some, then compare their curves, their costs and settings.")
)
found = filtered_runs()
if not found:
    st.stop()
selected = run_table(found, "dashboard")
with st.container(horizontal=True):
    if len(selected) == 1:
        open_button(selected[0])
    if selected:
        delete_button(selected)
comparison(found, selected)

"""Curves of several runs laid over each other, whatever their models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

import streamlit as st

from core.catalog.build import build_spec, task_of
from core.catalog.descriptions import Chart, Recipe, Task
from core.catalog.find import recipes, sources
from core.spec.message import SpecError
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.live import Unit, overlay_chart, overlay_view
from pages._ui.run_table import distinct_names

MOST_OVERLAID = 20
AT_FIRST = 2
"""How many of the curves that runs share are drawn before anything is chosen."""

Shared = dict[str, tuple[Chart, str]]
"""Series that runs have in common: chart and title by the series' name."""


def overlay(selected: Sequence[Run], on_status: Callable[[], None]) -> None:
    """Draw the curves that the selected runs share, and the choice among them.

    Args:
        selected: The runs, of any models.
        on_status: Called before the page reruns because a run's status has changed.
    """
    known = [run for run in selected if run.recipe in recipes()][:MOST_OVERLAID]
    if not known:
        st.info(_("Tick the runs in the table above whose curves you want to compare."))
        return
    if len(known) < len(selected):
        text = _("Drawn are the first {count} of your selection, so that lines can be told apart.")
        st.caption(text.format(count=len(known)))
    families = [recipes()[name] for name in dict.fromkeys(run.recipe for run in known)]
    models = dict.fromkeys((run.recipe, _task(run)) for run in known)
    shared = shared_curves([recipes()[name].charts_of(task) for name, task in models])
    if not shared:
        st.info(_("These models record nothing in common. Tick runs of models that are alike."))
        return
    left, right = st.columns([2, 1])
    with left:
        chosen = _choose_curves(shared, families)
    with right:
        unit = _choose_unit()
    if not chosen:
        st.info(_("Choose at least one curve above."))
        return
    x_title = _x_title(unit, families)
    charts = [
        overlay_chart(
            key,
            title=shared[key][1],
            x_title=x_title,
            y_title=_(shared[key][0].y_title),
            y_range=shared[key][0].y_range,
        )
        for key in chosen
    ]
    overlay_view(known, distinct_names(known), charts, unit, on_status)


def _task(run: Run) -> Task:
    """Return what the run's data ask of its model."""
    try:
        return task_of(build_spec(run.spec))
    except SpecError:  # the setup is an older playground's, or its files are gone
        described = sources().get(run.dataset)
        return described.task if described else "classification"


def shared_curves(drawn: Sequence[tuple[Chart, ...]]) -> Shared:
    """Return the series that all models record, each of which draws such charts."""
    found = {
        curve.key: (chart, f"{_(chart.title)} · {_(curve.title)}")
        for chart in drawn[0]
        for curve in chart.curves
    }
    for charts in drawn[1:]:
        keys = {curve.key for chart in charts for curve in chart.curves}
        found = {key: value for key, value in found.items() if key in keys}
    return found


def _choose_curves(shared: Shared, families: Sequence[Recipe]) -> list[str]:
    validation = [key for key in shared if key.startswith("valid/")]
    return st.multiselect(
        _("Curves"),
        list(shared),
        default=(validation or list(shared))[:AT_FIRST],
        format_func=lambda key: shared[key][1],
        # Other models share other curves.
        key=f"curves-{'-'.join(family.name for family in families)}",
        help=_("What to draw. The list holds what all the selected runs have recorded."),
    )


def _choose_unit() -> Unit:
    titles: dict[Unit, str] = {"step": _("Step"), "epoch": _("Epoch"), "seconds": _("Seconds")}
    units: tuple[Unit, ...] = get_args(Unit)
    chosen = st.segmented_control(
        _("Horizontal axis"),
        units,
        default="step",
        required=True,
        format_func=lambda unit: titles[unit],
        key="curves-unit",
        help=_(
            "Count steps, rounds through the training set, or seconds spent on learning (spread "
            "evenly over a run's steps)."
        ),
    )
    return chosen or "step"


def _x_title(unit: Unit, families: Sequence[Recipe]) -> str:
    if unit == "epoch":
        return _("Epoch")
    if unit == "seconds":
        return _("Training time (s)")
    steps = {_(family.step_name) for family in families}
    return steps.pop() if len(steps) == 1 else _("Step")

"""The live view of a run: its recipe's charts, worded in the viewer's language."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from core.catalog.descriptions import Recipe
from core.store.runs import STATUS_TITLES, Run
from pages._ui.language import _, language
from pages._ui.live_chart import Chart, Series, live_chart


def live_view(recipe: Recipe, run: Run | None) -> None:
    """Draw the charts of a recipe, following `run` where there is one."""
    live_chart(
        feed=feed_of(run) if run else None,
        charts=[
            Chart(
                title=_(chart.title),
                x_title=_(recipe.step_name),
                y_title=_(chart.y_title),
                alt=_("Line chart: {y} against {x}").format(
                    y=_(chart.y_title), x=_(recipe.step_name)
                ),
                y_range=chart.y_range,
                series=tuple(
                    Series(
                        curve.key,
                        _(curve.title),
                        "lines" if curve.smooth else "lines+markers",
                        index,
                        curve.smooth,
                    )
                    for index, curve in enumerate(chart.curves)
                ),
            )
            for chart in recipe.charts
        ],
        known_status=run.status if run else None,
        language=language(),
        labels=_labels(),
        key=f"live-{recipe.name}",
        on_status=_rerun,
    )


def feed_of(run: Run) -> str:
    """Return the address of a run's feed, with the share token this page was opened with."""
    token = st.query_params.get("share")
    return f"/playground/runs/{run.id}/live" + (f"?share={quote(token)}" if token else "")


def _rerun() -> None:
    """The component's event alone reruns the page; there is nothing else to do."""


def _labels() -> dict[str, str]:
    statuses = {f"status_{name}": _(title) for name, title in STATUS_TITLES.items()}
    return statuses | {
        "status_none": _("Not started"),
        "epoch": _("epoch {epoch} of {epochs}"),
        "step": _("step {step} of {steps}"),
        "rate": _("{rate} steps/s"),
        "elapsed": _("{duration} of training"),
        "remaining": _("about {duration} left (estimate)"),
        "position": _("place {position} in the queue"),
        "progress": _("Progress of the training"),
        "smoothed": _("smoothed"),
        "reset_view": _("Show everything"),
        "hint_no_run": _("Press Train: the curve grows here"),
        "hint_no_points": _("The first points are on their way"),
        "connection_lost": _("Connection lost, trying again. The training goes on meanwhile."),
        "not_found": _("This run is not there any more. Start another one with Train."),
        "forbidden": _("This run belongs to somebody else. Ask them for its share link."),
        "charts_missing": _("The charts could not be loaded. Reload the page."),
    }

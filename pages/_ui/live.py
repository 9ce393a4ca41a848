"""The live view of runs: their recipe's charts, worded in the viewer's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal
from urllib.parse import quote

import streamlit as st

from core.catalog.descriptions import Recipe, Task
from core.store.runs import STATUS_TITLES, Run
from pages._ui.language import _, language
from pages._ui.live_chart import Chart, Feed, Level, Series, live_chart

Unit = Literal["step", "epoch", "seconds"]


def live_view(
    recipe: Recipe, runs: Sequence[Run], task: Task, solved_at: float | None = None
) -> None:
    """Draw the charts of a recipe at `task`, following no run, one, or the seeds of one setup.

    `solved_at` is the return at which an environment counts as solved, where one is agreed on.
    """
    x_title = _(recipe.step_name)
    live_chart(
        feeds=[_feed(run, _("seed {seed}").format(seed=run.seed)) for run in runs],
        charts=[
            Chart(
                title=_(chart.title),
                x_title=x_title,
                y_title=_(chart.y_title),
                alt=_line_chart(_(chart.y_title), x_title),
                y_range=chart.y_range,
                advanced=chart.advanced,
                level=_solved(solved_at) if chart.of_return else None,
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
            for chart in recipe.charts_of(task)
        ],
        language=language(),
        labels=_labels(language()),
        key=f"live-{recipe.name}",
        on_status=_rerun,
    )


def _solved(value: float | None) -> Level | None:
    """Return the line that marks which return counts as solved."""
    if value is None:
        return None
    return Level(value, _("Solved: {value} or more").format(value=f"{value:g}"))


def overlay_view(
    runs: Sequence[Run],
    names: Sequence[str],
    charts: Sequence[Chart],
    x: Unit,
    on_status: Callable[[], None],
) -> None:
    """Draw `charts` with one line for each of `runs`, whatever their recipes."""
    live_chart(
        feeds=[_feed(run, name) for run, name in zip(runs, names, strict=True)],
        charts=charts,
        language=language(),
        labels=_labels(language()),
        key="overlay",
        on_status=on_status,
        mode="overlay",
        x=x,
    )


def overlay_chart(
    key: str, *, title: str, x_title: str, y_title: str, y_range: tuple[float, float] | None
) -> Chart:
    """Return the chart of one series; training series are smoothed, as they are step by step."""
    smooth = key.startswith("train/")
    mode: Literal["lines", "lines+markers"] = "lines" if smooth else "lines+markers"
    series = (Series(key, title, mode, smooth=smooth),)
    return Chart(title, x_title, y_title, _line_chart(title, x_title), series, y_range)


def feed_of(run: Run) -> str:
    """Return the address of a run's feed, with the share token this page was opened with."""
    token = st.query_params.get("share")
    return f"/playground/runs/{run.id}/live" + (f"?share={quote(token)}" if token else "")


def _feed(run: Run, name: str) -> Feed:
    return Feed(feed_of(run), name, run.status)


def _line_chart(y: str, x: str) -> str:
    return _("Line chart: {y} against {x}").format(y=y, x=x)


def _rerun() -> None:
    """The component's event alone reruns the page; there is nothing else to do."""


@cache
def _labels(language: str) -> dict[str, str]:
    statuses = {f"status_{name}": _(title) for name, title in STATUS_TITLES.items()}
    return statuses | {
        "status_none": _("Not started"),
        "count_waiting": _("{count} waiting"),
        "count_running": _("{count} training"),
        "count_paused": _("{count} paused"),
        "count_finished": _("{count} of {total} finished"),
        "count_stopped": _("{count} stopped"),
        "count_diverged": _("{count} diverged"),
        "count_failed": _("{count} failed"),
        "separator": _(", "),
        "about_runs": _("{runs}: {sentence}"),
        "epoch": _("epoch {epoch} of {epochs}"),
        "step": _("step {step} of {steps}"),
        "rate": _("{rate} steps/s"),
        "examples": _("{rate} examples/s"),
        "elapsed": _("{duration} of training"),
        "remaining": _("about {duration} left (estimate)"),
        "position": _("place {position} in the queue"),
        "progress": _("Progress of the training"),
        "smoothed": _("smoothed"),
        "reading_single": _("thin: each value; thick: smoothed over about {count}"),
        "reading_band": _("thin: each seed, smoothed over about {count} values; thick: their mean"),
        "reading_overlay": _("smoothed over about {count} values"),
        "band": _("mean and range of {count} seeds"),
        "band_values": _("{mean} ({low} to {high})"),
        "toggle_lines": _("Hide or show these lines"),
        "log_scale": _("Log scale"),
        "more_charts": _("More charts"),
        "fewer_charts": _("Fewer charts"),
        "reset_view": _("Show everything"),
        "hint_no_run": _("Press Train: the curve grows here"),
        "hint_no_points": _("The first points are on their way"),
        "hint_not_yet": _("No values so far"),
        "hint_never": _("This run has no such values"),
        "hint_paused": _("Nothing is learned yet"),
        "connection_lost": _("Connection lost, trying again. The training goes on meanwhile."),
        "not_found": _("This run is not there any more. Start another one with Train."),
        "forbidden": _("This run belongs to somebody else. Ask them for its share link."),
        "charts_missing": _("The charts could not be loaded. Reload the page."),
    }

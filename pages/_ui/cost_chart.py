"""Score against cost: what a better score takes, one point a setup."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.catalog.find import recipes
from core.metrics.scoring import metrics_scored
from core.spec.message import N_
from core.store.runs import Run
from pages._ui.language import _

if TYPE_CHECKING:
    from pages._ui.score_entries import Entry


@dataclass(frozen=True)
class Cost:
    """What a model takes.

    Attributes:
        title: What the axis says, with the unit (marked text).
        of: From a run and the number of its test examples to the cost, None where it is unknown.
        number: Plotly's format of one value.
    """

    title: str
    of: Callable[[Run, int], float | None]
    number: str


def _microseconds(run: Run, test_size: int) -> float | None:
    seconds = run.seconds.get("predict")
    return seconds / test_size * 1e6 if seconds is not None and test_size else None


COSTS = {
    "parameters": Cost(N_("Parameters"), lambda run, size: run.parameters, ",.0f"),
    "train": Cost(N_("Training time (s)"), lambda run, size: run.seconds.get("train"), ".2f"),
    "predict": Cost(N_("Time for one prediction (µs)"), _microseconds, ".1f"),
    "memory": Cost(N_("Peak memory (MB)"), lambda run, size: run.memory_mb, ".0f"),
}
SYMBOLS = ("circle", "diamond", "square", "cross", "triangle-up", "star", "x", "hexagon")
_WIDE = 20
"""An axis over more than this factor is logarithmic."""


@dataclass(frozen=True)
class _Point:
    name: str
    recipe: str
    seeds: int
    x: float
    y: float
    spread: float | None


def cost_chart(entries: Sequence[Entry], test_size: int, key: str) -> None:
    """Draw a score of setups against what they cost, and the choice of both.

    Args:
        entries: Scored setups on the same data and split; at least one.
        test_size: Number of test examples.
        key: Identity of the widgets.
    """
    scored = {name for entry in entries for run in entry.runs for name in run.scores["test"]}
    metrics = {metric.name: metric for metric in metrics_scored(scored)}
    if not metrics:
        st.info(_("These runs have scores of their own, which are no metrics of predictions."))
        return
    left, right = st.columns(2)
    cost = COSTS[
        left.selectbox(
            _("Cost"),
            list(COSTS),
            format_func=lambda name: _(COSTS[name].title),
            key=f"{key}-cost",
            help=_("What the horizontal axis shows: how much a model takes."),
        )
    ]
    metric = metrics[
        right.selectbox(
            _("Score"),
            list(metrics),
            format_func=lambda name: _(metrics[name].title),
            key=f"{key}-score",
            help=_("What the vertical axis shows, on the test split."),
        )
    ]
    points = list(_points(entries, test_size, cost, metric.name))
    if not points:
        st.info(_("No run here has both this score and this cost. Choose another pair above."))
        return
    better = _("higher is better") if metric.higher_is_better else _("lower is better")
    words = {"y": _(metric.title), "x": _(cost.title)}
    # In two lines, or it would be longer than its axis.
    y_title = f"{words['y']}<br>({_(metric.unit)}, {better})"
    layout = _layout(points, words["x"], y_title)
    st.plotly_chart(
        {
            "data": _traces(points, cost),
            "layout": layout | {"title": {"text": _("{y} against {x}").format(**words)}},
        },
        alt=_("Scatter chart: {y} against {x}, one point for each setup").format(**words),
        key=f"{key}-chart",
        config={"displayModeBar": False},
    )
    st.caption(
        _(
            "One point for each setup: the mean over its seeds. The bar is one standard deviation "
            "in either direction; a setup with a single seed has none."
        )
    )


def _points(entries: Sequence[Entry], test_size: int, cost: Cost, metric: str) -> Iterable[_Point]:
    for entry in entries:
        costs = [cost.of(run, test_size) for run in entry.runs]
        known = [value for value in costs if value is not None]
        score = entry.mean(metric)
        if known and score is not None:
            yield _Point(
                name=entry.name(),
                recipe=entry.first.recipe,
                seeds=len(entry.scores(metric)),
                x=statistics.fmean(known),
                y=score,
                spread=entry.spread(metric),
            )


def _traces(points: Sequence[_Point], cost: Cost) -> list[dict[str, Any]]:
    """Return a trace for each model, whose points share a symbol and the next colour."""
    traces = []
    for place, name in enumerate(dict.fromkeys(point.recipe for point in points)):
        own = [point for point in points if point.recipe == name]
        recipe = recipes().get(name)
        bars = [point.spread or 0.0 for point in own]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": _(recipe.title) if recipe else name,
                "x": [point.x for point in own],
                "y": [point.y for point in own],
                "error_y": {"type": "data", "array": bars, "visible": any(bars), "thickness": 1.5},
                "marker": {"size": 11, "symbol": SYMBOLS[place % len(SYMBOLS)]},
                "text": [point.name for point in own],
                "customdata": [[_seeds(point.seeds)] for point in own],
                "hovertemplate": "<b>%{text}</b><br>%{y:.4f} · %{x:" + cost.number + "}"
                "<br>%{customdata[0]}<extra></extra>",
            }
        )
    return traces


def _seeds(count: int) -> str:
    return _("1 seed") if count == 1 else _("{count} seeds").format(count=count)


def _layout(points: Sequence[_Point], x_title: str, y_title: str) -> dict[str, Any]:
    x = [point.x for point in points]
    logarithmic = min(x) > 0 and max(x) > _WIDE * min(x)
    x_axis: dict[str, Any] = {"title": {"text": x_title}, "rangemode": "tozero"}
    if logarithmic:
        ticks = _ticks(min(x), max(x))
        x_axis = {
            "title": {"text": _("{axis}, logarithmic").format(axis=x_title)},
            "type": "log",
            "tickvals": ticks,
            "ticktext": [f"{value:,g}" if value < 1e6 else f"{value:.0e}" for value in ticks],
        }
    models = len({point.recipe for point in points})
    return {
        "height": 430 + 12 * models,  # the legend's lines are taken from it
        "margin": {"l": 10, "r": 10, "t": 40, "b": 10},
        "xaxis": x_axis | {"automargin": True},
        "yaxis": {"title": {"text": y_title}, "automargin": True},
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.25, "x": 0, "yanchor": "top"},
    }


def _ticks(lowest: float, highest: float) -> list[float]:
    """Return 1, 2 and 5 times powers of ten, or these powers alone where that is enough."""
    first, last = math.floor(math.log10(lowest)), math.ceil(math.log10(highest))
    factors = (1, 2, 5) if last - first < 3 else (1,)
    return [factor * 10.0**power for power in range(first, last + 1) for factor in factors]

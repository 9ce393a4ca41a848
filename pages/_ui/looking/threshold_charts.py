"""The curves of a classifier of one class against the rest, with a threshold on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from core.metrics.curves import (
    AtThreshold,
    average_precision,
    calibration,
    precision_recall,
    roc,
    roc_area,
)
from pages._ui.language import _
from pages._ui.looking.insight_chart import GREY, MOST_POINTS, SIGNAL, insight_chart

if TYPE_CHECKING:
    from pages._ui.looking.threshold import Scored

_BINS = 40
_RATES = {"range": [-0.02, 1.02]}


def scores_chart(scored: Scored, threshold: float) -> None:
    """Draw how the scores of both kinds of examples are spread, and the threshold between them."""
    low, high = float(scored.scores.min()), float(scored.scores.max())
    ends = (0.0, 1.0) if scored.probabilistic else (low, high)
    traces = []
    for name, chosen in ((scored.other, ~scored.positive), (scored.name, scored.positive)):
        counts, edges = np.histogram(scored.scores[chosen], _BINS, ends)
        traces.append(
            {
                "type": "bar",
                "name": name,
                "x": (edges[:-1] + edges[1:]) / 2,
                "y": counts,
                "width": edges[1] - edges[0],
                "opacity": 0.65,
                "showlegend": True,
                "hovertemplate": "%{x:.3f}: %{y}<extra>%{fullData.name}</extra>",
            }
        )
    line = {"type": "line", "x0": threshold, "x1": threshold, "y0": 0, "y1": 1, "yref": "paper"}
    insight_chart(
        traces,
        title=_("Scores for {name}").format(name=scored.name),
        x=_("Probability") if scored.probabilistic else _("Decision value"),
        y=_("Examples"),
        alt=_(
            "Histogram of the scores for {name}, of examples that are {name} and of others; the "
            "threshold is at {threshold}"
        ).format(name=scored.name, threshold=f"{threshold:.3g}"),
        key=f"{scored.key}.scores",
        barmode="overlay",
        shapes=[line | {"line": {"color": SIGNAL, "width": 2}}],
    )


def roc_chart(scored: Scored, found: AtThreshold) -> None:
    """Draw the ROC curve, guessing, and the point of the threshold."""
    curve = roc(scored.positive, scored.scores)
    area = roc_area(curve)
    title = _("ROC curve, area {area}").format(area=_number(area))
    insight_chart(
        [
            _guessing([0, 1], [0, 1]),
            _curve(curve.false_positive_rate, curve.recall),
            _point(found.false_positive_rate, found.recall),
        ],
        title=title,
        x=_("False alarms (fraction of the negatives)"),
        y=_("Recall (fraction)"),
        alt=_(
            "{title}; at the threshold {recall} of the positives are found with {alarms} of the "
            "negatives as false alarms"
        ).format(
            title=title, recall=f"{found.recall:.3f}", alarms=f"{found.false_positive_rate:.3f}"
        ),
        key=f"{scored.key}.roc",
        xaxis=_RATES,
        yaxis=_RATES,
    )


def precision_recall_chart(scored: Scored, found: AtThreshold) -> None:
    """Draw the precision-recall curve, guessing, and the point of the threshold."""
    curve = precision_recall(scored.positive, scored.scores)
    title = _("Precision-recall curve, area {area}").format(area=_number(average_precision(curve)))
    share = float(scored.positive.mean())
    insight_chart(
        [
            _guessing([0, 1], [share, share]),
            _curve(curve.recall, curve.precision),
            _point(found.recall, found.precision),
        ],
        title=title,
        x=_("Recall (fraction)"),
        y=_("Precision (fraction)"),
        alt=_("{title}; at the threshold precision {precision} and recall {recall}").format(
            title=title, precision=f"{found.precision:.3f}", recall=f"{found.recall:.3f}"
        ),
        key=f"{scored.key}.pr",
        xaxis=_RATES,
        yaxis=_RATES,
    )


def calibration_chart(scored: Scored) -> None:
    """Draw the reliability diagram: how often happens what is called so probable."""
    points = calibration(scored.positive, scored.scores)
    told = [_("{count} examples").format(count=int(count)) for count in points.examples]
    insight_chart(
        [
            _guessing([0, 1], [0, 1]) | {"name": _("calibrated")},
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": points.predicted,
                "y": points.observed,
                "text": [str(int(count)) for count in points.examples],
                "textposition": "top center",
                "customdata": told,
                "marker": {"size": 6 + 18 * np.sqrt(points.examples / points.examples.max())},
                "hovertemplate": "%{x:.3f} → %{y:.3f}, %{customdata}<extra></extra>",
            },
        ],
        title=_("Calibration: are its probabilities honest?"),
        x=_("Mean probability given to {name}").format(name=scored.name),
        y=_("Fraction that really is"),
        alt=_("Reliability diagram: {said}").format(
            said=", ".join(
                f"{said:.2f} → {seen:.2f} ({count})"
                for said, seen, count in zip(*points, strict=True)
            )
        ),
        key=f"{scored.key}.calibration",
        height=360,
        xaxis=_RATES,
        yaxis={"range": [-0.05, 1.12]},
    )
    st.caption(
        _(
            "Each point is the examples of a tenth of the scale, with their number. Of those that "
            "a calibrated model calls 70 % probable, 70 % are: its points lie on the dashed line. "
            "Below the line its probabilities are too high, above it too low. Points of few "
            "examples stray by chance."
        )
    )


def _number(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.3f}"


def _curve(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    chosen = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).astype(int))
    line = {"type": "scatter", "mode": "lines", "x": x[chosen], "y": y[chosen]}
    return line | {"hovertemplate": "%{x:.3f}, %{y:.3f}<extra></extra>"}


def _point(x: float, y: float) -> dict[str, Any]:
    marker = {"size": 13, "color": SIGNAL}
    point = {"type": "scatter", "mode": "markers", "x": [x], "y": [y], "marker": marker}
    return point | {"cliponaxis": False, "hovertemplate": "%{x:.3f}, %{y:.3f}<extra></extra>"}


def _guessing(x: list[float], y: list[float]) -> dict[str, Any]:
    """Return the line of whoever knows nothing, or of whoever is honest."""
    line = {"color": GREY, "dash": "dash", "width": 2}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}

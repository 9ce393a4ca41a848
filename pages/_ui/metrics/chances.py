"""What probabilities are worth: pairs in the right order, and how surprising the truth is."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.metrics.curves import roc
from core.metrics.worked_probabilities import WorkedLogLoss, WorkedRanking
from pages._ui.language import _
from pages._ui.metrics.formulas import (
    METRICS,
    card,
    caution,
    equals,
    figure,
    fraction,
    joined,
    lines,
    nature,
    sign,
    tex,
)

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
MOST_ROWS = 30


def pair_table(positive: Flags, scores: Numbers, ranking: WorkedRanking) -> None:
    """Draw every pair of a positive and a negative example, and which has the higher score."""
    if not ranking.pairs:
        st.info(
            _(
                "ROC AUC compares positive examples with negative ones, so there must be at least "
                "one of each: tick or untick an example."
            )
        )
        return
    wanted, others = (np.sort(scores[which])[::-1] for which in (positive, ~positive))
    head = "".join(f'<th scope="col">{figure(float(score))}</th>' for score in others)
    rows = "".join(
        f'<tr><th scope="row">{figure(float(score))}</th>'
        + "".join(_pair(float(score), float(other)) for other in others)
        + "</tr>"
        for score in wanted
    )
    caption = html.escape(
        _("Every positive (rows) against every negative (columns): which has the higher score?")
    )
    corner = html.escape(_("Positive ↓ / negative →"))
    st.html(
        f'<div class="pg-matrix"><table><caption>{caption}</caption><thead><tr><th>{corner}</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _pair(score: float, other: float) -> str:
    role, mark, words = ("missed", "✗", _("wrong"))
    if score > other:
        role, mark, words = ("hit", "✓", _("right"))
    elif score == other:
        role, mark, words = ("tied", "½", _("tie"))
    return f'<td data-role="{role}">{mark}<small>{html.escape(words)}</small></td>'


def ranking_card(ranking: WorkedRanking, note: str = "") -> None:
    """Draw how ROC AUC follows from the pairs."""
    metric = METRICS["roc_auc"]
    counted = rf"{ranking.right} + \frac{{1}}{{2}} \cdot {ranking.tied}"
    steps = [f"= {fraction(counted, ranking.pairs)}", equals(ranking.value)]
    if not ranking.pairs:
        steps = [r"= \frac{0}{0}"]
    told = _(
        "Pairs: {pairs}. In the right order: {right}; ties: {tied}; in the wrong order: {wrong}."
    ).format(pairs=ranking.pairs, **ranking._asdict())
    notes = [told, note, _(metric.help), nature(metric), caution(metric)]
    card(_(metric.title), lines(metric.formula, *steps), *filter(None, notes))


def loss_table(positive: Flags, probabilities: Numbers, losses: WorkedLogLoss) -> None:
    """Draw what each example's probability costs."""
    answers = [_("yes") if yes else _("no") for yes in positive]
    heads = [
        _("Example"),
        _("Really positive"),
        _("Probability of positive"),
        _("Given to the truth"),
        _("Minus its logarithm (nats)"),
    ]
    rows = [
        (answer, figure(float(probability)), figure(right), figure(loss))
        for answer, probability, right, loss in zip(
            answers, probabilities, losses.probabilities, losses.losses, strict=True
        )
    ]
    caption = _("Log loss: the less the model believed the truth, the more it costs.")
    steps_table(caption, heads, rows, losses.loss_sum)


def steps_table(
    caption: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]], total: float
) -> None:
    """Draw a numbered row for each example, and the sum of the last column."""
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in heads)
    body = "".join(
        f'<tr><th scope="row">{number}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in row)
        + "</tr>"
        for number, row in enumerate(rows, start=1)
    )
    empty = "<td></td>" * (len(heads) - 2)
    st.html(
        f'<div class="pg-steps"><table><caption>{html.escape(caption)}</caption><thead><tr>{head}'
        f'</tr></thead><tbody>{body}</tbody><tfoot><tr><th scope="row">{html.escape(_("Sum"))}'
        f"</th>{empty}<td>{figure(total)}</td></tr></tfoot></table></div>"
    )


def loss_card(losses: WorkedLogLoss) -> None:
    """Draw how the log loss follows from the examples."""
    metric = METRICS["log_loss"]
    count = len(losses.losses)
    terms = joined([tex(loss) for loss in losses.losses])
    believed = _(
        "As much as if the model had given {probability} to the truth every time; {half} is what "
        "one half each time costs."
    ).format(probability=figure(math.exp(-losses.value)), half=figure(math.log(2)))
    card(
        _(metric.title),
        lines(
            metric.formula,
            f"{sign(*losses.losses)} {fraction(terms, count)}",
            f"{sign(losses.loss_sum)} {fraction(tex(losses.loss_sum), count)}",
            equals(losses.value),
        ),
        believed,
        _(metric.help),
        nature(metric),
        caution(metric),
    )


def roc_chart(positive: Flags, scores: Numbers, ranking: WorkedRanking, key: str) -> None:
    """Draw the ROC curve, whose area is the fraction of pairs in the right order."""
    if not ranking.pairs:
        return
    curve = roc(positive, scores)
    thresholds = ["∞", *(figure(float(value)) for value in curve.thresholds[1:])]
    traces = [
        {
            "x": curve.false_positive_rate.tolist(),
            "y": curve.recall.tolist(),
            "mode": "lines+markers" if len(scores) <= MOST_ROWS else "lines",
            "fill": "tozeroy",
            "line": {"color": "#2563eb", "width": 2},
            "name": _("This model"),
            "customdata": [[value] for value in thresholds],
            "hovertemplate": _("threshold {value}").format(value="%{customdata[0]}")
            + "<br>(%{x:.3f}, %{y:.3f})<extra></extra>",
        },
        {
            "x": [0, 1],
            "y": [0, 1],
            "mode": "lines",
            "line": {"color": "#64748b", "dash": "dot"},
            "name": _("Guessing"),
            "hoverinfo": "skip",
        },
    ]
    title = _("ROC curve: the area below it is {value}").format(value=figure(ranking.value))
    layout = {
        "title": {"text": title, "font": {"size": 16}},
        "height": 380,
        "margin": {"l": 10, "r": 10, "t": 40, "b": 10},
        "xaxis": {
            "title": {"text": _("False positive rate (fraction of negatives)")},
            "range": [-0.02, 1.02],
        },
        "yaxis": {
            "title": {"text": _("Recall (fraction of positives)")},
            "range": [-0.02, 1.02],
        },
        "legend": {"orientation": "h", "y": -0.25, "x": 0, "yanchor": "top"},
    }
    st.plotly_chart(
        {"data": traces, "layout": layout},
        alt=_("ROC curve of the model with an area of {value}").format(value=figure(ranking.value)),
        key=key,
        config={"displayModeBar": False},
    )

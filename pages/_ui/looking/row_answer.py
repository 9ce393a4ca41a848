"""A row typed in: what a run's model says of it, at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.catalog.find import recipes
from core.store import runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.looking.insight_chart import insight_chart, named, newest_moment, rounded
from pages._ui.looking.row_controls import choose_start, row_controls
from pages._ui.looking.row_memory import Memory, Value
from pages._ui.probe import Arrays, when_answered
from pages._ui.score_entries import entries_of

MOST_CLASSES = 10
_FIRST_DAY = date(1970, 1, 1)
_PERCENT = {"range": [0, 1], "tickformat": ".0%", "tickvals": [0, 0.5, 1]}


@st.fragment
def row_answer(run: Run) -> None:
    """Let the visitor fill in a row of the table that a run learns from, and draw the answer.

    What is typed stays when another run on the same data is looked at.
    """
    memory = st.session_state.setdefault(f"row.{run.data_hash}", Memory())
    request = {"run": run.id, "example": memory.example}
    when_answered("row_form", request, partial(_filled_in, run, memory), _("Reading the columns …"))


def _filled_in(run: Run, memory: Memory, form: Arrays) -> None:
    start = [_value(*pair) for pair in zip(form["kinds"], form["start"], strict=True)]
    choose_start(memory, int(form["examples"]), f"row.{run.data_hash}")
    answer, controls = st.columns([1, 1.4], gap="medium")
    with controls:
        values = row_controls(run, memory, form, start)
    with answer:
        _truth(run, memory, form, changed=values != start)
        shown = _beside(run)
        active = any(one.status in runs.ACTIVE for one in shown)
        live = st.fragment(_answers, run_every=2.0 if active else None)
        live([one.id for one in shown], values, form)
        _warnings(run, form, values)


def _value(kind: str, word: str) -> Value:
    """Return a value of the form as a widget holds it; None if it is missing."""
    if not word:
        return None
    if kind == "number":
        return float(word)
    return date.fromisoformat(str(word)) if kind == "date" else str(word)


def _truth(run: Run, memory: Memory, form: Arrays, *, changed: bool) -> None:
    """Say where the row comes from, and what is true of it."""
    if memory.example is None:
        text = _(
            "This row is the middle of the training examples: the median of each number, the "
            "commonest of each category. Change it on the right."
        )
        st.caption(text)
        return
    truth = float(form["truth"])
    if len(form["classes"]):
        said = named(run, str(form["classes"][int(truth)]))
    else:
        said = f"{rounded(truth)} {named(run, str(form['unit']))}".strip()
    text = _("Test example {number}, which the model did not learn from. In truth: **{truth}**.")
    if changed:
        text = _("Changed from test example {number}, whose truth is **{truth}**.")
    st.markdown(text.format(number=memory.example + 1, truth=said))


def _beside(run: Run) -> list[Run]:
    """Return the runs to ask: this one and, if the visitor wants, the best classical one."""
    own = recipes().get(run.recipe)
    found = [
        entry.first
        for entry in entries_of(run.data_hash, run)
        if entry.family == "classical" and entry.first.recipe != "dummy"
    ]
    best = next((one for one in found if one.id != run.id), None)
    if own is None or own.family == "classical" or best is None:
        return [run]
    wanted = st.toggle(
        _("Best classical model, too"),
        key=f"row.beside.{run.data_hash}",
        help=_("Ask the classical model with the best test score on the same data as well."),
    )
    return [run, best] if wanted else [run]


def _answers(asked: Sequence[str], values: Sequence[Value], form: Arrays) -> None:
    """Draw what each run says now."""
    typed = [value.isoformat() if isinstance(value, date) else value for value in values]
    for identity in asked:
        run = runs.get(identity)
        tick = newest_moment(run) if run else None
        if run is None or tick is None:
            st.info(_("This run has not begun. As soon as it has, its answer appears here."))
            continue
        request = {"run": run.id, "tick": tick, "values": typed}
        when_answered("row", request, partial(_answer, run, form), _("Asking the model …"))


def _answer(run: Run, form: Arrays, said: Arrays) -> None:
    if "value" in said:
        unit = named(run, str(form["unit"]))
        value = float(said["value"])
        st.metric(
            run.name,
            f"{rounded(value)} {unit}".strip(),
            help=_("What the model estimates for this row."),
        )
        st.caption(named(run, str(form["target"])))
        return
    classes = [named(run, str(name)) for name in form["classes"]]
    _bars(run, classes, said["scores"], probabilistic=bool(said["probabilistic"]))


def _bars(run: Run, classes: Sequence[str], scores: np.ndarray, *, probabilistic: bool) -> None:
    """Draw the score of each class as a bar, of many classes the highest."""
    order = np.sort(np.argsort(-scores, kind="stable")[:MOST_CLASSES])[::-1]
    names = [classes[label] for label in order]
    best = classes[int(scores.argmax())]
    percent = [f"{scores[label]:.1%}" for label in order]
    words = percent if probabilistic else [f"{scores[label]:.3g}" for label in order]
    said = ", ".join(f"{name} {word}" for name, word in zip(names, words, strict=True))
    title = _("{run}: {best}").format(run=run.name, best=best)
    insight_chart(
        [
            {
                "type": "bar",
                "orientation": "h",
                "y": names,
                "x": scores[order],
                "text": words,
                "textposition": "outside",
                "cliponaxis": False,
                "hovertemplate": "%{y}: %{text}<extra></extra>",
            }
        ],
        title=title,
        x=_("Probability") if probabilistic else _("Decision value"),
        y="",
        alt=_("Bar chart of what the model says of this row: {said}").format(said=said),
        key=f"row.bars.{run.id}",
        height=110 + 34 * len(names),
        xaxis=_PERCENT if probabilistic else {},
        yaxis={"type": "category"},
        margin={"l": 10, "r": 60, "t": 40, "b": 10},  # room for what is written behind the bars
    )
    if not probabilistic:
        st.caption(
            _(
                "This model gives decision values, no probabilities: the class with the highest "
                "one wins, and how high it is cannot be compared between models."
            )
        )


def _warnings(run: Run, form: Arrays, values: Sequence[Value]) -> None:
    """Say what makes an answer a mere guess."""
    # As exactly as models see it: a number is typed with no more digits than that takes.
    low, high = form["low"].astype(np.float32), form["high"].astype(np.float32)
    with np.errstate(over="ignore"):
        codes = [_code(value) for value in values]
        outside = [
            named(run, str(form["names"][place]))
            for place, code in enumerate(codes)
            if code is not None and not low[place] <= np.float32(code) <= high[place]
        ]
    if outside:
        text = _("Outside anything in the training examples: {names}. There a model only guesses.")
        st.warning(text.format(names=", ".join(outside)), icon=":material/explore:")
    if form["noise"]:
        st.caption(
            _(
                "These data are set to have noise on their features; a row that you type has "
                "none, so the answer may differ a little from the one for the test example."
            )
        )


def _code(value: Any) -> float | None:
    """Return a number or a date as a number; None of anything else."""
    if isinstance(value, date):
        return (value - _FIRST_DAY) / timedelta(days=1)
    return float(value) if isinstance(value, int | float) else None

"""What a dataset of sequences, strings, a series or a text holds, before anything is trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.catalog.descriptions import Facts, Kind
from core.catalog.find import source
from core.data.dataset import SPLITS, SplitName
from pages._ui.balance import SPLIT_TITLES
from pages._ui.clips import clips
from pages._ui.gallery import pictures
from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered

_FIRST_DAY = date(1970, 1, 1)
_EACH = {"sequence": 2, "string": 12}
_COMMONEST = 40
_GAP = 1.5  # of the usual distance in time; months are of different lengths


def sequence_data(dataset: str, data: dict[str, Any], facts: Facts) -> None:
    """Draw what a dataset holds, in the way of its kind; a sentence while the probe is starting."""
    _VIEWS[source(dataset).kind](dataset, data, facts)


def _sequences(dataset: str, data: dict[str, Any], facts: Facts) -> None:
    """Draw sequences of vectors as pictures, and where they are sounds, let them be heard."""

    def draw(arrays: Arrays) -> None:
        names = [_(facts.classes[int(label)]) for label in arrays["targets"]]
        if "sound" in arrays:
            clips(arrays["sound"], arrays["inputs"], names)
            return
        alt = _("sequence of class {name}")
        pairs = zip(arrays["inputs"], names, strict=True)
        pictures([(one[None], name, alt) for one, name in pairs])
        st.caption(_("Each is read row by row from the top: one row is one step in time."))

    request = {"dataset": dataset, "data": data, "each": _EACH["sequence"]}
    when_answered("sequences", request, draw, _("Examples appear here in a moment."))


def _strings(dataset: str, data: dict[str, Any], facts: Facts) -> None:
    """Draw some strings of each class."""

    def draw(arrays: Arrays) -> None:
        labels = arrays["targets"]
        columns = {
            _(name): pd.Series([str(text) for text in arrays["strings"][labels == label]])
            for label, name in enumerate(facts.classes)
        }
        st.dataframe(
            pd.DataFrame(columns).fillna(""),
            hide_index=True,
            width="stretch",
            key="strings",
            alt=_("Table of strings, a column for each class"),
        )
        st.caption(_("Some training examples of each class, as the model reads them."))

    request = {"dataset": dataset, "data": data, "each": _EACH["string"]}
    when_answered("sequences", request, draw, _("Examples appear here in a moment."))


def _series(dataset: str, data: dict[str, Any], facts: Facts) -> None:
    """Draw a series over time, its splits in colours of their own."""

    def draw(arrays: Arrays) -> None:
        unit, target = str(arrays["unit"]), _word(dataset, str(arrays["target"]))
        named = f"{target} ({_word(dataset, unit)})" if unit else target
        title = _("{target} over time, by split").format(target=target)
        st.plotly_chart(
            {
                "data": [
                    {
                        "type": "scatter",
                        "mode": "lines",
                        "name": _(SPLIT_TITLES[split]),
                        **_line(arrays, split),
                        "hovertemplate": "%{x}: %{y:.5g}",
                    }
                    for split in SPLITS
                ],
                "layout": {
                    "height": 340,
                    "margin": {"l": 10, "r": 10, "t": 60, "b": 10},
                    "title": {"text": title, "font": {"size": 14}},
                    "xaxis": {"title": {"text": _("Time")}},
                    "yaxis": {"title": {"text": named}},
                    "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
                },
            },
            alt=_("Line chart: {title}").format(title=title),
            key=f"series-{dataset}",
            config={"displayModeBar": False},
        )
        st.caption(
            _(
                "The split is by time: a model learns from what came first and is tested on what "
                "came last, as it would be used. Nothing is shuffled. Where values are missing the "
                "line is broken."
            )
        )

    when_answered(
        "series", {"dataset": dataset, "data": data}, draw, _("The series appears in a moment.")
    )


def _line(arrays: Arrays, split: SplitName) -> dict[str, list[Any]]:
    """Return the values of a split over time, with a break wherever some are missing."""
    time, values = arrays[f"time.{split}"], arrays[f"values.{split}"]
    breaks = np.flatnonzero(np.diff(time) > _GAP * float(arrays["step"])) + 1
    when: list[Any] = time.tolist()
    if arrays["dates"]:
        when = [(_FIRST_DAY + timedelta(days=day)).isoformat() for day in when]
    y: list[Any] = values.tolist()
    for place in reversed(breaks.tolist()):
        when.insert(place, when[place])
        y.insert(place, None)
    return {"x": when, "y": y}


def _text(dataset: str, data: dict[str, Any], facts: Facts) -> None:
    """Draw a piece of a text, and which characters it is made of."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        split: Any = st.segmented_control(
            _("Part of the text"),
            SPLITS,
            format_func=lambda name: _(SPLIT_TITLES[name]),
            default="train",
            required=True,
            key=f"text-{dataset}.split",
            help=_("The text is cut in three without mixing. Look at each part."),
        )
    with right:
        place = st.slider(
            _("Place in it (percent)"),
            0,
            99,
            0,
            key=f"text-{dataset}.place",
            help=_("Where the piece below begins. Try the middle."),
        )

    def draw(arrays: Arrays) -> None:
        st.code(str(arrays["excerpt"]), language=None, wrap_lines=True, height=320)
        _characters(dataset, arrays)

    start = facts.sizes[split] * place // 100
    request = {"dataset": dataset, "data": data, "split": split, "start": start}
    when_answered("text", request, draw, _("The text appears here in a moment."))


def _characters(dataset: str, arrays: Arrays) -> None:
    """Draw how often the commonest characters occur."""
    counts = np.sum([arrays[f"counts.{split}"] for split in SPLITS], axis=0)
    order = np.argsort(-counts)[:_COMMONEST]
    shares = counts[order] / counts.sum() * 100
    title = _("The {count} commonest of {all} characters").format(
        count=len(order), all=int((counts > 0).sum())
    )
    st.plotly_chart(
        {
            "data": [
                {
                    "type": "bar",
                    "x": [_visible(str(arrays["symbols"][number])) for number in order],
                    "y": shares.tolist(),
                    "hovertemplate": "%{x}: %{y:.2f} %<extra></extra>",
                }
            ],
            "layout": {
                "height": 260,
                "margin": {"l": 10, "r": 10, "t": 40, "b": 10},
                "title": {"text": title, "font": {"size": 14}},
                "xaxis": {"type": "category", "title": {"text": _("Character")}},
                "yaxis": {"title": {"text": _("Share of the text (%)")}},
            },
        },
        alt=_("Bar chart: {title}").format(title=title),
        key=f"characters-{dataset}",
        config={"displayModeBar": False},
    )


def _visible(symbol: str) -> str:
    """Return a character as one can see it."""
    return {" ": "␣", "\n": "⏎", "\t": "⇥", "<": "&lt;"}.get(symbol, symbol)


def _word(dataset: str, text: str) -> str:
    """Return what a quantity is called: a word of ours translated, of a file as it is."""
    return text if source(dataset).needs or not text else _(text)


_VIEWS: Mapping[Kind, Callable[[str, dict[str, Any], Facts], None]] = {
    "sequence": _sequences,
    "string": _strings,
    "series": _series,
    "text": _text,
}
KINDS = frozenset(_VIEWS)
"""Kinds of data that are drawn here."""

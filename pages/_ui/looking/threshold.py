"""A classifier's threshold moved by hand, and everything that depends on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from core.metrics.curves import AtThreshold, at_threshold
from core.store.runs import Run
from pages._ui.forms import choose
from pages._ui.language import _
from pages._ui.looking.kept_answers import choose_split, class_names, kept_answers
from pages._ui.looking.threshold_charts import (
    calibration_chart,
    precision_recall_chart,
    roc_chart,
    scores_chart,
)
from pages._ui.markup import plain


@dataclass(frozen=True)
class Scored:
    """How strongly a model is for one class, over some examples.

    Attributes:
        positive: Which examples are of the class: (example,).
        scores: The model's for the class: (example,), float64.
        probabilistic: Whether they are probabilities.
        name: Of the class.
        other: Of what is not of the class.
        key: Tells the run, the examples and the class from others.
    """

    positive: np.ndarray
    scores: np.ndarray
    probabilistic: bool
    name: str
    other: str
    key: str


@st.fragment
def threshold_panel(run: Run) -> None:
    """Draw what a scored classifier is worth at the threshold that the visitor chooses."""
    kept = kept_answers(run)
    if kept is None:
        return
    if "valid.scores" not in kept:
        st.info(_("Thresholds are for classes, and this run predicts a number."))
        return
    key = f"threshold.{run.id}"
    left, right = st.columns(2)
    with left:
        split = choose_split(f"{key}.split", kept)
    names = class_names(run, kept["valid.scores"].shape[1])
    counts = np.bincount(kept["valid.targets"], minlength=len(names))
    with right:
        label = choose(
            _("Positive class"),
            range(len(names)),
            f"{key}.class",
            int(np.where(counts > 0, counts, counts.max() + 1).argmin()),
            format_func=names.__getitem__,
            help=_(
                "The class that is looked for; all others together are the negative one. At first "
                "the rarest, which usually matters most, such as an illness."
            ),
        )
    other = names[1 - label] if len(names) == 2 else _("any other")
    scored = Scored(
        kept[f"{split}.targets"] == label,
        kept[f"{split}.scores"][:, label].astype(np.float64),
        bool(kept["probabilistic"]),
        names[label],
        other,
        f"{key}.{split}.{label}",
    )
    _moved(scored, f"{key}.{label}.threshold", kept["valid.scores"][:, label])
    if scored.probabilistic:
        calibration_chart(scored)
    else:
        st.caption(
            _(
                "This model gives decision values. They rank examples, but are no probabilities, "
                "so there is nothing to be calibrated."
            )
        )
    if split == "test":
        st.caption(
            _(
                "These are the test examples. A threshold chosen by looking at them makes the "
                "model seem better than it is: choose on validation."
            )
        )


def _slider(scored: Scored, key: str, known: np.ndarray) -> float:
    """Draw the threshold's slider; both splits share it, so that a choice can be carried over."""
    said = _(
        "An example is called {name} if the model's score for it is at least this. Lower it and "
        "more are found, with more false alarms."
    ).format(name=scored.name)
    if scored.probabilistic:
        return float(
            st.slider(_("Threshold (probability)"), 0.0, 1.0, 0.5, 0.01, key=key, help=said)
        )
    low, high = float(known.min()), float(known.max())
    low, high = (low, high) if low < high else (low - 1.0, high + 1.0)
    start = min(max(0.0, low), high)
    label = _("Threshold (decision value)")
    step = float(f"{(high - low) / 200:.1g}")
    return float(st.slider(label, low, high, start, step, format="%.3g", key=key, help=said))


@st.fragment
def _moved(scored: Scored, key: str, known: np.ndarray) -> None:
    """Draw the threshold's slider and all that depends on it, and nothing else again."""
    threshold = _slider(scored, key, known)
    found = at_threshold(scored.positive, scored.scores, threshold)
    _numbers(found)
    left, right = st.columns(2)
    with left:
        _counts(scored, found)
    with right:
        scores_chart(scored, threshold)
    left, right = st.columns(2)
    with left:
        roc_chart(scored, found)
    with right:
        precision_recall_chart(scored, found)


def _numbers(found: AtThreshold) -> None:
    said = (
        (_("Precision"), found.precision, _("Of those called positive, the fraction that is.")),
        (_("Recall"), found.recall, _("Of the positives, the fraction that was found.")),
        (_("F1"), found.f1, _("The harmonic mean of precision and recall.")),
        (_("Accuracy"), found.accuracy, _("Of all examples, the fraction called rightly.")),
    )
    with st.container(horizontal=True):
        for title, value, text in said:
            st.metric(title, f"{value:.3f}", help=text, width="content")


def _counts(scored: Scored, found: AtThreshold) -> None:
    """Draw the four counts as a table."""
    name, other = plain(scored.name), plain(scored.other)
    st.markdown(f"**{_('Confusion at this threshold')}**")
    called = [_("called {name}").format(name=name), _("called {name}").format(name=other)]
    table = pd.DataFrame(
        [
            [
                _("{count} found (true positives)").format(count=found.true_positives),
                _("{count} missed (false negatives)").format(count=found.false_negatives),
            ],
            [
                _("{count} false alarms (false positives)").format(count=found.false_positives),
                _("{count} rightly left (true negatives)").format(count=found.true_negatives),
            ],
        ],
        columns=called,
        index=[_("really {name}").format(name=name), _("really {name}").format(name=other)],
    )
    st.table(table)

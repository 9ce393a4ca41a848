"""Accuracy, precision, recall and F1 of a confusion matrix, with the cells that count marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.metrics.worked import WorkedClassification, worked_classification
from pages._ui.forms import choose
from pages._ui.language import _
from pages._ui.metrics.class_cards import TITLES, accuracy_card, class_cards
from pages._ui.metrics.matrix import Counts, marked_matrix, matrix_editor
from pages._ui.metrics.table import pick

MOST_SHOWN = 12
MOST_ROWS = 20


def classes_tab() -> None:
    """Draw the matrix to edit and what follows from it."""
    left, right = st.columns([1, 1.25], gap="large")
    with left:
        names, matrix = matrix_editor()
    class_steps(names, matrix, "metrics.classes", right)


def class_steps(names: Sequence[str], matrix: Counts, key: str, right: Any = None) -> None:
    """Draw how the scores of a matrix come about: (true class, class said), counts.

    Args:
        names: Of the classes.
        matrix: At least two classes.
        key: Start of the widgets' keys.
        right: Where the marked matrix goes; here, if nowhere.
    """
    worked = worked_classification(matrix)
    with right or st.container():
        name = pick(
            _("Metric"),
            list(TITLES),
            f"{key}.metric",
            lambda name: _(TITLES[name]),
            _("Which number to work out below."),
        )
        k = 0
        if name != "accuracy":
            k = names.index(_choice_of_class(names, key))
        _marked(names, matrix, name, k, worked)
        if not matrix.sum():
            st.info(_("There are no examples yet, so every fraction is 0 out of 0: count some."))
    if name == "accuracy":
        accuracy_card(worked, names, matrix)
    else:
        class_cards(name, k, names, matrix, worked)
    score_table(names, worked)


def _choice_of_class(names: Sequence[str], key: str) -> str:
    label, help = _("Class"), _("The class whose precision, recall and F1 are worked out.")
    if len(names) <= MOST_SHOWN:
        return str(pick(label, list(names), f"{key}.class", str, help))
    return str(choose(label, names, f"{key}.class", names[0], help=help))


def _marked(
    names: Sequence[str], matrix: Counts, name: str, k: int, worked: WorkedClassification
) -> None:
    """Draw the matrix with the cells that count; of many classes those with the most examples."""
    shown = np.arange(len(names))
    if len(names) > MOST_SHOWN:
        largest = np.argsort(-matrix.sum(axis=1), kind="stable")
        rest = largest[largest != k][: MOST_SHOWN - 1]
        shown = np.sort(np.append(rest, k))
        st.caption(
            _(
                "The {shown} largest of {count} classes are drawn; the numbers below are of all."
            ).format(shown=MOST_SHOWN, count=len(names))
        )

    def role(i: int, j: int) -> str:
        i, j = int(shown[i]), int(shown[j])
        if name == "accuracy":
            return "right" if i == j else ""
        if i == j == k:
            return "hit"
        if j == k and name in ("precision", "f1"):
            return "alarm"
        return "missed" if i == k and name in ("recall", "f1") else ""

    marked_matrix(
        [names[i] for i in shown.tolist()],
        matrix[np.ix_(shown, shown)],
        role,
        _in_words(name, names[k], worked, k),
    )


def _in_words(name: str, title: str, worked: WorkedClassification, k: int) -> str:
    """Say which cells a metric looks at, with their counts."""
    steps = worked.classes[k]
    sentences = {
        "accuracy": _("Accuracy looks at the diagonal: {hits} of {all} examples are right."),
        "precision": _(
            "Precision of {name} looks down its column: of the {called} called {name}, {hits} "
            "really are."
        ),
        "recall": _(
            "Recall of {name} looks along its row: of the {really} that really are {name}, {hits} "
            "were found."
        ),
        "f1": _(
            "F1 of {name} looks at both its row and its column: {hits} hits against {alarms} "
            "false alarms and {missed} missed."
        ),
    }
    return sentences[name].format(
        name=title,
        hits=worked.accuracy.part if name == "accuracy" else steps.true_positives,
        all=worked.accuracy.whole,
        called=steps.precision.whole,
        really=steps.recall.whole,
        alarms=steps.false_positives,
        missed=steps.false_negatives,
    )


def score_table(names: Sequence[str], worked: WorkedClassification) -> None:
    """Draw all scores at once."""
    rows: list[dict[str, Any]] = [
        {
            "class": name,
            "precision": steps.precision.value,
            "recall": steps.recall.value,
            "f1": steps.f1.value,
            "examples": steps.recall.whole,
        }
        for name, steps in zip(names, worked.classes, strict=True)
    ]
    total = worked.accuracy.whole
    for title, means in (
        (_("mean, each class alike (macro)"), worked.macro),
        (_("mean by number of examples (weighted)"), worked.weighted),
        (_("all counted together (micro)"), worked.micro),
    ):
        values = {name: mean.value for name, mean in means.items()}
        rows.append({"class": title} | values | {"examples": total})
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        width="stretch",
        height="content" if len(rows) <= MOST_ROWS else "auto",
        alt=_("Table of precision, recall and F1 of each class and of their means"),
        column_config={
            "class": text(_("Class"), help=_("One class against all others, then the means.")),
            "precision": number(
                _("Precision"), format="%.3f", help=_("Of those called so, how many are.")
            ),
            "recall": number(
                _("Recall"), format="%.3f", help=_("Of those that are, how many were found.")
            ),
            "f1": number(_("F1"), format="%.3f", help=_("The harmonic mean of the two.")),
            "examples": number(
                _("Examples"), format="%d", help=_("How many really are of the class.")
            ),
        },
    )

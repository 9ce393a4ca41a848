"""Log loss and ROC AUC of probabilities that one edits by hand, every step with its numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.metrics.worked_probabilities import worked_log_loss, worked_ranking
from core.spec.message import N_
from pages._ui.language import _
from pages._ui.metrics.chances import loss_card, loss_table, pair_table, ranking_card, roc_chart
from pages._ui.metrics.table import editor, table_of, use_preset

KEY = "metrics.probabilities"
MOST_ROWS = 14


class Preset(NamedTuple):
    """An example of probabilities, of examples that are positive and of such that are not."""

    title: str
    help: str
    positives: tuple[float, ...]
    negatives: tuple[float, ...]


PRESETS = {
    "good": Preset(
        N_("Mostly right"),
        N_("Positives mostly above negatives, with one pair in the wrong order."),
        (0.9, 0.8, 0.7, 0.4),
        (0.6, 0.3, 0.2, 0.1),
    ),
    "sure": Preset(
        N_("Sure and wrong"),
        N_("The same but for one positive that the model is sure is none: see the log loss."),
        (0.9, 0.8, 0.7, 0.001),
        (0.6, 0.3, 0.2, 0.1),
    ),
    "order": Preset(
        N_("Right order, poor probabilities"),
        N_("Every positive above every negative, yet all below one half."),
        (0.16, 0.15, 0.14, 0.13),
        (0.12, 0.11, 0.1, 0.09),
    ),
    "ties": Preset(
        N_("Ties"),
        N_("A model that says the same of many: a tie counts half a pair."),
        (0.8, 0.5, 0.5, 0.5),
        (0.5, 0.5, 0.2, 0.2),
    ),
    "guess": Preset(
        N_("Always one half"),
        N_("A model that does not commit itself: what guessing looks like."),
        (0.5, 0.5, 0.5, 0.5),
        (0.5, 0.5, 0.5, 0.5),
    ),
}


def preset_table(name: str) -> pd.DataFrame:
    """Return an example as the editor shows it."""
    preset = PRESETS[name]
    return pd.DataFrame(
        {
            "positive": [True] * len(preset.positives) + [False] * len(preset.negatives),
            "probability": [*preset.positives, *preset.negatives],
        }
    )


def checked_probabilities(
    table: pd.DataFrame,
) -> tuple[NDArray[np.bool_], NDArray[np.float64]] | str:
    """Return which examples are positive and their probabilities, or what is wrong in a sentence.

    A row without a probability is wrong even if nothing else was entered: its tick box is never
    empty, so it cannot be told from one that was forgotten.
    """
    if not 1 <= len(table) <= MOST_ROWS:
        return _("There are {count} rows; enter 1 to {most}.").format(
            count=len(table), most=MOST_ROWS
        )
    probabilities = table["probability"].to_numpy(np.float64)
    for row, value in enumerate(probabilities, start=1):
        if not 0 <= value <= 1:
            return _("Row {row}: a probability lies between 0 and 1; enter such a number.").format(
                row=row
            )
    # A new row's box is empty until somebody ticks it.
    positive = np.array([value is True or value == 1 for value in table["positive"]], bool)
    return positive, probabilities


def probabilities_tab() -> None:
    """Draw the probabilities to edit and what follows from them."""
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        positive, probabilities = _editor()
    ranking = worked_ranking(positive, probabilities)
    losses = worked_log_loss(np.where(positive, probabilities, 1 - probabilities))
    with right:
        pair_table(positive, probabilities, ranking)
        ranking_card(ranking)
    below, beside = st.columns([1, 1.4], gap="large")
    with below:
        roc_chart(positive, probabilities, ranking, f"{KEY}.roc")
    with beside:
        loss_table(positive, probabilities, losses)
        loss_card(losses)


def _editor() -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Draw presets and table; return the last contents that made sense."""
    state = table_of(KEY, preset_table, "good")
    with st.container(horizontal=True):
        for name, preset in PRESETS.items():
            st.button(
                _(preset.title),
                key=f"{KEY}.preset.{name}",
                on_click=use_preset,
                args=(KEY, preset_table, name),
                help=_(preset.help),
            )
    table = editor(
        f"{KEY}.editor",
        state,
        num_rows="dynamic",
        width="stretch",
        alt=_("Table of examples to edit: whether each is positive, and its probability"),
        column_config={
            "positive": st.column_config.CheckboxColumn(
                _("Really positive"),
                help=_("Tick what really is of the class looked for."),
                default=False,
            ),
            "probability": st.column_config.NumberColumn(
                _("Probability of positive"),
                format="plain",
                help=_("What the model gave to it being positive, from 0 to 1."),
            ),
        },
    )
    found = checked_probabilities(table)
    if isinstance(found, str):
        st.error(found)
        st.caption(_("Until then the steps show the last numbers that made sense."))
    else:
        state.good = found
    st.caption(_("Double-click a cell to change it; add rows below, tick rows to delete them."))
    if state.good is None:
        state.good = checked_probabilities(preset_table("good"))
    return state.good

"""MAE, MSE, RMSE, R2 and MAPE of estimates that one edits by hand, every step with its numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.metrics.worked import worked_regression
from core.spec.message import N_
from pages._ui.language import _
from pages._ui.metrics.errors import error_cards, error_table, names_matter
from pages._ui.metrics.squares import squares_chart
from pages._ui.metrics.table import editor, table_of, use_preset

KEY = "metrics.numbers"
MOST_ROWS = 30
LARGEST = 1e6
LONGEST_UNIT = 20

Numbers = NDArray[np.float64]


class Preset(NamedTuple):
    """An example of estimates: true values, estimates; texts are marked."""

    title: str
    help: str
    targets: tuple[float, ...]
    values: tuple[float, ...]


PRESETS = {
    "usual": Preset(
        N_("Usual errors"),
        N_("Some estimates too high, some too low, none by far."),
        (12, 25, 31, 40, 52),
        (18, 21, 30, 48, 47),
    ),
    "outlier": Preset(
        N_("One outlier"),
        N_("The same with one estimate wide of the mark: see which of the metrics notices."),
        (12, 25, 31, 40, 52),
        (18, 21, 30, 48, 15),
    ),
    "shift": Preset(
        N_("Constant shift"),
        N_("Everything too high by the same amount: the order is right, the values are not."),
        (12, 25, 31, 40, 52),
        (22, 35, 41, 50, 62),
    ),
    "mean": Preset(
        N_("Always the mean"),
        N_("A model that never looks and says the mean every time: what R² calls 0."),
        (12, 25, 31, 40, 52),
        (32, 32, 32, 32, 32),
    ),
    "backwards": Preset(
        N_("Backwards"),
        N_("High where it should be low: worse than saying the mean."),
        (12, 25, 31, 40, 52),
        (50, 42, 33, 24, 14),
    ),
}


def preset_table(name: str) -> pd.DataFrame:
    """Return an example as the editor shows it."""
    preset = PRESETS[name]
    columns = {"target": preset.targets, "value": preset.values}
    return pd.DataFrame(columns, dtype=np.float64)


def checked_numbers(table: pd.DataFrame) -> tuple[Numbers, Numbers] | str:
    """Return true values and estimates, or what is wrong with the table in a sentence."""
    table = table.dropna(how="all")
    if not 2 <= len(table) <= MOST_ROWS:
        return _("{count} rows are filled; fill 2 to {most} rows.").format(
            count=len(table), most=MOST_ROWS
        )
    for row, (target, value) in enumerate(table.to_numpy(np.float64), start=1):
        for title, cell in ((_("true value"), target), (_("estimate"), value)):
            if not np.isfinite(cell) or abs(cell) > LARGEST:
                return _(
                    "Row {row}, {column}: enter a number from {low:,.0f} to {high:,.0f}."
                ).format(row=row, column=title, low=-LARGEST, high=LARGEST)
    return table["target"].to_numpy(np.float64), table["value"].to_numpy(np.float64)


def numbers_tab() -> None:
    """Draw the estimates to edit and what follows from them."""
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        unit, targets, values = _editor()
    worked = worked_regression(targets, values)
    with right:
        squares_chart(targets, values, worked, unit, f"{KEY}.squares")
    error_table(targets, values, worked, unit)
    error_cards(worked, unit)
    names_matter(worked, unit)


def _editor() -> tuple[str, Numbers, Numbers]:
    """Draw presets, unit and table; return the unit and the last numbers that made sense."""
    state = table_of(KEY, preset_table, "usual")
    with st.container(horizontal=True):
        for name, preset in PRESETS.items():
            st.button(
                _(preset.title),
                key=f"{KEY}.preset.{name}",
                on_click=use_preset,
                args=(KEY, preset_table, name),
                help=_(preset.help),
            )
    number = st.column_config.NumberColumn
    unit = _unit()
    heading = f" ({unit})" if unit else ""
    table = editor(
        f"{KEY}.editor",
        state,
        num_rows="dynamic",
        width="stretch",
        alt=_("Table of true values and estimates to edit"),
        column_config={
            "target": number(
                _("True value") + heading, format="plain", help=_("What it really was.")
            ),
            "value": number(
                _("Estimate") + heading, format="plain", help=_("What the model said.")
            ),
        },
    )
    found = checked_numbers(table)
    if isinstance(found, str):
        st.error(found)
        st.caption(_("Until then the steps show the last numbers that made sense."))
    else:
        state.good = found
    st.caption(_("Double-click a cell to change it; add rows below, tick rows to delete them."))
    if state.good is None:
        start = PRESETS["usual"]
        state.good = (np.array(start.targets, np.float64), np.array(start.values, np.float64))
    return unit, *state.good


def _unit() -> str:
    """Draw the field for the unit; return it."""
    remembered = f"{KEY}.unit.remembered"
    st.session_state.setdefault(f"{KEY}.unit", st.session_state.get(remembered, _("minutes")))
    unit = st.text_input(
        _("Unit of the target"),
        max_chars=LONGEST_UNIT,
        key=f"{KEY}.unit",
        help=_("What is estimated, say minutes, kilograms or euros; watch which metrics have it."),
    )
    st.session_state[remembered] = unit
    return unit.strip()

"""Tables that one edits by hand, and choices, which outlast a while off the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages._ui.language import language


@dataclass
class EditedTable:
    """What stands in a table that somebody edits.

    Attributes:
        preset: The example that it started from.
        language: The language in which that example was worded.
        start: What the editor on screen started from; the browser keeps what was changed since.
        now: What it shows now.
        edition: Which editor it is; another one starts anew.
        drawn: Whether this editor has been on screen.
        good: The last contents that made sense, as whoever checks them keeps them.
    """

    preset: str
    language: str
    start: pd.DataFrame
    now: pd.DataFrame
    edition: int = 0
    drawn: bool = False
    good: Any = None

    def replace(self, table: pd.DataFrame) -> None:
        """Put other contents into the table."""
        self.start = self.now = table
        self.edition += 1
        self.drawn = False


def table_of(key: str, make: Callable[[str], pd.DataFrame], preset: str) -> EditedTable:
    """Return the session's table, which starts from an example.

    An example that nobody has changed is worded again if the language has changed.
    """
    state: EditedTable | None = st.session_state.get(key)
    if state is None:
        table = make(preset)
        state = st.session_state[key] = EditedTable(preset, language(), table, table)
    elif state.language != language() and state.now.equals(state.start):
        use_preset(key, make, state.preset)
    return state


def use_preset(key: str, make: Callable[[str], pd.DataFrame], preset: str) -> None:
    """Put an example into the table."""
    state: EditedTable = st.session_state[key]
    state.replace(make(preset))
    state.preset, state.language = preset, language()


def editor(key: str, state: EditedTable, **how: Any) -> pd.DataFrame:
    """Draw the editor; return what the table holds now.

    Streamlit forgets what was typed once a table is off the screen (another tab, another page), so
    the next editor starts from what the last one showed.
    """
    if state.drawn and f"{key}.{state.edition}" not in st.session_state:
        state.replace(state.now)
    edited: pd.DataFrame = st.data_editor(
        state.start, key=f"{key}.{state.edition}", hide_index=True, **how
    )
    state.now, state.drawn = edited.reset_index(drop=True), True
    return state.now


def pick(
    label: str, options: Sequence[Any], key: str, titles: Callable[[Any], str], help: str
) -> Any:
    """Draw a choice of one, which is remembered; return it."""
    remembered = f"{key}.remembered"
    chosen = st.session_state.get(key, st.session_state.get(remembered))
    st.session_state[key] = chosen if chosen in options else options[0]
    chosen = st.segmented_control(
        label, options, format_func=titles, key=key, required=True, help=help
    )
    st.session_state[remembered] = chosen
    return chosen

"""A map of squares, drawn by clicks: each click turns one square into what was chosen."""

from __future__ import annotations

import streamlit as st

from core.environments.frozen_lake import LARGE, LEAST_SIDE, MOST_SIDE, SMALL, fault_of
from pages._ui.language import _, sentence

SIGNS = {"F": "·", "H": "●", "S": "S", "G": "G"}
"""How a square is drawn, by its letter."""
SIZES = {"small": SMALL, "large": LARGE}


def map_editor(drawn: str, key: str) -> str:
    """Let the visitor draw a map; return it as rows with / between them.

    Args:
        drawn: The map so far.
        key: Start of the widgets' keys.
    """
    rows = st.session_state.setdefault(f"{key}.drawn", drawn).split("/")
    letter = st.segmented_control(
        _("Put on the map"),
        list(SIGNS),
        default="H",
        required=True,
        key=f"{key}.letter",
        format_func={
            "F": _("Ice"),
            "H": _("Hole"),
            "S": _("Start"),
            "G": _("Goal"),
        }.__getitem__,
        help=_("Choose what to put, then click squares of the map below."),
    )
    with st.container(key=f"{key}.squares".replace(".", "-"), gap=None):
        for number, row in enumerate(rows):
            columns = st.columns(len(row), gap=None)
            for place, (column, square) in enumerate(zip(columns, row, strict=True)):
                column.button(
                    SIGNS[square],
                    key=f"{key}.{number}.{place}.{square}",
                    width="stretch",
                    type="primary" if square in "SG" else "secondary",
                    on_click=_put,
                    args=(key, number, place, letter),
                    help=_("Row {row}, column {column}").format(row=number + 1, column=place + 1),
                )
    _sizes(key, rows)
    now: str = st.session_state[f"{key}.drawn"]
    fault = fault_of(now)
    if fault is not None:
        st.warning(sentence(fault), icon=":material/build:")
    return now


def _put(key: str, row: int, column: int, letter: str) -> None:
    """Change one square; a start is only in one place, so it moves there."""
    rows = [list(line) for line in st.session_state[f"{key}.drawn"].split("/")]
    if letter == "S":
        rows = [["F" if square == "S" else square for square in line] for line in rows]
    rows[row][column] = letter
    st.session_state[f"{key}.drawn"] = "/".join("".join(line) for line in rows)


def _sizes(key: str, rows: list[str]) -> None:
    """Offer ready maps, and to make this one larger or smaller."""
    larger = "/".join([*(row + "F" for row in rows), "F" * (len(rows[0]) + 1)])
    with st.container(horizontal=True):
        for name, title in {"small": _("4 × 4 map"), "large": _("8 × 8 map")}.items():
            st.button(
                title,
                key=f"{key}.{name}",
                on_click=st.session_state.__setitem__,
                args=(f"{key}.drawn", SIZES[name]),
                help=_("Take gymnasium's own map of this size."),
            )
        st.button(
            _("Add a row and a column"),
            key=f"{key}.larger",
            disabled=len(rows) >= MOST_SIDE or len(rows[0]) >= MOST_SIDE,
            on_click=st.session_state.__setitem__,
            args=(f"{key}.drawn", larger),
            help=_("Make the lake larger by ice at its right and lower sides."),
        )
        st.button(
            _("Take one away"),
            key=f"{key}.smaller",
            disabled=len(rows) <= LEAST_SIDE or len(rows[0]) <= LEAST_SIDE,
            on_click=st.session_state.__setitem__,
            args=(f"{key}.drawn", "/".join(row[:-1] for row in rows[:-1])),
            help=_("Make the lake smaller by its last row and its last column."),
        )

"""One control for each column of a table, to fill in a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.store.runs import Run
from pages._ui.forms import choose
from pages._ui.language import _
from pages._ui.looking.insight_chart import named
from pages._ui.looking.row_memory import Memory, Value
from pages._ui.looking.row_number import number_control, seen_range
from pages._ui.probe import Arrays

MOST_SHOWN = 30
MOST_AT_ALL = 100
_MANY = 6  # controls, from which on they scroll by themselves
_CENTURY = (date(1900, 1, 1), date(2100, 12, 31))


def row_controls(run: Run, memory: Memory, form: Arrays, start: Sequence[Value]) -> list[Value]:
    """Draw a control for each column; return the row that they hold.

    Args:
        run: Whose table it is.
        memory: What was typed before, which is changed.
        form: What probe `row_form` answers.
        start: The row that it tells, as widgets hold it.
    """
    key = f"row.{run.data_hash}"
    if memory.values is None or len(memory.values) != len(start):
        memory.values = list(start)
    order = _in_order(run, len(start))
    first, rest = order[:MOST_SHOWN], order[MOST_SHOWN:MOST_AT_ALL]
    with st.container(height=460 if len(first) > _MANY else "content", border=False):
        for place in first:
            _control(run, memory, form, start[place], place, key)
    if rest:
        title = _("{count} more columns").format(count=len(rest))
        more = st.expander(title, key=f"{key}.more", on_change="rerun")
        if more.open:
            with more:
                for place in rest:
                    _control(run, memory, form, start[place], place, key)
    if len(order) > MOST_AT_ALL:
        text = _("The other {count} columns stay as they are.")
        st.caption(text.format(count=len(order) - MOST_AT_ALL))
    return list(memory.values)


def choose_start(memory: Memory, examples: int, key: str) -> None:
    """Let the visitor choose which row the controls start from."""
    left, middle, right = st.columns([2, 1.4, 1], vertical_alignment="bottom")
    of, number = f"{key}.from", f"{key}.example"
    st.session_state[of] = "median" if memory.example is None else "example"
    st.session_state.setdefault(number, (memory.example or 0) + 1)

    def again() -> None:
        chosen = st.session_state.get(number) or 1
        memory.start(None if st.session_state[of] == "median" else int(chosen) - 1)

    left.selectbox(
        _("Start from"),
        ["example", "median"],
        format_func=lambda name: _("A test example") if name == "example" else _("The median"),
        key=of,
        on_change=again,
        help=_("Which row the controls below hold at first; then change it as you like."),
    )
    middle.number_input(
        _("Example"),
        1,
        examples,
        key=number,
        on_change=again,
        disabled=memory.example is None,
        help=_("Which of the {count} test examples.").format(count=examples),
    )
    right.button(
        _("As it was"),
        icon=":material/undo:",
        width="stretch",
        key=f"{key}.undo",
        on_click=lambda: memory.start(memory.example),
        help=_("Take back all that you changed in this row."),
    )


def _in_order(run: Run, count: int) -> list[int]:
    """Return the numbers of all columns, those that were found to matter most first."""
    ranked = st.session_state.get(f"importance.{run.id}", ())
    known = [place for place in ranked if place < count]
    return [*known, *(place for place in range(count) if place not in set(known))]


def _control(run: Run, memory: Memory, form: Arrays, start: Value, place: int, key: str) -> None:
    """Draw the control of one column."""
    assert memory.values is not None
    kind, label = str(form["kinds"][place]), named(run, str(form["names"][place]))
    gaps, own = bool(form["gaps"][place]), f"{key}.{memory.version}.{place}"
    if kind == "category":
        choices = [str(choice) for choice in form[f"choices.{place}"]]
        chosen = choose(
            label,
            [*choices, *([""] if gaps else [])],  # no category is an empty text
            own,
            memory.values[place] or "",
            format_func=lambda choice: choice or _("(no value)"),
            help=_("One of the categories in the file."),
        )
        memory.values[place] = chosen or None
    elif kind == "date":
        _date(memory, form, start, place, label, own)
    else:
        number_control(memory, form, start, place, label, own)


def _date(memory: Memory, form: Arrays, start: Value, place: int, label: str, key: str) -> None:
    assert memory.values is not None
    first, last = (_day(form[end][place]) for end in ("low", "high"))
    known = [first, last, *_CENTURY, *([start] if isinstance(start, date) else [])]
    st.session_state.setdefault(key, memory.values[place])
    empty: dict[str, Any] = {"value": None} if form["gaps"][place] else {}
    memory.values[place] = st.date_input(
        label,
        **empty,
        min_value=min(known),
        max_value=max(known),
        key=key,
        help=seen_range(first, last),
    )


def _day(code: float) -> date:
    return date(1970, 1, 1) + timedelta(days=int(code))

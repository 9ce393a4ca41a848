"""The control of a column of numbers: a slider and a field that move together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages._ui.language import _
from pages._ui.looking.insight_chart import rounded
from pages._ui.looking.row_memory import Memory, Value
from pages._ui.probe import Arrays

_EXACT = 1e15  # beyond it a slider cannot tell neighbouring numbers apart


@dataclass(frozen=True)
class _Range:
    """What numbers a column holds in the training examples, and how they are typed."""

    low: float
    high: float
    whole: bool

    @property
    def slides(self) -> bool:
        """Whether a slider can go from one end to the other."""
        return self.low < self.high and max(abs(self.low), abs(self.high)) < _EXACT

    def number(self, value: float) -> Any:
        """Return a number as widgets of this column hold it."""
        return int(value) if self.whole else float(value)

    def within(self, value: float) -> Any:
        """Return the nearest number on the slider."""
        return self.number(min(max(value, self.low), self.high))

    def step(self, parts: int) -> Any:
        """Return about such a part of the range, as a round number."""
        extent = self.high - self.low
        return 1 if self.whole else float(f"{(extent or 1.0) / parts:.1g}")


def number_control(
    memory: Memory, form: Arrays, start: Value, place: int, label: str, key: str
) -> None:
    """Draw a slider over the training examples' range, and a field for exact numbers."""
    assert memory.values is not None
    low, high = float(form["low"][place]), float(form["high"][place])
    whole = bool(form["whole"][place]) and max(abs(low), abs(high)) < _EXACT
    whole = whole and (not isinstance(start, float) or start.is_integer())
    ends, value = _Range(low, high, whole), memory.values[place]
    assert value is None or isinstance(value, float)
    slider, field = f"{key}.slider", f"{key}.number"

    def moved(source: str) -> None:
        assert memory.values is not None
        chosen = st.session_state[source]
        memory.values[place] = None if chosen is None else float(chosen)
        if source == slider:
            st.session_state[field] = chosen
        elif chosen is not None and ends.slides:
            st.session_state[slider] = ends.within(chosen)

    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        if ends.slides:
            middle = (low + high) / 2
            st.session_state.setdefault(slider, ends.within(middle if value is None else value))
            st.slider(
                label,
                ends.number(low),
                ends.number(high),
                step=ends.step(200),
                format=None if whole else "%.4g",
                key=slider,
                on_change=moved,
                args=(slider,),
                help=seen_range(rounded(low), rounded(high)),
            )
        else:
            st.markdown(label)
    st.session_state.setdefault(field, None if value is None else ends.number(value))
    gaps: dict[str, Any] = {"value": None, "placeholder": _("no value")}
    help_text = _("An exact number, also beyond the slider's ends.")
    if form["gaps"][place]:
        help_text = f"{help_text} {_('Empty means that there is none.')}"
    with right:
        st.number_input(
            label,
            **(gaps if form["gaps"][place] else {}),
            step=ends.step(100),
            format=None if whole else "%.7g",
            key=field,
            on_change=moved,
            args=(field,),
            label_visibility="collapsed",
            help=help_text,
        )


def seen_range(low: Any, high: Any) -> str:
    """Say which values a column has in the training examples."""
    return _("In the training examples from {low} to {high}.").format(low=low, high=high)

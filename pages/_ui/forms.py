"""From declared settings to widgets and back: one form for every recipe, dataset and training."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from core.spec.parameters import Parameters, Setting, settings_of
from pages._ui.language import _
from pages._ui.uploads import file_field


def settings_form(
    parameters: type[Parameters],
    values: dict[str, Any],
    prefix: str,
    *,
    without: Collection[str] = (),
    kinds: Collection[str] = (),
) -> None:
    """Draw a widget for each setting that matters, and put what was chosen into `values`.

    Args:
        parameters: The settings class.
        values: The draft's section: what the widgets start from, and where their values go.
        prefix: Start of the widgets' keys.
        without: Settings that are edited elsewhere.
        kinds: All that the data are, where the settings are a model's.
    """
    defaults = {item.name: item.default for item in settings_of(parameters)}

    declared = [
        item for item in settings_of(parameters) if item.kind != "list" and item.name not in without
    ]
    for item in declared:
        if not item.advanced and item.matters(defaults | values, kinds):
            _draw(item, values, prefix)
    advanced = [
        item for item in declared if item.advanced and item.matters(defaults | values, kinds)
    ]
    _draw_advanced(advanced, values, prefix)


def _draw_advanced(items: Sequence[Setting], values: dict[str, Any], prefix: str) -> None:
    """Draw settings that few need where one has to open them, if there are any.

    Each widget costs a few milliseconds of every rerun.
    """
    if not items:
        return
    more = st.expander(_("More settings"), key=f"{prefix}.more", on_change="rerun")
    if more.open:
        with more:
            for item in items:
                _draw(item, values, prefix)


def choose(label: str, options: Sequence[Any], key: str, value: Any, **more: Any) -> Any:
    """Draw a select box that starts from `value`; return what is chosen.

    Streamlit knows a choice by its label, so one made in another language would stay on screen as
    it was: the value is set again each time.
    """
    kept = key in st.session_state and st.session_state[key] in options
    st.session_state[key] = st.session_state[key] if kept else value
    return st.selectbox(label, options, key=key, **more)


def _draw(item: Setting, values: dict[str, Any], prefix: str) -> None:
    """Draw one setting's widget and keep its value."""
    key = f"{prefix}.{item.name}"
    if item.upload:
        values[item.name] = file_field(item, key, str(values.get(item.name) or ""))
        return
    value = values.get(item.name, item.default)
    st.session_state.setdefault(key, value)
    values[item.name] = _widget(item, key, value)


def _widget(item: Setting, key: str, value: Any) -> Any:
    label = f"{_(item.label)} ({_(item.unit)})" if item.unit else _(item.label)
    common: dict[str, Any] = {"key": key, "help": _(item.help)}
    if item.kind == "choice":
        options = list(item.choices)
        worded = item.choices.__getitem__
        return choose(label, options, value=value, format_func=lambda o: _(worded(o)), **common)
    if item.kind == "bool":
        return st.toggle(label, **common)
    if item.kind == "text":
        return st.text_input(label, **common)
    number: Any = int if item.kind == "int" else float
    stored = st.session_state[key]
    if stored is not None:
        st.session_state[key] = number(stored)
    if item.optional:  # its field may be empty, and says what that means
        common |= {"value": None, "placeholder": _(item.empty)}
    return st.number_input(
        label,
        min_value=None if item.minimum is None else number(item.minimum),
        max_value=None if item.maximum is None else number(item.maximum),
        step=number(item.step or (1 if number is int else 0.001)),
        format=None if number is int else ("%.5f" if item.logarithmic else "%.3f"),
        **common,
    )

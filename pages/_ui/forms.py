"""From declared settings to widgets and back: one form for every recipe, dataset and training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.spec.parameters import Parameters, Setting, settings_of
from pages._ui.language import _


def settings_form(
    parameters: type[Parameters], prefix: str, defaults: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Draw a widget for each setting; return their values, ready for `build_spec`.

    Args:
        parameters: The settings class.
        prefix: Start of the widgets' keys, which are also their names in the address.
        defaults: Starting values that differ from the declared ones, as of a preset.
    """
    declared = [item for item in settings_of(parameters) if item.kind != "list"]
    values = dict(defaults or {})
    common = [item for item in declared if not item.advanced]
    advanced = [item for item in declared if item.advanced]
    for item in common:
        values[item.name] = _widget(item, f"{prefix}.{item.name}", values)
    if advanced:
        with st.expander(_("More settings")):
            for item in advanced:
                values[item.name] = _widget(item, f"{prefix}.{item.name}", values)
    return values


def _widget(item: Setting, key: str, values: Mapping[str, Any]) -> Any:
    """Draw the widget of one setting."""
    default = values.get(item.name, item.default)
    label = f"{_(item.label)} ({item.unit})" if item.unit else _(item.label)
    common: dict[str, Any] = {"key": key, "help": _(item.help), "bind": "query-params"}
    if item.kind == "choice":
        options = list(item.choices)
        return st.selectbox(
            label,
            options,
            index=options.index(default),
            format_func=lambda value: _(item.choices[value]),
            **common,
        )
    if item.kind == "bool":
        return st.toggle(label, value=default, **common)
    if item.kind == "text":
        return st.text_input(label, value=default, **common)
    whole = item.kind == "int"
    number: Any = int if whole else float
    return st.number_input(
        label,
        min_value=None if item.minimum is None else number(item.minimum),
        max_value=None if item.maximum is None else number(item.maximum),
        value=None if default is None else number(default),
        step=number(item.step or (1 if whole else 0.001)),
        format=None if whole else ("%.5f" if item.logarithmic else "%.3f"),
        placeholder=_("no limit") if default is None else None,
        **common,
    )

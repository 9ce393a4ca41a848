"""Of somebody's own table: which column is predicted, and what the columns are."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.catalog.find import source as find_source
from core.data.sheets.kinds import KINDS, TYPES
from core.spec.parameters import settings_of
from core.spec.run_spec import digest
from pages._ui.draft import Draft
from pages._ui.forms import choose
from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered

COLUMN_SETTINGS = frozenset({"target", "types"})
"""Settings that are about columns, whose names must be known to choose from."""


def column_form(draft: Draft) -> None:
    """Let the visitor say what is predicted and correct what was guessed of the columns."""
    values, dataset = draft.section("data"), draft.dataset
    if not all(values.get(name) for name in find_source(dataset).needs):
        return

    def draw(arrays: Arrays) -> None:
        names = [str(name) for name in arrays["names"]]
        every = [str(name) for name in arrays["all"]]
        items = {item.name: item for item in settings_of(find_source(dataset).params)}
        target, types = items["target"], items["types"]
        guess = str(arrays["target"]) if "target" in arrays else None
        automatic = _(target.empty) + (f" ({guess})" if guess and not values["target"] else "")
        chosen = choose(
            _(target.label),
            ["", *every],
            f"{draft.prefix('data')}.target",
            values["target"] if values["target"] in every else "",
            format_func=lambda name: name or automatic,
            help=_(target.help),
        )
        values["target"] = chosen or None
        editor = st.expander(
            _(types.label), key=f"{draft.prefix('data')}.columns", on_change="rerun"
        )
        if editor.open:
            with editor:
                values["types"] = _types(draft, names, arrays, values["types"], _(types.help))

    request = {"dataset": dataset, "data": dict(values)}
    when_answered("table", request, draw, _("Looking at the columns …"))


def _types(
    draft: Draft, names: list[str], arrays: Arrays, said: dict[str, str], text: str
) -> dict[str, str]:
    """Draw a line for each column; return what the visitor says that columns are."""
    st.caption(text)
    words: dict[str, str] = {"": _("as guessed")}
    words |= {name: _(title) for name, title in TYPES.items()}
    kinds = [_(KINDS[str(kind)]) for kind in arrays["kinds"]]  # type: ignore[index]
    # The editor is a new one for another file, and keeps its edits otherwise.
    key = f"{draft.prefix('data')}.types.{digest(names)}"
    start = f"{key}.start"
    if start not in st.session_state:
        st.session_state[start] = dict(said)
    frame = pd.DataFrame(
        {
            "name": names,
            "is": [words.get(st.session_state[start].get(name, ""), "") for name in names],
            "guess": kinds,
            "missing": arrays["missing"].tolist(),
        }
    )
    edited: Any = st.data_editor(
        frame,
        hide_index=True,
        disabled=["name", "guess", "missing"],
        key=key,
        width="stretch",
        column_config={
            "name": st.column_config.TextColumn(_("Column")),
            "guess": st.column_config.TextColumn(
                _("Guessed"), help=_("What the column seems to be.")
            ),
            "missing": st.column_config.NumberColumn(
                _("Missing"), help=_("Rows in which it is empty.")
            ),
            "is": st.column_config.SelectboxColumn(
                _("Treat it as"), options=list(words.values()), required=True, help=text
            ),
        },
    )
    meant = {word: name for name, word in words.items()}
    chosen = {name: meant[word] for name, word in zip(names, edited["is"], strict=True)}
    unseen = {name: kind for name, kind in said.items() if name not in chosen}
    return unseen | {name: kind for name, kind in chosen.items() if kind}

"""A confusion matrix: edited by hand and checked, or shown with the cells that count marked."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.data.toys import LETTERS
from core.spec.message import N_
from pages._ui.language import _
from pages._ui.metrics.table import EditedTable, editor, table_of, use_preset

KEY = "metrics.matrix"
FEWEST, MOST = 2, 5
MOST_OF_A_CELL = 100_000
LONGEST_NAME = 20

Counts = NDArray[np.int64]


class Preset(NamedTuple):
    """An example of a matrix; names and texts are marked."""

    title: str
    help: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]


PRESETS = {
    "balanced": Preset(
        N_("Balanced"),
        N_("Two classes as common as each other."),
        (N_("cat"), N_("dog")),
        ((38, 12), (20, 30)),
    ),
    "rare": Preset(
        N_("A rare class"),
        N_("Twenty ill among a thousand people, and a test that finds most of them."),
        (N_("ill"), N_("healthy")),
        ((15, 5), (45, 935)),
    ),
    "never": Preset(
        N_("Never says yes"),
        N_("Everybody is called healthy: see what accuracy makes of it."),
        (N_("ill"), N_("healthy")),
        ((0, 20), (0, 980)),
    ),
    "three": Preset(
        N_("Three classes"),
        N_("Cats and dogs are taken for each other, birds hardly ever."),
        (N_("cat"), N_("dog"), N_("bird")),
        ((40, 9, 1), (14, 25, 1), (2, 0, 8)),
    ),
    "perfect": Preset(
        N_("All right"),
        N_("No mistake at all: only the diagonal is filled."),
        (N_("cat"), N_("dog"), N_("bird")),
        ((20, 0, 0), (0, 20, 0), (0, 0, 20)),
    ),
}


def preset_table(name: str) -> pd.DataFrame:
    """Return an example as the editor shows it: a row for each class, its name first."""
    preset = PRESETS[name]
    return _table([_(title) for title in preset.names], np.array(preset.rows))


def _table(names: Sequence[str], matrix: Counts) -> pd.DataFrame:
    # Decimals are taken so that a sentence can say why they are none; the browser would cut them.
    columns = {f"said{k}": matrix[:, k].astype(np.float64) for k in range(len(names))}
    return pd.DataFrame({"name": list(names)} | columns)


def checked_matrix(table: pd.DataFrame) -> tuple[list[str], Counts] | str:
    """Return the names and counts of an edited table, or what is wrong with it in a sentence."""
    names = ["" if pd.isna(name) else str(name).strip() for name in table["name"]]
    for name in names:
        if not name or len(name) > LONGEST_NAME:
            return _("Class names need 1 to {most} characters; give each class a name.").format(
                most=LONGEST_NAME
            )
        if names.count(name) > 1:
            return _("Two classes are called {name}; give each a name of its own.").format(
                name=name
            )
    cells = table.drop(columns="name").to_numpy(np.float64)
    for i, j in np.argwhere(~_countable(cells)):
        return _(
            "Really {true}, called {said}: “{value}” is not a count; enter a whole number from 0 "
            "to {most}."
        ).format(true=names[i], said=names[j], value=_shown(cells[i, j]), most=MOST_OF_A_CELL)
    return names, cells.astype(np.int64)


def _countable(cells: NDArray[np.float64]) -> NDArray[np.bool_]:
    whole: NDArray[np.bool_] = (
        np.isfinite(cells) & (cells == np.floor(cells)) & (cells >= 0) & (cells <= MOST_OF_A_CELL)
    )
    return whole


def _shown(value: float) -> str:
    return _("nothing") if np.isnan(value) else f"{value:.10g}"


def matrix_editor() -> tuple[list[str], Counts]:
    """Draw the presets and the editor; return names and counts, the last that made sense."""
    state = table_of(KEY, preset_table, "balanced")
    with st.container(horizontal=True):
        for name, preset in PRESETS.items():
            st.button(
                _(preset.title),
                key=f"{KEY}.preset.{name}",
                on_click=use_preset,
                args=(KEY, preset_table, name),
                help=_(preset.help),
            )
    st.session_state[f"{KEY}.size"] = len(state.now)
    st.number_input(
        _("Number of classes"),
        FEWEST,
        MOST,
        key=f"{KEY}.size",
        on_change=_resize,
        args=(state,),
        help=_("How many classes the model tells apart; a new class starts without examples."),
    )
    table = editor(
        f"{KEY}.editor",
        state,
        column_config=_columns(state.now),
        num_rows="fixed",
        width="stretch",
        alt=_("Confusion matrix to edit: rows are true classes, columns what the model said"),
    )
    found = checked_matrix(table)
    if isinstance(found, str):
        st.error(found)
        st.caption(_("Until then the steps show the last numbers that made sense."))
    else:
        state.good = found
    st.caption(
        _(
            "Double-click a cell to change it, names too. A row holds the examples that really are "
            "of a class, a column those that the model called so; the diagonal is what it got "
            "right."
        )
    )
    names, matrix = state.good or _first()
    return names, matrix


def _first() -> tuple[list[str], Counts]:
    """Return what is shown before anything in the table has made sense."""
    preset = PRESETS["balanced"]
    return [_(name) for name in preset.names], np.array(preset.rows, np.int64)


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    columns: dict[str, Any] = {
        "name": text(_("Really ↓ / called →"), help=_("The class's name, yours to change.")),
    }
    for k, name in enumerate(table["name"]):
        called = "" if pd.isna(name) else str(name)
        columns[f"said{k}"] = number(
            called or "?",
            format="plain",
            help=_("How many examples of each true class the model called {name}.").format(
                name=called or "?"
            ),
        )
    return columns


def _resize(state: EditedTable) -> None:
    """Give the matrix as many classes as were asked for; what stays keeps its numbers."""
    wanted, now = int(st.session_state[f"{KEY}.size"]), state.now
    kept = now.iloc[:wanted, : wanted + 1].copy()
    used = set(kept["name"])
    for k in range(len(now), wanted):
        kept[f"said{k}"] = 0.0
        name = next(letter for letter in LETTERS if letter not in used)
        used.add(name)
        kept.loc[k] = [name, *[0.0] * (len(kept.columns) - 1)]
    state.replace(kept)


def marked_matrix(
    names: Sequence[str], matrix: Counts, role: Callable[[int, int], str], caption: str
) -> None:
    """Draw a matrix with the role of each cell; `role(i, j)` is "" where a cell does not count."""
    titles = {
        "hit": _("true positive"),
        "alarm": _("false positive"),
        "missed": _("false negative"),
        "right": _("right"),
    }
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in names)
    rows = []
    for i, name in enumerate(names):
        cells = []
        for j in range(len(names)):
            kind = role(i, j)
            note = f"<small>{html.escape(titles[kind])}</small>" if kind else ""
            cells.append(f'<td data-role="{kind}">{matrix[i, j]:,}{note}</td>')
        rows.append(f'<tr><th scope="row">{html.escape(name)}</th>{"".join(cells)}</tr>')
    corner = html.escape(_("Really ↓ / called →"))
    st.html(
        f'<div class="pg-matrix"><table><caption>{html.escape(caption)}</caption>'
        f"<thead><tr><th>{corner}</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        "</div>"
    )

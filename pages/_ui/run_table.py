"""The visitor's runs as a table to select from, with what can be done to a selection."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st
from babel.dates import format_timedelta

from core.catalog.find import recipes, sources
from core.spec.run_spec import digest
from core.store import runs
from core.store.runs import STATUS_TITLES, Run
from pages._ui.cost_columns import cost_columns
from pages._ui.current_run import open_run
from pages._ui.language import _, language
from pages._ui.mishaps import spoken
from pages._ui.visitor import may_control


def run_table(found: Sequence[Run], key: str) -> list[Run]:
    """Draw the runs; return the selected ones.

    The selection is remembered by run, since a row's number means another run as soon as one is
    added or filtered away.
    """
    ids = [run.id for run in found]
    remembered = set(st.session_state.get(f"{key}-selected", ()))
    event = st.dataframe(
        pd.DataFrame(_columns(found)),
        hide_index=True,
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={
            "selection": {"rows": [row for row, run in enumerate(ids) if run in remembered]}
        },
        key=f"{key}-{digest(ids)}",
        width="stretch",
        alt=_("Table of your runs"),
        column_config=_headings(),
    )
    rows: list[int] = event.selection.rows
    selected = [found[row] for row in sorted(rows) if row < len(found)]
    st.session_state[f"{key}-selected"] = [run.id for run in selected]
    return selected


def setup_name(run: Run) -> str:
    """Return a run's name without the seed at its end, for what all seeds have in common."""
    return re.sub(rf" · [^·]*\b{run.seed}$", "", run.name) or run.name


def distinct_names(chosen: Sequence[Run]) -> list[str]:
    """Return the runs' names, with whatever tells those apart that have the same one."""
    names = [run.name for run in chosen]
    for more in (lambda run: _("seed {seed}").format(seed=run.seed), lambda run: run.id[:4]):
        names = [
            name if names.count(name) == 1 else f"{name} · {more(run)}"
            for name, run in zip(names, chosen, strict=True)
        ]
    return names


_MAIN_SCORES = (
    *("accuracy", "rmse", "bits_per_character", "exact_match"),
    *("frechet_distance", "return_mean", "exploitability"),
)
"""What runs are judged by first, each task by its own."""


def _columns(found: Sequence[Run]) -> dict[str, list[object]]:
    now, tongue = time.time(), language()
    statuses = {name: _(title) for name, title in STATUS_TITLES.items()}
    browser, terminal = _("this browser"), _("command line")
    model_titles = {name: _(entry.title) for name, entry in recipes().items()}
    data_titles = {name: _(entry.title) for name, entry in sources().items()}
    columns: dict[str, list[object]] = {
        "name": [run.name for run in found],
        "status": [statuses[run.status] for run in found],
        "model": [model_titles.get(run.recipe, run.recipe) for run in found],
        "data": [data_titles.get(run.dataset, run.dataset) for run in found],
        **{name: [_test_score(run, name) for run in found] for name in _MAIN_SCORES},
        "seed": [run.seed for run in found],
        "train": [run.seconds.get("train") for run in found],
        "parameters": [run.parameters for run in found],
        "made": [_age(_rounded(now - run.created), tongue) for run in found],
        "by": [browser if run.owner else terminal for run in found],
    }
    # Most people's runs are all of one task, and an empty column says nothing.
    return {
        name: values
        for name, values in columns.items()
        if name not in _MAIN_SCORES or any(value is not None for value in values)
    }


def _test_score(run: Run, name: str) -> float | None:
    """Return a test score of a run; that of a next character is no accuracy of classes."""
    scores = run.scores.get("test", {})
    if name == "accuracy" and "bits_per_character" in scores:
        return None
    score: float | None = scores.get(name)
    return score


def _rounded(seconds: float) -> int:
    """Return an age in whole units of about what it is worded in."""
    unit = next((size for size in (86400, 3600, 60) if seconds > 2 * size), 1)
    return int(seconds // unit * unit)


@lru_cache(maxsize=4096)
def _age(seconds: int, language: str) -> str:
    """Word how long ago something was; Babel takes long enough for this to be kept."""
    locale = "zh_Hans" if language == "zh" else "en"
    return str(format_timedelta(timedelta(seconds=-seconds), add_direction=True, locale=locale))


def _headings() -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    costs = cost_columns()
    return {
        "name": text(_("Run"), help=_("Its name.")),
        "status": text(_("Status"), help=_("What it is doing now.")),
        "model": text(_("Model"), help=_("The family of models.")),
        "data": text(_("Data"), help=_("What it learns from.")),
        "accuracy": number(
            _("Test accuracy"),
            format="%.4f",
            help=_("Fraction of test examples named rightly, once the run has been scored."),
        ),
        "rmse": number(
            _("Test RMSE"),
            format="%.4g",
            help=_(
                "Of runs that predict a number: root of the mean squared error on the test "
                "examples, in the number's unit."
            ),
        ),
        "bits_per_character": number(
            _("Test bits"),
            format="%.3f",
            help=_(
                "Of language models: bits for each character of the test text; fewer is better."
            ),
        ),
        "exact_match": number(
            _("Test exact match"),
            format="%.4f",
            help=_("Of models that write strings: fraction of test strings without any error."),
        ),
        "frechet_distance": number(
            _("Test Fréchet distance"),
            format="%.4g",
            help=_("Of models that make examples: how far these are from real ones; 0 is best."),
        ),
        "return_mean": number(
            _("Mean return"),
            format="%.4g",
            help=_("Of agents: what an episode earns on average, in episodes never seen before."),
        ),
        "exploitability": number(
            _("Exploitability"),
            format="%.4g",
            help=_("Of players: what a perfect opponent wins from it in a game; 0 is best."),
        ),
        "seed": number(_("Seed"), help=_("The number its randomness started from."), format="%d"),
        **{name: costs[name] for name in ("train", "parameters")},
        "made": text(_("Made"), help=_("When it was started.")),
        "by": text(_("Made by"), help=_("Where it was started from.")),
    }


def open_button(run: Run) -> None:
    """Draw the button that shows one run with its curves and buttons."""
    if st.button(
        _("Open"),
        type="primary",
        icon=":material/open_in_new:",
        help=_("Show this run's curves and buttons."),
    ):
        open_run(run)


def delete_button(selected: Sequence[Run]) -> None:
    """Draw the button that deletes runs, after asking once more."""
    mine = all(may_control(run) for run in selected)
    if st.button(
        _("Delete"),
        icon=":material/delete:",
        disabled=not mine,
        help=_("Delete the selected runs, after asking once more.")
        if mine
        else _("Some of these runs are not yours to delete."),
    ):
        st.dialog(_("Delete runs?"))(_confirm)(selected)


MOST_NAMED = 5


def _confirm(doomed: Sequence[Run]) -> None:
    """Ask before anything is lost, naming what it would be."""
    st.write(
        _("{count} selected. Their curves, scores and weights are gone for good.").format(
            count=len(doomed)
        )
    )
    st.text("\n".join(run.name for run in doomed[:MOST_NAMED]))
    if len(doomed) > MOST_NAMED:
        st.caption(_("and {count} more").format(count=len(doomed) - MOST_NAMED))
    deleted = st.button(
        _("Delete for good"),
        type="primary",
        icon=":material/delete:",
        on_click=_delete,
        args=(doomed,),
        help=_("This cannot be undone."),
    )
    if deleted:
        st.rerun()


@spoken
def _delete(doomed: Sequence[Run]) -> None:
    for run in doomed:
        runs.remove(run.id)

"""The scoreboard: every run on the same data and split, deep and classical in one table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.catalog.find import recipes
from core.metrics.classification import METRICS
from core.store import runs
from core.store.runs import STATUS_TITLES, Run
from pages._ui.language import _


def scoreboard(data_hash: str, owner: str, test_size: int, current: str | None) -> None:
    """Draw the scores on the test split of a visitor's runs on the same data, best first."""
    found = runs.find(owners=["", owner], data_hash=data_hash)
    shown = [run for run in found if run.scores.get("test") or run.id == current]
    st.subheader(_("Scoreboard"))
    if not any(run.scores.get("test") for run in shown):
        st.caption(
            _(
                "Nothing to compare yet. Train a network and a random forest on the same "
                "pictures: both are scored here on the same held-back test pictures."
            )
        )
        return
    shown.sort(key=lambda run: -(run.scores.get("test", {}).get("accuracy") or -1))
    table = pd.DataFrame([_row(run, test_size, current) for run in shown])
    st.dataframe(
        table,
        hide_index=True,
        column_config=_columns(),
        key="scoreboard",
        width="stretch",
        alt=_("Table of all runs on this data with their scores on the test split"),
    )
    st.caption(
        _(
            "Scores on the {count} test pictures that no model saw while learning; the same ones "
            "for every model. One picture more or less right changes accuracy by {step:.2%}: "
            "smaller differences are luck, and so are many larger ones. Train several seeds "
            "before you believe one."
        ).format(count=test_size, step=1 / test_size)
    )


def _row(run: Run, test_size: int, current: str | None) -> dict[str, Any]:
    recipe = recipes().get(run.recipe)
    test = run.scores.get("test", {})
    predict = run.seconds.get("predict")
    return {
        "current": "▶" if run.id == current else "",
        "name": run.name,
        **{metric.name: test.get(metric.name) for metric in METRICS},
        "parameters": run.parameters,
        "train": run.seconds.get("train"),
        "predict": predict / test_size * 1e6 if predict is not None else None,
        "memory": run.memory_mb,
        "model": _(recipe.title) if recipe else run.recipe,
        "seed": run.seed,
        "status": _(STATUS_TITLES[run.status]),
    }


def _columns() -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "current": text("", help=_("The run shown above."), width=30),
        "name": text(_("Run"), help=_("The run's name; change it on the Runs page."), width=190),
        "model": text(_("Model"), help=_("The family of models.")),
        "seed": number(_("Seed"), help=_("The number its randomness started from."), format="%d"),
        "status": text(_("Status"), help=_("A stopped run is scored with what it had learned.")),
        **{
            metric.name: number(
                _(metric.title),
                format="%.4f",
                help=_(metric.help)
                + ("" if metric.higher_is_better else " " + _("Lower is better.")),
            )
            for metric in METRICS
        },
        "parameters": number(
            _("Parameters"),
            format="localized",
            help=_("How many numbers the model learned: weights of a network, nodes of the trees."),
        ),
        "train": number(
            _("Training (s)"),
            format="%.1f",
            help=_("Seconds spent on learning steps alone, without scoring."),
        ),
        "predict": number(
            _("Prediction (µs)"),
            format="%.0f",
            help=_("Microseconds for each test picture, predicted together."),
        ),
        "memory": number(
            _("Memory (MB)"),
            format="%.0f",
            help=_("The most memory the run's whole process held, libraries included."),
        ),
    }

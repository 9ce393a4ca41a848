"""The numbers of an experiment as tables: every measurement, and what the models take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.lab.experiment import Experiment
from core.lab.noise import mean_of
from core.lab.result import Result
from pages._ui.cost_columns import cost_columns
from pages._ui.language import _


def cost_table(result: Result, test_size: int) -> None:
    """Draw a row for each model: means over all its finished runs.

    Args:
        result: What was measured.
        test_size: Number of test examples, which each run predicts at once.
    """
    st.markdown(f"**{_('What each model takes')}**")
    rows = []
    for index, name in enumerate(result.series):
        runs = result.runs_of(index)
        predict = mean_of(runs, lambda run: run.seconds.get("predict"))
        size = mean_of(runs, lambda run: run.environment.get("size_bytes"))
        rows.append(
            {
                "model": _(result.titles[name]),
                "train": mean_of(runs, lambda run: run.seconds.get("train")),
                "predict": None if predict is None else predict / test_size * 1e6,
                "memory": mean_of(runs, lambda run: run.memory_mb),
                "size": None if size is None else size / 1e3,
                "parameters": mean_of(runs, lambda run: run.parameters),
            }
        )
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        placeholder="–",
        width="stretch",
        key="lab.costs",
        alt=_("Table of what each model takes: time, memory, size"),
        column_config={
            "model": st.column_config.TextColumn(_("Model"), help=_("The family of models.")),
            **cost_columns(),
        },
    )


def numbers(experiment: Experiment, result: Result) -> None:
    """Offer every number as a table, and the runs behind it."""
    panel = st.expander(_("All numbers"), key=f"lab.{experiment.name}.numbers", on_change="rerun")
    if panel.open:
        with panel:
            table = _table(result)
            st.dataframe(
                table, hide_index=True, placeholder="–", alt=_("Table of all measurements")
            )
            st.download_button(
                _("Download as CSV"),
                table.to_csv(index=False).encode("utf-8-sig"),
                f"{experiment.name}.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
                key=f"lab.{experiment.name}.csv",
                help=_("The whole table, for a spreadsheet."),
            )
    if st.button(
        _("Show these runs"),
        icon=":material/list:",
        key=f"lab.{experiment.name}.runs",
        help=_("Open the Runs page with the runs that were made here."),
    ):
        st.switch_page("runs.py", query_params={"search": _(experiment.title)})


def _table(result: Result) -> pd.DataFrame:
    """Return a row for each measured point: mean, standard deviation, and each repetition."""
    rows = []
    for index, name in enumerate(result.series):
        for place, x in enumerate(result.x):
            values = result.values[index, place]
            known = values[np.isfinite(values)]
            if not len(known):
                continue
            row: dict[str, Any] = {_("Compared"): _(result.titles[name])}
            if result.axis:
                row[_(result.axis)] = x
            row[_("Mean")] = known.mean()
            row[_("Standard deviation")] = known.std(ddof=1) if len(known) > 1 else None
            for number, value in enumerate(values, 1):
                row[_("Repetition {number}").format(number=number)] = value
            rows.append(row)
    return pd.DataFrame(rows)

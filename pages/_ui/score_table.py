"""The scoreboard's table: a line a setup, with its scores and what it cost."""

from __future__ import annotations

import statistics
from typing import Any

import pandas as pd
import streamlit as st

from core.catalog.find import recipes
from core.metrics.kept import interval_of
from core.metrics.metric import Metric
from core.store.runs import Run
from pages._ui.cost_columns import cost_columns
from pages._ui.language import _
from pages._ui.score_entries import Entry, kept_predictions


@st.cache_data(show_spinner=False, max_entries=512)
def interval_in_words(run: str, finished: float | None, in_time: bool) -> str | None:
    """Return where a run's first metric probably lies; None if its predictions were not kept.

    `in_time` says that they are forecasts, whose neighbours depend on each other.
    """
    kept = kept_predictions(run, finished)
    if kept is None:
        return None
    low, high = interval_of(kept, in_time=in_time)
    return f"{low:.3g} – {high:.3g}" if high > 1 else f"{low:.3f} – {high:.3f}"


def score_table(
    entries: list[Entry], metrics: tuple[Metric, ...], run: Run | None, test_size: int
) -> None:
    """Draw the table, and offer it for a spreadsheet."""
    rows = [_row(entry, metrics, run, test_size) for entry in entries]
    table = pd.DataFrame(rows)
    if table["spread"].isna().all():
        table = table.drop(columns="spread")
    if metrics and metrics[0].name == "frechet_distance":  # crowds have no interval
        table = table.drop(columns="interval")
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config=_columns(metrics),
        key="scoreboard",
        width="stretch",
        alt=_("Table of all setups on this data with their scores on the test split"),
    )
    st.download_button(
        _("Download as CSV"),
        table.rename(columns={"current": "shown"}).to_csv(index=False).encode("utf-8-sig"),
        "scoreboard.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="scoreboard-csv",
        help=_("The whole table, for a spreadsheet."),
    )


def _row(
    entry: Entry, metrics: tuple[Metric, ...], run: Run | None, test_size: int
) -> dict[str, Any]:
    first = entry.first
    known = recipes().get(first.recipe)
    return {
        "current": "▶" if run and run.group_hash == first.group_hash else "",
        "name": entry.name(),
        "seeds": len(entry.runs),
        **{metric.name: entry.mean(metric.name) for metric in metrics[:1]},
        "spread": entry.spread(metrics[0].name) if metrics else None,
        "interval": interval_in_words(first.id, first.finished, entry.in_time),
        **{metric.name: entry.mean(metric.name) for metric in metrics[1:]},
        "parameters": first.parameters,
        "size": (first.environment.get("size_bytes") or 0) / 1e3 or None,
        "train": _mean(each.seconds.get("train") for each in entry.runs),
        "predict": _mean(
            each.seconds["predict"] / test_size * 1e6
            for each in entry.runs
            if each.seconds.get("predict") is not None and test_size
        ),
        "memory": _mean(each.memory_mb for each in entry.runs),
        "model": _(known.title) if known else first.recipe,
    }


def _mean(values: Any) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known else None


def _columns(metrics: tuple[Metric, ...]) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    ranking = _(metrics[0].title) if metrics else _("Score")
    return {
        "current": text("", help=_("The run shown above."), width=30),
        "name": text(
            _("Setup"), help=_("What was trained; change names on the Runs page."), width=280
        ),
        "model": text(_("Model"), help=_("The family of models.")),
        "seeds": number(_("Seeds"), help=_("How many runs with different seeds were scored.")),
        "spread": number(
            _("± over seeds"),
            format="%.4g",
            help=_(
                "Standard deviation over seeds of the score before it; empty for a single seed."
            ),
        ),
        "interval": text(
            _("{score}, 95 % interval").format(score=ranking),
            help=_(
                "Where this score probably lies, given that other test examples could have been "
                "held back (bootstrap of the first seed)."
            ),
        ),
        **{
            metric.name: number(
                _(metric.title),
                format="%.4f" if metric.range == (0, 1) else "%.4g",
                help=_(metric.help)
                + ("" if metric.higher_is_better else " " + _("Lower is better.")),
            )
            for metric in metrics
        },
        **cost_columns(),
    }

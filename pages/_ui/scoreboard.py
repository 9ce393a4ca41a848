"""The scoreboard: setups scored on the same data and split, deep and classical in one table."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.catalog.build import build_spec, task_of
from core.catalog.find import recipe as find_recipe
from core.catalog.find import recipes, source
from core.engine.start import ensure_engine
from core.metrics.kept import Kept, compared, in_words, interval_of
from core.metrics.metric import Metric
from core.metrics.scoring import metrics_scored
from core.metrics.uncertainty import McNemar
from core.spec.run_spec import RunSpec
from core.store import arrays, runs
from core.store.runs import Run
from pages._ui.cost_chart import cost_chart
from pages._ui.language import _, language, translator
from pages._ui.run_table import setup_name
from pages._ui.studio import fitting_recipes, start
from pages._ui.visitor import visitor

OF_THE_TEST = ("test.targets", "test.labels", "test.values")
"""Which kept predictions tell how good a model is on the test split."""


@dataclass(frozen=True)
class Entry:
    """One line of the scoreboard: a setup, with its scored runs in the order of their seeds."""

    runs: tuple[Run, ...]

    @property
    def first(self) -> Run:
        """The run with the lowest seed, which tests of single models speak of."""
        return self.runs[0]

    @cached_property
    def family(self) -> str:
        """Return `deep` or `classical`."""
        entry = recipes().get(self.first.recipe)
        return entry.family if entry else ""

    def name(self) -> str:
        """Return what the setup is called, without the seed."""
        return setup_name(self.first) if len(self.runs) > 1 else self.first.name

    def scores(self, metric: str) -> list[float]:
        """Return the test scores of the runs that have this one."""
        found = [run.scores["test"].get(metric) for run in self.runs]
        return [score for score in found if score is not None]

    def mean(self, metric: str) -> float | None:
        """Return the mean over seeds."""
        scores = self.scores(metric)
        return statistics.fmean(scores) if scores else None

    def spread(self, metric: str) -> float | None:
        """Return the standard deviation over seeds; None for a single one."""
        scores = self.scores(metric)
        return statistics.stdev(scores) if len(scores) > 1 else None


def entries_of(data_hash: str, shown: Run | None) -> list[Entry]:
    """Return the scored setups of the visitor, and that of the run shown, on the same data.

    The best mean test score comes first.
    """
    groups: dict[str, dict[int, Run]] = {}
    found = runs.find(owners=["", visitor()], data_hash=data_hash)
    if shown and shown.data_hash == data_hash and shown.id not in {run.id for run in found}:
        found.append(shown)
    for run in reversed(found):
        if run.scores.get("test"):
            groups.setdefault(run.group_hash, {})[run.seed] = run
    entries = [Entry(tuple(seeds[seed] for seed in sorted(seeds))) for seeds in groups.values()]
    metrics = metrics_of_entries(entries)
    if not metrics:
        return entries
    name, sign = metrics[0].name, -1 if metrics[0].higher_is_better else 1

    def place(entry: Entry) -> float:
        mean = entry.mean(name)
        return math.inf if mean is None else sign * mean

    return sorted(entries, key=place)


def metrics_of_entries(entries: Sequence[Entry]) -> tuple[Metric, ...]:
    """Return the metrics of the task of setups on the same data, the one that ranks first."""
    return metrics_scored({name for entry in entries for name in entry.first.scores["test"]})


@st.cache_data(show_spinner=False, max_entries=512)
def kept_predictions(run: str, finished: float | None) -> Kept | None:
    """Return what a run said of the test examples; None if that was not kept.

    `finished` is no input: it makes a run that was trained further another one to the cache.
    """
    kept = arrays.load(run, "predictions")
    if kept is None or not len(kept.get("test.targets", ())):
        return None
    return {name: kept[name] for name in kept if name in OF_THE_TEST}


@st.cache_data(show_spinner=False, max_entries=512)
def interval_in_words(run: str, finished: float | None) -> str | None:
    """Return where a run's first metric probably lies; None if its predictions were not kept."""
    kept = kept_predictions(run, finished)
    if kept is None:
        return None
    low, high = interval_of(kept)
    return f"{low:.3g} – {high:.3g}" if high > 1 else f"{low:.3f} – {high:.3f}"


def scoreboard(spec: RunSpec | None, run: Run | None, test_size: int) -> None:
    """Draw the scores of everything trained on the data of `spec`, else of `run`."""
    # Whoever watches somebody else's run wants to see it among its like.
    of_run = run is not None and (spec is None or run.owner not in ("", visitor()))
    data_hash = run.data_hash if run and of_run else (spec.data_hash() if spec else "")
    entries = entries_of(data_hash, run)
    if spec is not None and spec.data_hash() == data_hash:
        _compare_button(spec, entries)
    if not entries:
        st.caption(
            _(
                "Nothing to compare yet. Train a network and some classical models on the same "
                "examples: all are scored here on the same held-back test examples."
            )
        )
        return
    metrics = metrics_of_entries(entries)
    if metrics:
        _verdict(entries, metrics[0])
    _table(entries, metrics, run, test_size)
    costs = st.expander(_("Score against cost"), key="scoreboard-costs", on_change="rerun")
    if costs.open:
        with costs:
            cost_chart(entries, test_size, "scoreboard-cost")
    st.caption(
        _(
            "Scores on the {count} test examples that no model saw while learning; the same ones "
            "for every model. ± is the standard deviation over seeds; the interval says how far "
            "chance in the choice of test examples reaches (95 %, bootstrap, first seed)."
        ).format(count=test_size)
    )
    if metrics and metrics[0].name == "accuracy":
        step = _("One test example more or less right changes the accuracy by {step:.2%}.")
        st.caption(step.format(step=1 / max(test_size, 1)))


def _compare_button(spec: RunSpec, entries: list[Entry]) -> None:
    """Offer to train every classical model that has not been trained on these data."""
    fitting = fitting_recipes(source(spec.dataset).kind, task_of(spec))
    classical = [entry.name for entry in fitting.values() if entry.family == "classical"]
    there = {run.recipe for entry in entries for run in entry.runs}
    there |= {
        run.recipe
        for run in runs.find(owners=["", visitor()], data_hash=spec.data_hash())
        if run.status in runs.ACTIVE
    }
    missing = [name for name in classical if name not in there]
    st.button(
        _("Compare with classical models"),
        icon=":material/balance:",
        key="compare-classical",
        disabled=not missing,
        on_click=_train_all,
        args=(spec, missing),
        help=_(
            "Train {count} classical models on exactly these data and this split; most take "
            "seconds. They come into the queue behind what trains already."
        ).format(count=len(missing))
        if missing
        else _("All classical models have been trained on these data, or are in the queue."),
    )


def _train_all(spec: RunSpec, names: list[str]) -> None:
    ensure_engine()
    for name in names:
        raw = {
            "recipe": name,
            "dataset": spec.dataset,
            "data": spec.data.model_dump(mode="json"),
            "seed": spec.seed,
        }
        start(build_spec(raw), _(find_recipe(name).title))


def _verdict(entries: list[Entry], metric: Metric) -> None:
    """Say whether the best network beats the best classical model by more than chance."""
    deep = next((entry for entry in entries if entry.family == "deep"), None)
    classical = next((entry for entry in entries if entry.family == "classical"), None)
    if deep is None or classical is None:
        return
    kept = [kept_predictions(entry.first.id, entry.first.finished) for entry in (deep, classical)]
    if kept[0] is None or kept[1] is None:
        return
    if not np.array_equal(kept[0]["test.targets"], kept[1]["test.targets"]):
        return  # a file has changed under its path
    test = compared(kept[0], kept[1])
    sentence = in_words(test, deep.first.name, classical.first.name)
    which = (
        _("McNemar's exact test on the test examples, of the first seed of each.")
        if isinstance(test, McNemar)
        else _("Sign-flip test of the absolute test errors, of the first seed of each.")
    )
    with st.container(border=True):
        st.markdown(f"**{_('Does the network beat the best classical model?')}**")
        st.write(sentence.worded(translator(language())))
        st.caption(f"{which} {_seeds_in_words(deep, classical, metric.name)}")


def _seeds_in_words(deep: Entry, classical: Entry, metric: str) -> str:
    fewest = min(len(deep.runs), len(classical.runs) if classical.spread(metric) else 10)
    if fewest > 1:
        return _("Over seeds: {deep} against {classical}.").format(
            deep=_mean_and_spread(deep, metric), classical=_mean_and_spread(classical, metric)
        )
    return _("Train several seeds to see how much of it is the luck of the start.")


def _mean_and_spread(entry: Entry, metric: str) -> str:
    mean, spread = entry.mean(metric), entry.spread(metric)
    return f"{mean:.4g}" + (f" ± {spread:.2g}" if spread is not None else "")


def _table(
    entries: list[Entry], metrics: tuple[Metric, ...], run: Run | None, test_size: int
) -> None:
    rows = [_row(entry, metrics, run, test_size) for entry in entries]
    table = pd.DataFrame(rows)
    st.dataframe(
        table,
        hide_index=True,
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
        "interval": interval_in_words(first.id, first.finished),
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
            _("Setup"), help=_("What was trained; change names on the Runs page."), width=220
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
        "parameters": number(
            _("Parameters"),
            format="localized",
            help=_("How many numbers the model learned: weights of a network, nodes of the trees."),
        ),
        "size": number(
            _("Size (kB)"), format="localized", help=_("How much room the trained model takes.")
        ),
        "train": number(
            _("Training (s)"),
            format="%.1f",
            help=_("Seconds spent on learning steps alone, without scoring."),
        ),
        "predict": number(
            _("Prediction (µs)"),
            format="%.0f",
            help=_("Microseconds for each test example, predicted together."),
        ),
        "memory": number(
            _("Memory (MB)"),
            format="%.0f",
            help=_("The most memory the run's whole process held, libraries included."),
        ),
    }

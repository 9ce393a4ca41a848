"""The scoreboard: setups scored on the same data and split, deep and classical in one table."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.catalog.build import build_spec
from core.catalog.find import recipe as find_recipe
from core.catalog.find import recipes, source
from core.engine.start import ensure_engine
from core.metrics.classification import METRICS
from core.metrics.uncertainty import bootstrap_interval, in_words, mcnemar
from core.spec.run_spec import RunSpec
from core.store import arrays, runs
from core.store.runs import Run
from pages._ui.cost_chart import cost_chart
from pages._ui.language import _, language, translator
from pages._ui.studio import fitting_recipes, start
from pages._ui.visitor import visitor


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
        return self.first.name.rsplit(" · ", 1)[0] if len(self.runs) > 1 else self.first.name

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


def entries_of(data_hash: str) -> list[Entry]:
    """Return the visitor's scored setups on the same data, best mean test accuracy first."""
    groups: dict[str, dict[int, Run]] = {}
    for run in reversed(runs.find(owners=["", visitor()], data_hash=data_hash)):
        if run.scores.get("test"):
            groups.setdefault(run.group_hash, {})[run.seed] = run
    entries = [Entry(tuple(seeds[seed] for seed in sorted(seeds))) for seeds in groups.values()]
    return sorted(entries, key=lambda entry: -(entry.mean("accuracy") or 0))


@st.cache_data(show_spinner=False, max_entries=512)
def right_answers(run: str, finished: float | None) -> NDArray[np.bool_] | None:
    """Return of each test example whether a run got it right; None if that was not kept.

    `finished` is no input: it makes a run that was trained further another one to the cache.
    """
    kept = arrays.load(run, "predictions")
    if kept is None or "test.labels" not in kept:
        return None
    right: NDArray[np.bool_] = kept["test.labels"] == kept["test.targets"]
    return right


def scoreboard(spec: RunSpec | None, run: Run | None, test_size: int) -> None:
    """Draw the scores of everything trained on the data of `spec`, else of `run`."""
    data_hash = spec.data_hash() if spec else (run.data_hash if run else "")
    entries = entries_of(data_hash)
    if spec is not None:
        _compare_button(spec, entries)
    if not entries:
        st.caption(
            _(
                "Nothing to compare yet. Train a network and some classical models on the same "
                "pictures: all are scored here on the same held-back test pictures."
            )
        )
        return
    _verdict(entries)
    _table(entries, run, test_size)
    costs = st.expander(_("Score against cost"), key="scoreboard-costs", on_change="rerun")
    if costs.open:
        with costs:
            cost_chart(entries, test_size, "scoreboard-cost")
    st.caption(
        _(
            "Scores on the {count} test pictures that no model saw while learning; the same ones "
            "for every model. One picture more or less right changes accuracy by {step:.2%}. ± is "
            "the standard deviation over seeds; the interval says how far chance in the choice of "
            "test pictures reaches (95 %, bootstrap, first seed)."
        ).format(count=test_size, step=1 / max(test_size, 1))
    )


def _compare_button(spec: RunSpec, entries: list[Entry]) -> None:
    """Offer to train every classical model that has not been trained on these data."""
    fitting = fitting_recipes(source(spec.dataset).kind, "classification")
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


def _verdict(entries: list[Entry]) -> None:
    """Say whether the best network beats the best classical model by more than chance."""
    deep = next((entry for entry in entries if entry.family == "deep"), None)
    classical = next((entry for entry in entries if entry.family == "classical"), None)
    if deep is None or classical is None:
        return
    answers = [right_answers(entry.first.id, entry.first.finished) for entry in (deep, classical)]
    if answers[0] is None or answers[1] is None or len(answers[0]) != len(answers[1]):
        return
    sentence = in_words(mcnemar(answers[0], answers[1]), deep.first.name, classical.first.name)
    with st.container(border=True):
        st.markdown(f"**{_('Does the network beat the best classical model?')}**")
        st.write(sentence.worded(translator(language())))
        st.caption(
            _("McNemar's exact test on the test pictures, of the first seed of each.")
            + " "
            + _seeds_in_words(deep, classical)
        )


def _seeds_in_words(deep: Entry, classical: Entry) -> str:
    fewest = min(len(deep.runs), len(classical.runs) if classical.spread("accuracy") else 10)
    if fewest > 1:
        return _("Over seeds: {deep} against {classical}.").format(
            deep=_mean_and_spread(deep), classical=_mean_and_spread(classical)
        )
    return _("Train several seeds to see how much of it is the luck of the start.")


def _mean_and_spread(entry: Entry) -> str:
    mean, spread = entry.mean("accuracy"), entry.spread("accuracy")
    return f"{mean:.4f}" + (f" ± {spread:.4f}" if spread is not None else "")


def _table(entries: list[Entry], run: Run | None, test_size: int) -> None:
    rows = [_row(entry, run, test_size) for entry in entries]
    table = pd.DataFrame(rows)
    st.dataframe(
        table,
        hide_index=True,
        column_config=_columns(),
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


def _row(entry: Entry, run: Run | None, test_size: int) -> dict[str, Any]:
    first = entry.first
    known = recipes().get(first.recipe)
    right = right_answers(first.id, first.finished)
    interval = bootstrap_interval(right) if right is not None and len(right) else None
    return {
        "current": "▶" if run and run.group_hash == first.group_hash else "",
        "name": entry.name(),
        "seeds": len(entry.runs),
        "accuracy": entry.mean("accuracy"),
        "spread": entry.spread("accuracy"),
        "interval": f"{interval.low:.3f} – {interval.high:.3f}" if interval else None,
        **{m.name: entry.mean(m.name) for m in METRICS if m.name != "accuracy"},
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


def _columns() -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "current": text("", help=_("The run shown above."), width=30),
        "name": text(
            _("Setup"), help=_("What was trained; change names on the Runs page."), width=220
        ),
        "model": text(_("Model"), help=_("The family of models.")),
        "seeds": number(_("Seeds"), help=_("How many runs with different seeds were scored.")),
        "spread": number(
            _("± over seeds"),
            format="%.4f",
            help=_("Standard deviation of the accuracy over seeds; empty for a single seed."),
        ),
        "interval": text(
            _("Accuracy, 95 % interval"),
            help=_(
                "Where the accuracy probably lies, given that other test pictures could have "
                "been held back (bootstrap of the first seed)."
            ),
        ),
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
            help=_("Microseconds for each test picture, predicted together."),
        ),
        "memory": number(
            _("Memory (MB)"),
            format="%.0f",
            help=_("The most memory the run's whole process held, libraries included."),
        ),
    }

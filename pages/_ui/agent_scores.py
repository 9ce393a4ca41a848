"""The scoreboard of agents: what they earn, how sure that is, and how soon they had solved it."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.catalog.find import recipes, sources
from core.metrics.control import interquartile_mean, iqm_interval, mean_interval
from core.metrics.uncertainty import Interval
from core.store import arrays
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.score_entries import Entry

OPTIMAL = ("value_iteration", "policy_iteration")
"""Recipes that plan with the rules, where those are known as a table."""
HUMAN = "human"


def agent_scores(entries: list[Entry], run: Run | None) -> None:
    """Draw what the best agent is worth in words, and the table of all."""
    _verdict(entries)
    rows = [_row(entry, run) for entry in entries]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        placeholder="–",
        column_config=_columns(),
        key="scoreboard",
        width="stretch",
        alt=_("Table of all agents in this environment with what they earn"),
    )
    table = pd.DataFrame(rows).rename(columns={"current": "shown"})
    st.download_button(
        _("Download as CSV"),
        table.to_csv(index=False).encode("utf-8-sig"),
        "scoreboard.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="scoreboard-csv",
        help=_("The whole table, for a spreadsheet."),
    )
    st.caption(
        _(
            "Each run is judged by 100 episodes with beginnings that it never saw; where the rules "
            "are a known table, its return is computed from it and not played. Over seeds: the "
            "interquartile mean, which leaves out the best and the worst quarter of the runs, with "
            "its 95 % bootstrap interval (Agarwal et al. 2021). Of a single seed the interval says "
            "how far chance in the episodes reaches."
        )
    )


def _returns(entry: Entry) -> NDArray[np.float64]:
    """Return the mean returns of an entry's runs: (run,)."""
    return np.array(entry.scores("return_mean"))


def interval_of(entry: Entry) -> Interval | None:
    """Return where an entry's return probably lies; None if nothing is known of it.

    Where the rules are known as a table a run's return is computed, and its episodes, which are
    played by chance, have no say in it.
    """
    scores = _returns(entry)
    if len(scores) > 1:
        return iqm_interval(scores)
    described = sources().get(entry.first.dataset)
    if described is not None and "modelled" in described.kinds:
        return None
    return _episodes_interval(entry.first.id, entry.first.finished)


@st.cache_data(show_spinner=False, max_entries=512)
def _episodes_interval(run: str, finished: float | None) -> Interval | None:
    """Return the interval of one run's mean return over its episodes.

    `finished` is no input: it makes a run that was trained further another one to the cache.
    """
    kept = arrays.load(run, "predictions") or {}
    returns = kept.get("test.returns")
    return mean_interval(returns) if returns is not None and len(returns) > 1 else None


def _row(entry: Entry, run: Run | None) -> dict[str, Any]:
    first, scores = entry.first, _returns(entry)
    known = recipes().get(first.recipe)
    found = interval_of(entry)
    solved = entry.scores("solved_steps")
    seconds = [each.seconds["solved"] for each in entry.runs if each.seconds.get("solved")]
    return {
        "current": "▶" if run and run.group_hash == first.group_hash else "",
        "name": entry.name(),
        "seeds": len(entry.runs),
        "iqm": interquartile_mean(scores) if len(scores) else None,
        "interval": f"{found.low:.4g} – {found.high:.4g}" if found else None,
        "success": entry.mean("success_rate"),
        "length": entry.mean("length_mean"),
        "solved": f"{len(solved)} / {len(entry.runs)}",
        "steps": statistics.median(solved) if solved else None,
        "seconds": statistics.median(seconds) if seconds else None,
        "train": statistics.fmean([each.seconds.get("train") or 0.0 for each in entry.runs]),
        "model": _(known.title) if known else first.recipe,
    }


def _columns() -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "current": text("", help=_("The run shown above."), width=30),
        "name": text(
            _("Setup"), help=_("What was trained; change names on the Runs page."), width=280
        ),
        "seeds": number(_("Seeds"), help=_("How many runs with different seeds were scored.")),
        "iqm": number(
            _("Return"),
            format="%.4g",
            help=_("What an episode earns: the interquartile mean over seeds."),
        ),
        "interval": text(
            _("{score}, 95 % interval").format(score=_("Return")),
            help=_("Where the return probably lies, given other seeds or other episodes."),
        ),
        "success": number(
            _("Success rate"),
            format="percent",
            help=_("Fraction of episodes that reach what the environment is about."),
        ),
        "length": number(
            _("Mean length"), format="%.4g", help=_("Steps of an episode, on average.")
        ),
        "solved": text(
            _("Solved"), help=_("In how many of its runs the environment counted as solved.")
        ),
        "steps": number(
            _("Steps until solved"),
            format="localized",
            help=_("Steps in the environment until then; the median of the runs that did."),
        ),
        "seconds": number(
            _("Seconds until solved"),
            format="%.1f",
            help=_("Seconds of training until then; the median of the runs that did."),
        ),
        "train": number(
            _("Training (s)"),
            format="%.2f",
            help=_("Seconds spent on learning steps alone, without scoring."),
        ),
        "model": text(_("Model"), help=_("The family of models.")),
    }


def _verdict(entries: list[Entry]) -> None:
    """Say how the best agent compares with acting at random, with the optimum and with people."""
    learned = [entry for entry in entries if _learns(entry)]
    if not learned:
        return
    best = learned[0]
    mean = best.mean("return_mean")
    if mean is None:
        return
    told = [_("**{name}** earns {score} an episode.").format(name=best.name(), score=f"{mean:.4g}")]
    against = {
        "random_agent": _("Acting at random earns {score}."),
        "heuristic": _("A rule that somebody wrote earns {score}."),
        HUMAN: _("Played by hand it was {score}."),
    }
    for name, sentence in against.items():
        score = _best_of(entries, (name,))
        if score is not None:
            told.append(sentence.format(score=f"{score:.4g}"))
    optimum = _best_of(entries, OPTIMAL)
    if optimum is not None:
        told.append(
            _("Planning with the known rules earns {score}.").format(score=f"{optimum:.4g}")
        )
    told += _luck(learned)
    with st.container(border=True):
        st.markdown(f"**{_('How good is the best agent?')}**")
        st.write(" ".join(told))


def _luck(learned: list[Entry]) -> list[str]:
    """Say whether the two best agents differ by more than the luck of their seeds."""
    if len(learned) < 2 or min(len(entry.runs) for entry in learned[:2]) < 3:
        return [_("Train three or more seeds of two agents to see how much of it is luck.")]
    first, second = (interval_of(entry) for entry in learned[:2])
    if first is None or second is None:
        return []
    if first.low > second.high:
        text = _("Its interval lies above that of the next best, {name}: that is more than luck.")
    else:
        text = _("Its interval overlaps that of the next best, {name}: that may be luck of seeds.")
    return [text.format(name=learned[1].name())]


def _learns(entry: Entry) -> bool:
    """Return whether an entry's agent has learned from what it did."""
    return entry.first.recipe not in (*OPTIMAL, HUMAN, "random_agent", "heuristic")


def _best_of(entries: list[Entry], names: tuple[str, ...]) -> float | None:
    """Return the mean return of the best entry of some recipes."""
    found = (entry.mean("return_mean") for entry in entries if entry.first.recipe in names)
    return next((score for score in found if score is not None), None)

"""An experiment of the lab whose results are episodes: run it, see the curves and the ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import streamlit as st

from core.environments.cliff_walking import CLIFF as CLIFF_CELLS
from core.environments.cliff_walking import COLUMNS, ROWS
from core.lab.control import (
    CLIFF,
    ControlExperiment,
    arriving,
    blocks_of,
    episodes_of,
    greedy_path,
)
from core.lab.plan import Key, Trial, left_to_do
from core.store.recording import checkpoints_of
from core.store.runs import Run
from pages._ui.lab.chart import PALETTES, Line, lines_chart
from pages._ui.lab.results import going_on, progress_of
from pages._ui.lab.runs import events_of, runs_of, start_missing
from pages._ui.language import _, language, translator
from pages._ui.probe import Arrays, when_answered

SECONDS_BETWEEN_LOOKS = 2


def title() -> None:
    """Draw the head of the page."""
    st.title(_("Learning to act"))
    st.markdown(
        _(
            "Two figures that every course on reinforcement learning shows, measured here and now. "
            "Each run is an ordinary one: open it on the Runs page and look into its table."
        )
    )


def control_section(experiment: ControlExperiment) -> None:
    """Draw one experiment."""
    st.header(_(experiment.title), anchor=experiment.name)
    st.markdown(_(experiment.question))
    repetitions = st.slider(
        _("Repetitions"),
        1,
        20,
        experiment.repetitions,
        key=f"lab.control.{experiment.name}.repetitions",
        width=320,
        help=_("How often everything is measured, each time with the next seed."),
    )
    trials = experiment.trials(repetitions)
    found = runs_of(trials)
    left = left_to_do(trials, found)
    st.button(
        _("Run the experiment"),
        type="primary",
        icon=":material/science:",
        disabled=not left,
        on_click=start_missing,
        args=(experiment, trials),
        key=f"lab.control.{experiment.name}.run",
        help=_("Puts every run that this takes, and that is not there yet, into the queue."),
    )
    every = SECONDS_BETWEEN_LOOKS if going_on(found) else None
    st.fragment(_results, run_every=every)(experiment, trials, every is not None)


def _results(experiment: ControlExperiment, trials: Sequence[Trial], watched: bool) -> None:
    """Draw everything that is known; a fragment, so that it can be drawn again by itself."""
    found = runs_of(trials)
    going = going_on(found)
    if watched and not going:
        st.rerun()  # the whole page: nothing needs watching any more
    progress_of(trials, found, going, experiment.name)
    finished = _finished(experiment, trials, found)
    if not all(finished.values()):
        st.info(
            _("Nothing has been measured yet. Press **Run the experiment**.")
            if not going
            else _("The first results are on their way.")
        )
        return
    events = events_of(experiment, found)
    episodes = {name: episodes_of(experiment, runs, events) for name, runs in finished.items()}
    lines = []
    for place, each in enumerate(experiment.compared):
        x, values = blocks_of(experiment, episodes[each.name])
        lines.append(Line(_(each.title), place, x, values))
    lines_chart(
        _(experiment.title),
        lines,
        _("Episode"),
        _(experiment.y_title),
        f"lab.control.{experiment.name}.chart",
    )
    st.caption(
        _("Lines are means over the repetitions, bands reach from the lowest to the highest.")
    )
    if experiment is CLIFF:
        _ways(experiment, finished)
    with st.container(border=True):
        st.markdown(f"**{_('What these numbers say')}**")
        if sum(map(len, finished.values())) < len({trial.key for trial in trials}):
            st.caption(_("For now: not all of the runs are finished."))
        said = experiment.conclude(episodes, finished)
        st.markdown("\n".join(f"- {each.worded(translator(language()))}" for each in said))


def _finished(
    experiment: ControlExperiment, trials: Sequence[Trial], found: Mapping[Key, Run]
) -> dict[str, list[Run]]:
    """Return the finished runs of each series, in the order of their seeds."""
    return {
        each.name: [
            run
            for trial in trials
            if trial.series == each.name
            and (run := found.get(trial.key)) is not None
            and run.status == "finished"
        ]
        for each in experiment.compared
    }


def _ways(experiment: ControlExperiment, finished: Mapping[str, Sequence[Run]]) -> None:
    """Draw the way that each method takes without exploring, where it arrives."""
    st.markdown(f"**{_('The way each one takes once it no longer explores')}**")
    columns = st.columns(len(experiment.compared))
    for place, (column, each) in enumerate(zip(columns, experiment.compared, strict=True)):
        run = arriving(finished[each.name])
        kept = checkpoints_of(run.id)
        with column:
            st.markdown(_(each.title))
            if kept:
                request = {"run": run.id, "tick": int(kept[-1]["tick"])}
                draw = partial(_way, place, each.title, each.name)
                when_answered("values", request, draw, _("Looking the way up ..."))


def _way(place: int, name: str, key: str, arrays: Arrays) -> None:
    """Draw one way over the grid."""
    path = greedy_path(arrays["best"].astype(np.int64))
    dark = st.context.theme.type == "dark"
    color = PALETTES["dark" if dark else "light"][place]
    cliff = {
        "type": "rect",
        "x0": CLIFF_CELLS[0] % COLUMNS - 0.5,
        "x1": CLIFF_CELLS[-1] % COLUMNS + 0.5,
        "y0": ROWS - 1.5,
        "y1": ROWS - 0.5,
        "fillcolor": "rgba(120,120,120,0.35)",
        "line": {"width": 0},
    }
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [column for _row, column in path],
        "y": [row for row, _column in path],
        "line": {"color": color, "width": 3},
        "marker": {"color": color, "size": 8},
        "hoverinfo": "skip",
    }
    axis = {"showgrid": True, "zeroline": False, "showticklabels": False, "fixedrange": True}
    layout = {
        "height": 170,
        "margin": {"l": 5, "r": 5, "t": 5, "b": 5},
        "xaxis": axis | {"range": [-0.5, COLUMNS - 0.5], "dtick": 1},
        "yaxis": axis | {"range": [ROWS - 0.5, -0.5], "dtick": 1},
        "shapes": [cliff],
        "showlegend": False,
    }
    steps = len(path) - 1
    st.plotly_chart(
        {"data": [trace], "layout": layout},
        alt=_("The way of {method} along the cliff, in {steps} steps").format(
            method=_(name), steps=steps
        ),
        key=f"lab.control.way.{key}",
        config={"displayModeBar": False},
    )
    st.caption(_("{steps} steps, in the first repetition that arrives").format(steps=steps))

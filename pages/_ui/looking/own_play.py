"""Playing an environment oneself, and putting what was played beside the agents."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.catalog.build import build_spec, facts_of
from core.catalog.find import source
from core.engine.start import ensure_engine
from core.recipes.human import MOST_EPISODES, Recorded
from core.spec.message import SpecError
from core.spec.parameters import parse
from core.spec.run_spec import RunSpec
from core.store import runs
from pages._ui.language import _
from pages._ui.looking.agents import about_world, component
from pages._ui.mishaps import spoken
from pages._ui.visitor import visitor

KEY = "agents-play"


def own_play(spec: RunSpec | None) -> None:
    """Let the visitor play in the environment of the setup on the left."""
    if spec is None:
        st.info(_("Choose or mend the environment on the left, then you can play in it."))
        return
    if source(spec.dataset).kind == "game":
        st.info(_("Train an agent for this game; you play against it under **The agent**."))
        return
    st.caption(
        _(
            "Click the picture and use the keys, or press the buttons below it. Whatever you do is "
            "played again by the "
            "environment itself, and that return counts. Change its rules on the left under Data."
        )
    )
    about = about_world(spec, facts_of(spec)) | {"script": "play.js"}
    component()(key=KEY, data=about, on_played_change=lambda: _keep(spec))
    _own_episodes(spec)


def _place(spec: RunSpec) -> str:
    """Return where the session keeps what was played in an environment."""
    return f"agents.played.{spec.data_hash()}"


@spoken
def _keep(spec: RunSpec) -> None:
    """Keep an episode that the browser hands over; what is none is left out."""
    answer: Any = st.session_state[KEY]
    told = answer.get("played") if answer else None
    if not told:
        return
    try:
        recorded = parse(Recorded, told, "episodes")
    except SpecError:  # whoever wrote that by hand sees no episode
        return
    kept = st.session_state.setdefault(_place(spec), [])
    if recorded not in kept:
        kept.append(recorded)


def _own_episodes(spec: RunSpec) -> None:
    """Say how much was played, and offer to put it on the scoreboard."""
    kept: list[Recorded] = st.session_state.get(_place(spec), [])[-MOST_EPISODES:]
    if not kept:
        st.caption(_("Play an episode to its end, and it can be put beside the agents' scores."))
        return
    steps = sum(len(each.actions) for each in kept)
    st.markdown(
        _("Episodes played: **{count}**, of {steps} steps on average.").format(
            count=len(kept), steps=round(steps / len(kept), 1)
        )
    )
    st.button(
        _("Put them on the scoreboard"),
        icon=":material/leaderboard:",
        key="own-scores",
        on_click=_submit,
        args=(spec, kept),
        help=_("All your episodes in this environment count, the bad ones too."),
    )


@spoken
def _submit(spec: RunSpec, kept: list[Recorded]) -> None:
    """Start the run that plays the episodes again and scores them."""
    raw = {
        "recipe": "human",
        "dataset": spec.dataset,
        "data": spec.data.model_dump(mode="json"),
        "params": {"episodes": [each.model_dump(mode="json") for each in kept]},
    }
    ensure_engine()
    title = _(source(spec.dataset).title)
    name = _("Played by hand · {data} · {count}").format(data=title, count=len(kept))
    runs.create(build_spec(raw), name=name, owner=visitor())
    st.toast(_("Your episodes are being counted; look at the scoreboard."), icon=":material/check:")

"""What an agent does and why: its episodes, what it expects, and the loop that it is part of.

The browser asks the app's routes itself, so that nothing here runs again while an agent trains, or
while somebody scrubs. See `assets/agents/main.js` for the other half.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.catalog.build import build_spec, facts_of
from core.catalog.descriptions import Facts
from core.catalog.find import recipe, source
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.store.runs import Run
from pages._ui.language import _, language, translator
from pages._ui.looking import explorer
from pages._ui.looking.agents_words import agents_words, number_names, observed_names
from pages._ui.looking.followed import followed

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

MODULES_PATH = "/playground/static/agents/"
"""Where the app serves the modules in `assets/agents`."""

ASSETS = explorer.ASSETS.parent / "agents"
RECORDED = "core.networks.tables:recorded_table"
"""The network of recipes that change one number of a table at a time, and keep each change."""


def agents_view(run: Run | None) -> None:
    """Draw what the agent of `run` does, or before there is one, say what to do."""
    if run is None:
        st.info(
            _(
                "Press **Train** first. As soon as the agent has begun, you see here how it plays "
                "and what it thinks, and you can go back to any moment. Until then, open **Play "
                "yourself** and try."
            )
        )
        return
    try:
        spec = build_spec(run.spec)
        if not recipe(spec.recipe).network:
            st.info(_("Nothing acts here that one could look into; its scores are below."))
            return
        about = about_run(run, spec, facts_of(spec))
    except SpecError as error:
        reason = error.worded(translator(language()))
        st.info(_("There is nothing to look into: {reason}").format(reason=reason))
        return
    component()(key="agents", data=about)


def about_run(run: Run, spec: RunSpec, facts: Facts) -> dict[str, Any]:
    """Return what the browser is told: the run, its agent and its environment."""
    return {
        "run": followed(run, spec),
        "recipe": spec.recipe,
        "tabular": recipe(spec.recipe).network == RECORDED,
        "share": st.query_params.get("share"),
        **about_world(spec, facts),
        "script": "main.js",
    }


def about_world(spec: RunSpec, facts: Facts) -> dict[str, Any]:
    """Return what the browser is told of an environment."""
    return {
        "world": spec.dataset,
        "kind": source(spec.dataset).kind,
        "settings": spec.data.model_dump(mode="json"),
        "actions": [_(name) for name in facts.actions],
        "numbers": number_names(spec.dataset),
        "observed": observed_names(spec.dataset),
        "modules": MODULES_PATH,
        "language": language(),
        "labels": agents_words(),
    }


@cache
def component() -> ComponentRenderer:
    """Return the component that both the agent and one's own play are drawn with."""
    html, js = (
        (ASSETS / name).read_text(encoding="utf-8") for name in ("agents.html", "loader.js")
    )
    styles = [explorer.ASSETS / "explorer.css", *sorted(ASSETS.glob("*.css"))]
    css = "".join(style.read_text(encoding="utf-8") for style in styles)
    return st.components.v2.component(
        "playground_agents", html=html, css=css, js=js, isolate_styles=False
    )

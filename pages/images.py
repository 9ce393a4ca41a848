"""Images: assemble a model, train it on pictures, look into it, compare it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.catalog.build import build_spec, facts_of
from core.catalog.find import recipes, sources
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.store.runs import Run
from pages._ui.augmented import augmentation_preview
from pages._ui.current_run import current_run, seeds_of
from pages._ui.data_panel import data_form, data_view
from pages._ui.draft import Draft, draft_of
from pages._ui.explorer import explorer
from pages._ui.forms import settings_form
from pages._ui.language import _, language, translator
from pages._ui.layer_editor import layer_editor
from pages._ui.live import live_view
from pages._ui.scoreboard import scoreboard
from pages._ui.studio import (
    checked,
    choose_preset,
    choose_recipe,
    fitting_sources,
    train_button,
    training_form,
    use_settings,
)
from pages._ui.transport import transport_bar
from pages._ui.visitor import may_control


def settings_panel(draft: Draft) -> RunSpec | None:
    """Draw everything that can be set; return it as a specification if it is one."""
    recipe = choose_recipe(draft, "image", "classification")
    above = st.container()
    with st.container(key="settings"):
        network, training, data = st.tabs(
            [_("Network") if recipe.layers else _("Model"), _("Learning"), _("Data")],
            key=f"{draft.page}.tabs.{recipe.name}",
            on_change="rerun",
        )
    if network.open:
        with network:
            if recipe.layers:
                layer_editor(draft, recipe)
            settings_form(recipe.params, draft.section("params"), draft.prefix("params"))
    if training.open:
        with training:
            training_form(draft, recipe)
    if data.open:
        with data:
            data_form(draft, "image", "classification")
    spec, error = checked(draft)
    if training.open and spec is not None and recipe.layers:
        with training:
            augmentation_preview(spec)
    with above:  # after what they depend on
        choose_preset(draft)
        train_button(draft, spec, error)
    return spec


def shown_runs(run: Run | None) -> Sequence[Run]:
    """Return the runs whose curves are drawn: the current one, or all seeds of its setup."""
    if run is None:
        return []
    seeds = seeds_of(run) if may_control(run) else [run]
    if len(seeds) > 1 and st.toggle(
        _("All {count} seeds of this setup").format(count=len(seeds)),
        value=True,
        key=f"seeds-{run.group_hash}",
        help=_("Draw every seed's run together, as a band; the buttons act on all of them."),
    ):
        return seeds
    return [run]


def stage(draft: Draft, spec: RunSpec | None, run: Run | None) -> None:
    """Draw what happens: the run, a look into it, the scores and the data."""
    followed = recipes().get(run.recipe) if run else None
    followed = followed or recipes()[draft.recipe]
    if run:
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"**{run.name}**", width="content")
            if run.dataset in fitting_sources("image", "classification"):
                st.button(
                    _("Use these settings"),
                    type="tertiary",
                    icon=":material/tune:",
                    key="use-settings",
                    on_click=use_settings,
                    args=(draft, run),
                    help=_("Put this run's setup into the settings on the left, to change it."),
                )
    shown = shown_runs(run)
    if shown:
        transport_bar(followed, shown)
    described = sources().get(run.dataset) if run else None
    live_view(followed, shown, described.task if described else "classification")
    inside, scores, data = st.tabs(
        [_("Look inside"), _("Scoreboard"), _("The data")],
        key=f"{draft.page}.stage",
        on_change="rerun",
    )
    if inside.open:
        with inside:
            explorer(run, spec)
    if scores.open:
        with scores:
            scoreboard(spec, run, sizes_of(spec, run).get("test", 0))
    if data.open:
        with data:
            data_view(draft, spec)


def sizes_of(spec: RunSpec | None, run: Run | None) -> dict[str, int]:
    """Return how many examples the splits have, of the draft's data or else of the run's."""
    try:
        known = spec or (build_spec(run.spec) if run else None)
    except SpecError:  # of a run that an older playground made
        known = None
    return dict(facts_of(known).sizes) if known else {}


st.title(_("Images"))
st.markdown(
    _("Can a machine learn to see? Press **Train**, watch it try, then draw something for it.")
)
try:
    draft = draft_of("images", "cnn", "digits")
except SpecError as problem:
    st.warning(
        problem.problems[0].message.worded(translator(language())), icon=":material/link_off:"
    )
    draft = draft_of("images", "cnn", "digits")
run = current_run()
left, right = st.columns([1.3, 2.6], gap="large")
with left:
    spec = settings_panel(draft)
with right:
    stage(draft, spec, run)
draft.remember()

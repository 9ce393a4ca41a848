"""The layout of a studio: settings on the left, what happens with them on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from core.catalog.build import build_spec, facts_of, task_of
from core.catalog.descriptions import Task
from core.catalog.find import recipes
from core.catalog.find import source as find_source
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.spec.training import ImageTraining
from core.store.runs import Run
from pages._ui.augmented import augmentation_preview
from pages._ui.current_run import current_run, remembered_run, seeds_of
from pages._ui.data_panel import data_form, data_view
from pages._ui.draft import Draft, draft_of
from pages._ui.forms import settings_form
from pages._ui.language import _, language, settle_language, translator
from pages._ui.layer_editor import layer_editor
from pages._ui.live import live_view
from pages._ui.markup import plain
from pages._ui.rooms import ROOMS, room_for
from pages._ui.scoreboard import scoreboard
from pages._ui.studio import (
    checked,
    choose_preset,
    choose_recipe,
    facts_known,
    files_read,
    train_button,
    training_form,
    use_settings,
)
from pages._ui.tabs import draw_tabs
from pages._ui.transport import transport_bar
from pages._ui.visitor import may_control


@dataclass(frozen=True)
class Scene:
    """What a tab of a studio may show.

    Attributes:
        run: The run that the page follows, if there is one.
        shown: Whose curves are drawn: that run, or all seeds of its setup.
        spec: The setup on the left, if it is one.
    """

    run: Run | None
    shown: Sequence[Run]
    spec: RunSpec | None

    @cached_property
    def setup(self) -> RunSpec | None:
        """The setup of the run, or else the one on the left; None if it cannot be read."""
        try:
            return build_spec(self.run.spec) if self.run else self.spec
        except SpecError:  # of an older playground, or of a file that is gone
            return None

    @property
    def task(self) -> Task:
        """What is asked of the run, or else of the setup."""
        return task_of(self.setup) if self.setup else "classification"

    @property
    def solved_at(self) -> float | None:
        """The return at which its environment counts as solved, if it has one."""
        if self.setup is None or self.task != "control":
            return None
        return facts_of(self.setup).solved_at


@dataclass(frozen=True)
class Studio:
    """A page on which one kind of data is learned from.

    Attributes:
        page: Its name in `ROOMS`: drafts and widgets begin with it.
        title: Of the page, in the viewer's language.
        welcome: One line below it.
        recipe: What a new visitor finds chosen.
        dataset: Likewise.
        tabs: What can be looked at besides curves, scores and data: from a scene to tabs' titles
            and what draws each.
    """

    page: str
    title: str
    welcome: str
    recipe: str
    dataset: str
    tabs: Callable[[Scene], Mapping[str, Callable[[], None]]]


def studio_page(studio: Studio) -> None:
    """Draw the whole page."""
    st.title(studio.title)
    st.markdown(studio.welcome)
    try:
        draft = draft_of(studio.page, studio.recipe, studio.dataset)
    except SpecError as problem:
        st.warning(
            problem.problems[0].message.worded(translator(language())), icon=":material/link_off:"
        )
        draft = draft_of(studio.page, studio.recipe, studio.dataset)
    run = current_run(studio.page)
    left, right = st.columns([1.3, 2.6], gap="large")
    with left:
        spec = _settings(studio, draft, _Beside(draft))
    with right:
        _stage(studio, draft, spec, run)


class _Beside:
    """What the stage was drawn from, as far as that changes on its left."""

    def __init__(self, draft: Draft) -> None:
        self._run = remembered_run(draft.page)
        self._drawn: Any = None

    def has_another_run(self, draft: Draft) -> bool:
        """Return whether Train was pressed since the stage was drawn."""
        return self._run != remembered_run(draft.page)

    def is_old(self, draft: Draft, spec: RunSpec | None) -> bool:
        """Return whether the stage shows something else now than when it was drawn.

        What else is set decides about the next run alone, and the stage need not be drawn again.
        """
        raw = draft.raw()
        now = deepcopy([raw[name] for name in ("recipe", "dataset", "data", "seed", "device")])
        now.append(spec is None)
        before, self._drawn = self._drawn, now
        return before not in (None, now)


@st.fragment
def _settings(studio: Studio, draft: Draft, beside: _Beside) -> RunSpec | None:
    """Draw everything that can be set; return it as a specification if it is one.

    Setting something draws this part of the page again, not all of it.
    """
    if beside.has_another_run(draft):
        st.rerun()
    settle_language()
    spec = _settings_drawn(studio, draft)
    draft.remember()
    if beside.is_old(draft, spec):
        st.rerun()
    return spec


def _settings_drawn(studio: Studio, draft: Draft) -> RunSpec | None:
    ready = files_read(draft)
    asked = find_source(draft.dataset).asks(facts_known(draft) if ready else None)
    task = ROOMS[studio.page].task or asked
    recipe = choose_recipe(draft, task)
    above = st.container()
    with st.container(key="settings"):
        network, training, data = draw_tabs(
            [_("Network") if recipe.layers else _("Model"), _("Learning"), _("Data")],
            f"{draft.page}.tabs.{'network' if recipe.layers else 'model'}",
        )
    if network.open:
        with network:
            layers = st.container()
            settings_form(
                recipe.params,
                draft.section("params"),
                draft.prefix("params"),
                kinds=find_source(draft.dataset).kinds,
            )
        # Drawn after the settings, since some of them change the network that it shows.
        if recipe.layers and "layers" in recipe.params.model_fields:
            with layers:
                layer_editor(draft, recipe)
    if training.open:
        with training:
            training_form(draft, recipe)
    if data.open:
        before = (draft.dataset, deepcopy(draft.section("data")))
        with data:
            data_form(draft)
        if (draft.dataset, draft.section("data")) != before:
            st.rerun()  # other models may fit now, and they are offered above
    spec, error = checked(draft) if ready else (None, None)
    if training.open and spec is not None and isinstance(spec.training, ImageTraining):
        with training:
            augmentation_preview(spec)
    with above:  # after what they depend on
        choose_preset(draft)
        train_button(draft, spec, error)
    return spec


def _stage(studio: Studio, draft: Draft, spec: RunSpec | None, run: Run | None) -> None:
    """Draw what happens: the run, a look into it, the scores and the data."""
    followed = recipes().get(run.recipe) if run else None
    followed = followed or recipes()[draft.recipe]
    if run:
        _heading(studio, draft, run)
    shown = _shown(run)
    if shown:
        transport_bar(followed, shown)
    scene = Scene(run, shown, spec)
    live_view(followed, shown, scene.task, scene.solved_at)
    data_title = _("The environment") if scene.task == "control" else _("The data")
    tabs = {
        **studio.tabs(scene),
        _("Scoreboard"): lambda: scoreboard(spec, run),
        data_title: lambda: data_view(draft, spec),
    }
    with st.container(key="stage"):
        # Tabs that come and go with the task must not share what is chosen in them.
        places = draw_tabs(list(tabs), f"{draft.page}.stage.{scene.task}")
    for place, draw in zip(places, tabs.values(), strict=True):
        if place.open:
            with place:
                draw()


def _heading(studio: Studio, draft: Draft, run: Run) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{plain(run.name)}**", width="content")
        if room_for(run.recipe, run.dataset) == studio.page:
            st.button(
                _("Use these settings"),
                type="tertiary",
                icon=":material/tune:",
                key="use-settings",
                on_click=use_settings,
                args=(draft, run),
                help=_("Put this run's setup into the settings on the left, to change it."),
            )


def _shown(run: Run | None) -> Sequence[Run]:
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

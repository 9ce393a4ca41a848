"""What every studio shares: choosing a model and data, setting them up, and starting runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

import streamlit as st

from core.catalog.build import build_spec
from core.catalog.descriptions import Facts, Kind, Preset, Recipe, Task
from core.catalog.find import recipe as find_recipe
from core.catalog.find import recipes
from core.catalog.find import source as find_source
from core.engine.start import ensure_engine
from core.probes.ask import card
from core.spec.message import Problem, SpecError
from core.spec.parameters import parse
from core.spec.run_spec import RunSpec
from core.store import runs
from core.store.runs import Run
from pages._ui.current_run import show
from pages._ui.draft import MOST_SEEDS, Draft
from pages._ui.estimate import estimate
from pages._ui.forms import choose, settings_form
from pages._ui.language import _, language, sentence, translator
from pages._ui.mishaps import spoken
from pages._ui.probe import answered
from pages._ui.rooms import ROOMS
from pages._ui.stand_in import say_stand_in, suit_data
from pages._ui.visitor import visitor

OWN = "own"


def fitting_recipes(kinds: Collection[Kind], task: Task) -> dict[str, Recipe]:
    """Return the recipes that do `task` with data of one of these kinds, networks first."""
    found = [
        entry
        for entry in recipes().values()
        if task in entry.tasks and not entry.hidden and not entry.accepts.isdisjoint(kinds)
    ]
    found.sort(key=lambda entry: entry.family == "classical")
    return {entry.name: entry for entry in found}


def files_read(draft: Draft) -> bool:
    """Return False while the draft's files are read, in which nobody's page may stand still."""
    source = find_source(draft.dataset)
    data = dict(draft.section("data"))
    if not source.needs or not all(data.get(name) for name in source.needs):
        return True
    request = {"dataset": source.name, "data": data}
    return answered("ingest", request, _("The file is being read …"))


def facts_known(draft: Draft) -> Facts | None:
    """Return what is known of the draft's data; None while they cannot be learned from."""
    source = find_source(draft.dataset)
    try:
        return source.facts(parse(source.params, draft.section("data"), "data"))
    except SpecError:  # the page says why elsewhere
        return None


def choose_recipe(draft: Draft, task: Task) -> Recipe:
    """Let the visitor choose what learns; what cannot learn from the draft's data is not there."""
    kinds, room = find_source(draft.dataset).kinds, ROOMS[draft.page]
    fitting = {
        name: entry for name, entry in fitting_recipes(kinds, task).items() if room.takes(entry)
    }
    suit_data(draft, fitting)
    stands_in = draft.recipe
    classical = _("classical")
    draft.recipe = choose(
        _("Model"),
        list(fitting),
        f"{draft.page}.recipe",
        draft.recipe,
        format_func=lambda name: (
            _(fitting[name].title)
            + (f" · {classical}" if fitting[name].family == "classical" else "")
        ),
        help=_("What learns: a neural network, or a classical model to compare it with."),
    )
    if draft.recipe != stands_in:
        draft.left = None  # the visitor has chosen
    say_stand_in(draft)
    st.caption(_(fitting[draft.recipe].summary))
    return fitting[draft.recipe]


@cache
def preset_values(recipe: str, dataset: str, preset: str) -> dict[str, dict[str, Any]]:
    """Return the whole `params` and `training` that a preset stands for, on a dataset."""
    entry = find_recipe(recipe)
    chosen = next(each for each in entry.presets if each.name == preset)
    params = {**entry.starting("params", dataset), **chosen.params}
    training = {**entry.starting("training", dataset), **chosen.training}
    return {
        "params": entry.params(**params).model_dump(mode="json"),
        "training": entry.training(**training).model_dump(mode="json"),
    }


def preset_of(draft: Draft, sections: Sequence[str] = ("params", "training")) -> Preset | None:
    """Return the first preset that the draft equals in some sections, if it equals one."""
    for preset in find_recipe(draft.recipe).presets:
        values = preset_values(draft.recipe, draft.dataset, preset.name)
        if all(values[name] == draft.section(name) for name in sections):
            return preset
    return None


def choose_preset(draft: Draft) -> None:
    """Let the visitor start from a ready-made setup."""
    presets = {preset.name: preset for preset in find_recipe(draft.recipe).presets}
    if not presets:
        return
    current = preset_of(draft)
    drawn = current.name if current else OWN
    # Another box for settings of one's own: of two that are changed without waiting, the second
    # arrives beside the preset that the first has left, as if somebody had chosen it.
    key = f"{draft.page}.preset.{draft.recipe}{'' if current else '.own'}"
    st.session_state[key] = drawn
    st.selectbox(
        _("Start from"),
        [*presets, *([] if current else [OWN])],
        format_func=lambda name: _("Your own") if name == OWN else _(presets[name].title),
        key=key,
        on_change=_preset_chosen,
        args=(draft, key, drawn),
        help=_("Ready-made settings of this method. Choosing one sets all that belong to it.")
        if find_source(draft.dataset).task == "control"
        else _(
            "Ready-made networks, from one layer to many. Choosing one also sets the layers and "
            "settings below that belong to it."
        ),
    )


@spoken
def _preset_chosen(draft: Draft, key: str, drawn: str) -> None:
    """Start from what the box with this key says, if it says something else than it did."""
    if st.session_state[key] != drawn:
        apply_preset(draft, st.session_state[key])


def apply_preset(draft: Draft, name: str) -> None:
    """Set everything that a preset says; nothing if the model has none of this name.

    A choice may arrive late, when another model has been chosen since.
    """
    if name not in {preset.name for preset in find_recipe(draft.recipe).presets}:
        return
    for section, values in preset_values(draft.recipe, draft.dataset, name).items():
        draft.section(section).clear()
        draft.section(section).update(deepcopy(values))  # layers are edited in place
    draft.redraw()


def training_form(draft: Draft, recipe: Recipe) -> None:
    """Draw how to train: the recipe's own settings, seeds and device."""
    settings_form(recipe.training, draft.section("training"), draft.prefix("training"))
    left, right = st.columns(2)
    first, several = f"{draft.page}.seed", f"{draft.page}.seeds"
    st.session_state.setdefault(first, draft.seed)
    st.session_state.setdefault(several, draft.seeds)
    draft.seed = left.number_input(
        _("Seed"),
        0,
        2**32 - 1,
        key=first,
        help=_(
            "The number that all randomness starts from. The same seed repeats a run exactly; "
            "other seeds show how much is luck."
        ),
    )
    draft.seeds = right.number_input(
        _("Seeds at a time"),
        1,
        MOST_SEEDS,
        key=several,
        help=_(
            "How many runs to start at once, each with the next seed. Their curves are drawn as a "
            "band: its width is luck."
        ),
    )
    devices = ["auto", *card().get("devices", ["cpu"])]
    if draft.device not in devices:
        devices.append(draft.device)
    draft.device = choose(
        _("Device"),
        devices,
        f"{draft.page}.device",
        draft.device,
        format_func=lambda name: _("Automatic") if name == "auto" else name,
        help=_("Where to compute. Automatic takes a graphics card where there is one."),
    )


def checked(draft: Draft) -> tuple[RunSpec | None, SpecError | None]:
    """Return the draft as a specification, or what is wrong with it."""
    try:
        spec = build_spec(draft.raw())
        reason = find_source(spec.dataset).unavailable(spec.data)
        return (None, SpecError([Problem("dataset", reason)])) if reason else (spec, None)
    except SpecError as error:
        return None, error


def train_button(draft: Draft, spec: RunSpec | None, error: SpecError | None) -> None:
    """Draw the Train button; what keeps it from working is said in a sentence below it."""
    st.button(
        _("Train") if draft.seeds == 1 else _("Train {count} seeds").format(count=draft.seeds),
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        shortcut="t",
        disabled=spec is None,
        on_click=_train,
        args=(draft, spec),
        key=f"{draft.page}.train",
        help=_("Start with these settings. Runs that are training already go on.")
        if spec
        else _("Mend what is named below first."),
    )
    if spec is not None:
        estimate(spec, draft.seeds)
    for problem in error.problems if error else ():
        st.error(sentence(problem.message), icon=":material/build:")


@spoken
def _train(draft: Draft, spec: RunSpec) -> None:
    """Start a run for each seed and show the first."""
    entry = find_recipe(spec.recipe)
    # However it is trained, a preset's model goes by its name.
    preset = preset_of(draft) or preset_of(draft, ["params"])
    task = find_source(spec.dataset).task
    usual = (entry.suited or task == "control") and preset in entry.presets[:1]
    title = _(entry.title)  # the usual preset says no more than that
    if preset and not usual:
        short = task == "control" or "generation" in entry.tasks  # their presets name no model
        title = f"{_short(title)} · {_(preset.title)}" if short else _(preset.title)
    ensure_engine()
    specs = [with_seed(spec, spec.seed + more) for more in range(draft.seeds)]
    names = [run_name(title, each) for each in specs]
    started = runs.create_all(specs, name=names, owner=visitor())
    show(started[0], draft.page)


@spoken
def use_settings(draft: Draft, run: Run) -> None:
    """Make a run's setup the draft; one that cannot be read any more changes nothing."""
    try:
        draft.take(run.spec)
    except SpecError as error:
        st.toast(error.worded(translator(language())), icon=":material/error:")


def run_name(title: str, spec: RunSpec) -> str:
    """Return what a run of this title is called: an agent's says where it acts."""
    source = find_source(spec.dataset)
    if source.task == "control":
        title = f"{_short(title)} · {_(source.title)}"
    return f"{title} · {_('seed')} {spec.seed}"


def _short(title: str) -> str:
    """Return what stands for a recipe's title in brackets at its end, such as PPO, or the title."""
    found = re.search(r"[(（]([A-Z0-9]+)[)）]$", title)
    return found[1] if found else title


def with_seed(spec: RunSpec, seed: int) -> RunSpec:
    """Return the same setup with another seed."""
    return spec.model_copy(update={"seed": min(seed, 2**32 - 1)})

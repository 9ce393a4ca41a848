"""Images: choose a model, train it on real digits, watch it learn, compare it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.catalog.build import build_spec, facts_of, network_rows
from core.catalog.descriptions import Preset, Recipe
from core.catalog.find import recipes, source
from core.engine.start import ensure_engine
from core.probes.ask import card
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.store import runs
from pages._ui.current_run import current_run, show
from pages._ui.forms import settings_form
from pages._ui.gallery import gallery
from pages._ui.language import _, language, translator
from pages._ui.live import live_view
from pages._ui.network_table import network_table
from pages._ui.scoreboard import scoreboard
from pages._ui.transport import transport_bar
from pages._ui.visitor import visitor

DATASET = "digits"


def choose_recipe() -> Recipe:
    """Let the visitor choose among the recipes that can learn this dataset."""
    described = source(DATASET)
    fitting = {
        name: entry
        for name, entry in recipes().items()
        if described.kind in entry.accepts and entry.task == described.task
    }
    name = st.radio(
        _("Model"),
        list(fitting),
        format_func=lambda name: _(fitting[name].title),
        index=list(fitting).index("cnn"),
        key="recipe",
        bind="query-params",
        help=_("What learns: a neural network, or a classical model to compare it with."),
    )
    recipe = fitting[name or "cnn"]
    st.caption(_(recipe.summary))
    return recipe


def choose_preset(recipe: Recipe) -> Preset | None:
    """Let the visitor choose where to start from."""
    presets = {preset.name: preset for preset in recipe.presets}
    if not presets:
        return None
    name = st.selectbox(
        _("Network"),
        list(presets),
        format_func=lambda name: _(presets[name].title),
        key=f"{recipe.name}.preset",
        bind="query-params",
        on_change=lambda: apply_preset(recipe, presets),
        help=_(
            "Ready-made networks, from one layer to several. Choosing one also sets the "
            "settings below that belong to it."
        ),
    )
    return presets[name]


def apply_preset(recipe: Recipe, presets: dict[str, Preset]) -> None:
    """Set the widgets below to what the chosen preset says."""
    preset = presets[st.session_state[f"{recipe.name}.preset"]]
    chosen = {"params": preset.params, "training": preset.training}
    for section, kind in (("params", recipe.params), ("training", recipe.training)):
        for name, value in (kind().model_dump() | dict(chosen[section])).items():
            key = f"{recipe.name}.{section}.{name}"
            if key in st.session_state:
                st.session_state[key] = value


def draft(recipe: Recipe, preset: Preset | None) -> dict[str, Any]:
    """Draw the settings; return the setup as plain data."""
    params = settings_form(
        recipe.params, f"{recipe.name}.params", preset.params if preset else None
    )
    training = settings_form(
        recipe.training, f"{recipe.name}.training", preset.training if preset else None
    )
    left, right = st.columns(2)
    seed = left.number_input(
        _("Seed"),
        0,
        2**32 - 1,
        0,
        key="seed",
        bind="query-params",
        help=_(
            "The number that all randomness starts from. The same seed repeats a run exactly; "
            "other seeds show how much is luck."
        ),
    )
    devices = ["auto", *card().get("devices", ["cpu"])]
    device = right.selectbox(
        _("Device"),
        devices,
        key="device",
        bind="query-params",
        format_func=lambda name: _("Automatic") if name == "auto" else name,
        help=_("Where to compute. Automatic takes a graphics card where there is one."),
    )
    return {
        "recipe": recipe.name,
        "dataset": DATASET,
        "params": params,
        "training": training,
        "seed": seed,
        "device": device,
    }


def train(spec: RunSpec, name: str) -> None:
    """Start a run and show it."""
    ensure_engine()
    show(runs.create(spec, name=name, owner=visitor()))


def train_button(recipe: Recipe, preset: Preset | None, raw: dict[str, Any]) -> RunSpec | None:
    """Draw the Train button; what keeps it from working is said in a sentence beside it."""
    try:
        spec = build_spec(raw)
    except SpecError as error:
        st.button(
            _("Train"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=True,
            width="stretch",
            help=_("Mend the setting named below first."),
        )
        for problem in error.problems:
            st.error(problem.worded(translator(language())))
        return None
    title = _(preset.title if preset else recipe.title)
    st.button(
        _("Train"),
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        shortcut="t",
        on_click=train,
        args=(spec, f"{title} · {_('seed')} {spec.seed}"),
        help=_("Start a new run with these settings. Runs that are training go on."),
    )
    return spec


st.title(_("Images"))
st.markdown(_("Can a machine learn to read handwriting? Press **Train** and watch it try."))
run = current_run()
settings, stage = st.columns([1, 2.8], gap="large")
with settings:
    chosen = choose_recipe()
    place_of_button = st.container()
    with st.container(key="settings"):
        preset = choose_preset(chosen)
        raw = draft(chosen, preset)
    with place_of_button:
        spec = train_button(chosen, preset, raw)
    if spec is not None and chosen.layers:
        network_table(network_rows(spec))
with stage:
    followed = recipes().get(run.recipe, chosen) if run else chosen
    if run:
        st.markdown(f"**{run.name}**")
        transport_bar(followed, run)
    live_view(followed, run)
    described = source(DATASET)
    facts = facts_of(spec or build_spec({"recipe": "cnn", "dataset": DATASET}))
    data = (spec.data if spec else described.params()).model_dump(mode="json")
    scoreboard(
        spec.data_hash() if spec else (run.data_hash if run else ""),
        visitor(),
        facts.sizes["test"],
        run.id if run else None,
    )
    st.subheader(_("The data"))
    st.caption(
        f"{_(described.summary)} {_('Source')}: {_(described.origin)} ({described.licence})."
    )
    gallery(DATASET, data, facts.classes)

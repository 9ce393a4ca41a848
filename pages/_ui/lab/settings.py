"""The controls of an experiment: what is varied, what is compared, on what data, how often."""

from __future__ import annotations

import streamlit as st

from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.lab.experiment import LabSettings
from pages._ui.forms import choose, settings_form
from pages._ui.lab.draft import LabDraft
from pages._ui.language import _
from pages._ui.tabs import draw_tabs


def settings_panel(draft: LabDraft) -> None:
    """Draw everything that can be set."""
    with st.container(key="settings"):
        experiment, data, models = draw_tabs(
            [_("Experiment"), _("Data"), _("Models")], f"{draft.page}.tabs"
        )
    if experiment.open:
        with experiment:
            _varied(draft)
            _compared(draft)
            settings_form(LabSettings, draft.values, draft.page)
    if data.open:
        with data:
            _data(draft)
    if models.open:
        with models:
            _models(draft)


def _varied(draft: LabDraft) -> None:
    """Let the visitor choose what is varied, and its values."""
    factors = {factor.name: factor for factor in draft.experiment.factors}
    if len(factors) > 1:
        draft.factor_name = choose(
            _("What is varied"),
            list(factors),
            f"{draft.page}.factor",
            draft.factor_name,
            format_func=lambda name: _(factors[name].title),
            help=_("The one thing that differs between the measurements: the horizontal axis."),
        )
    factor = draft.factor
    if factor is None:
        return
    key = f"{draft.page}.values.{factor.name}"
    st.session_state.setdefault(key, draft.typed.get(factor.name) or factor.usual)
    typed = st.text_input(
        _("Its values"),
        key=key,
        max_chars=200,
        help=_(factor.help) + " " + _("Write numbers, separated by commas."),
    )
    draft.typed[factor.name] = "" if typed == factor.usual else typed


def _compared(draft: LabDraft) -> None:
    """Let the visitor choose the models, or the forms of one."""
    task = draft.source.task
    choices, forms = draft.experiment.choices(task), draft.experiment.forms
    key = f"{draft.page}.compared.{task}"
    kept = st.session_state.get(key, draft.compared)
    st.session_state[key] = [name for name in kept if name in choices]
    chosen = st.multiselect(
        _(forms.title) if forms else _("Models"),
        list(choices),
        key=key,
        format_func=lambda name: _(choices[name]),
        placeholder=_("the usual ones"),
        help=_(forms.help)
        if forms
        else _("What is compared, each with its own runs on the same data. Empty: the usual ones."),
    )
    if chosen:
        draft.chosen[task] = tuple(chosen)
    else:
        draft.chosen.pop(task, None)


def _data(draft: LabDraft) -> None:
    """Let the visitor choose the data and set them up."""
    names, factor = draft.experiment.datasets(draft.factor), draft.factor
    if len(names) > 1:
        draft.datasets[draft.factor_name] = choose(
            _("Data"),
            names,
            f"{draft.page}.dataset.{draft.factor_name}",
            draft.source.name,
            format_func=lambda name: _(find_source(name).title),
            help=_("What is learned from: all data in which this can be varied."),
        )
    source = draft.source
    st.caption(_(source.summary))
    settings_form(
        source.params,
        draft.section("data", source.name),
        f"{draft.page}.data.{source.name}",
        without=factor.names if factor else (),
    )


def _models(draft: LabDraft) -> None:
    """Let the visitor set up one of the models; the others wait as they are."""
    recipes = draft.recipes()
    name = recipes[0]
    if len(recipes) > 1:
        name = choose(
            _("Settings of"),
            list(recipes),
            f"{draft.page}.model",
            name,
            format_func=lambda each: _(find_recipe(each).title),
            help=_("Which of the compared models the settings below belong to."),
        )
    recipe, forms = find_recipe(name), draft.experiment.forms
    for section in ("params", "training"):
        settings_form(
            getattr(recipe, section),
            draft.section(section, name),
            f"{draft.page}.{section}.{name}",
            without=(forms.setting,) if forms else (),
        )

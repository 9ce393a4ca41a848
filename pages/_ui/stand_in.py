"""Another model in place of the chosen one, as long as that cannot learn from the chosen data."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.catalog.descriptions import Kind, Recipe, Task
from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.spec.message import N_
from pages._ui.draft import Draft
from pages._ui.language import _

KINDS: dict[Kind, str] = {
    "image": N_("pictures"),
    "points": N_("points in the plane"),
    "tabular": N_("tables"),
    "sequence": N_("sequences of measurements"),
    "string": N_("words letter by letter"),
    "series": N_("series over time"),
    "text": N_("long texts"),
    "pairs": N_("pairs of texts"),
    "environment": N_("environments"),
    "discrete": N_("environments with finitely many actions"),
    "modelled": N_("environments whose rules are known"),
    "game": N_("games for two"),
}
TASKS: dict[Task, str] = {
    "classification": N_("classes"),
    "regression": N_("numbers"),
    "forecasting": N_("the next value of a series"),
}


def suit_data(draft: Draft, fitting: Mapping[str, Recipe]) -> None:
    """Choose another model if the draft's is not among those that fit, and it again once it is."""
    if draft.left in fitting:
        draft.recipe, draft.left = str(draft.left), None
    elif draft.recipe not in fitting:
        draft.left = draft.left or draft.recipe
        usual = draft.usual_recipe
        draft.recipe = usual if usual in fitting else next(iter(fitting))
    else:
        return
    st.session_state.pop(f"{draft.page}.recipe", None)  # its box would go on saying the other one


def say_stand_in(draft: Draft) -> None:
    """Say which model stands in for the one chosen before, and why; nothing if none does."""
    if draft.left is None:
        return
    left, source = find_recipe(draft.left), find_source(draft.dataset)
    if left.accepts.isdisjoint(source.kinds):
        text = _(
            "{model} learns from {what} only, so with these data {other} is chosen instead. It "
            "comes back as soon as the data suit it."
        )
        what = [_(title) for kind, title in KINDS.items() if kind in left.accepts]
    else:
        text = _(
            "{model} predicts {what} only, so with these data {other} is chosen instead. It comes "
            "back as soon as the data suit it."
        )
        what = [_(title) for task, title in TASKS.items() if task in left.tasks]
    other = _(find_recipe(draft.recipe).title)
    st.info(
        text.format(model=_(left.title), what=_(", ").join(what), other=other),
        icon=":material/swap_horiz:",
    )

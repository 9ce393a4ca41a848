"""What a model makes: its examples, the plane it works on, and what its discriminator thinks.

The browser asks the app's routes itself, so that nothing here runs again while a model trains, or
while somebody scrubs or draws. See `assets/generative/main.js` for the other half.
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
from pages._ui.gallery import gallery
from pages._ui.language import _, language, translator
from pages._ui.looking import explorer
from pages._ui.looking.followed import followed
from pages._ui.looking.generative_words import generative_words
from pages._ui.looking.insight_chart import named
from pages._ui.point_view import point_view

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

MODULES_PATH = "/playground/static/generative/"
"""Where the app serves the modules in `assets/generative`."""

ASSETS = explorer.ASSETS.parent / "generative"


def generative_view(run: Run | None, draft: RunSpec | None) -> None:
    """Draw what `run` makes, or before there is one, what it is to be like.

    Args:
        run: The run that the page shows.
        draft: What would be trained next.
    """
    if run is None:
        _real_examples(draft)
        return
    try:
        spec = build_spec(run.spec)
        if "generation" not in recipe(spec.recipe).tasks:
            st.info(_("This model makes no examples; choose one that does, and press Train."))
            return
        about = about_run(run, spec, facts_of(spec))
    except SpecError as error:
        reason = error.worded(translator(language()))
        st.info(_("There is nothing to look into: {reason}").format(reason=reason))
        return
    _component()(key="generative", data=about)


def _real_examples(draft: RunSpec | None) -> None:
    """Draw what a model would learn to make more of."""
    st.info(
        _(
            "Press **Train** first. As soon as the model has begun, you see here what it makes "
            "and how it gets better, and you can go back to any moment."
        )
    )
    if draft is None:
        return
    st.markdown(_("This is what it is to make more of: real examples."))
    described, data = source(draft.dataset), draft.data.model_dump(mode="json")
    if described.kind == "image":
        gallery(draft.dataset, data, facts_of(draft).classes)
    else:
        point_view(draft.dataset, data)


def about_run(run: Run, spec: RunSpec, facts: Facts) -> dict[str, Any]:
    """Return what the browser is told: the run, its model and its data."""
    described = recipe(spec.recipe)
    return {
        "run": followed(run, spec),
        "recipe": spec.recipe,
        "family": described.family,
        "params": spec.params.model_dump(mode="json"),
        "phases": len(described.phases),
        "pictures": len(facts.shape) == 3,
        "shape": list(facts.shape),
        "classes": [named(run, name) for name in facts.classes],
        "sizes": {split: int(count) for split, count in facts.sizes.items()},
        "drawing": source(spec.dataset).drawing,
        "share": st.query_params.get("share"),
        "modules": MODULES_PATH,
        "language": language(),
        "labels": generative_words(),
    }


@cache
def _component() -> ComponentRenderer:
    html, js = (
        (ASSETS / name).read_text(encoding="utf-8") for name in ("generative.html", "loader.js")
    )
    styles = [explorer.ASSETS / "explorer.css", *sorted(ASSETS.glob("*.css"))]
    css = "".join(style.read_text(encoding="utf-8") for style in styles)
    return st.components.v2.component(
        "playground_generative", html=html, css=css, js=js, isolate_styles=False
    )

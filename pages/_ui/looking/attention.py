"""What a network looks at: its attention in an example, taken apart, and how well it is aimed.

The browser asks the app's routes itself, so that nothing here runs again while a network trains,
or while somebody scrubs or types. See `assets/attention/main.js` for the other half.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.catalog.build import build_spec, facts_of
from core.catalog.descriptions import Facts, Kind
from core.catalog.find import recipe, source
from core.data import alignment
from core.probes.exemplar_bounds import MOST_TYPED, PASSAGE, TYPED
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.store.runs import Run
from pages._ui.language import _, language, translator
from pages._ui.looking import explorer
from pages._ui.looking.attention_words import attention_words
from pages._ui.looking.followed import followed

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

MODULES_PATH = "/playground/static/attention/"
"""Where the app serves the modules in `assets/attention`."""

ASSETS = explorer.ASSETS.parent / "attention"


def attention_view(run: Run | None) -> None:
    """Draw what `run` looks at, or before there is one, say what to do."""
    if run is None:
        st.info(
            _(
                "Press **Train** first. As soon as the network has begun, you see here where it "
                "looks while it answers, and you can type something for it."
            )
        )
        return
    try:
        spec = build_spec(run.spec)
        if not recipe(spec.recipe).attends:
            st.info(_("This model has no attention; choose one that has, and press Train."))
            return
        about = _about(run, spec, facts_of(spec))
    except SpecError as error:
        reason = error.worded(translator(language()))
        st.info(_("There is nothing to look into: {reason}").format(reason=reason))
        return
    _component()(key="attention", data=about)


def _about(run: Run, spec: RunSpec, facts: Facts) -> dict[str, Any]:
    """Return what the browser is told."""
    described = source(spec.dataset)
    return {
        "run": followed(run, spec),
        "kind": described.kind,
        "vocabulary": list(facts.vocabulary),
        "classes": list(facts.classes),
        "sizes": _sizes(described.kind, facts),
        "typed": described.kind in TYPED,
        "longest": MOST_TYPED if described.kind == "text" else facts.shape[0],
        "passage": PASSAGE,
        "aim": alignment.known(spec.dataset),
        "dataHash": spec.data_hash(),
        "share": st.query_params.get("share"),
        "modules": MODULES_PATH,
        "language": language(),
        "labels": attention_words(),
    }


def _sizes(kind: Kind, facts: Facts) -> dict[str, int]:
    """Return how many examples there are to choose from; of a text, passages."""
    if kind != "text":
        return {split: int(count) for split, count in facts.sizes.items()}
    return {split: max(1, int(count) // PASSAGE) for split, count in facts.sizes.items()}


@cache
def _component() -> ComponentRenderer:
    html, js, own = (
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("attention.html", "loader.js", "attention.css")
    )
    css = (explorer.ASSETS / "explorer.css").read_text(encoding="utf-8") + own
    return st.components.v2.component(
        "playground_attention", html=html, css=css, js=js, isolate_styles=False
    )

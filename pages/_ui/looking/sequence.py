"""Looking into a recurrent network: its state at each step, and how far back it learns.

The browser asks the app's routes itself, so that nothing here runs again while a network trains,
or while somebody scrubs or types. See `assets/sequence/main.js` for the other half.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from core.catalog.build import build_spec, facts_of, task_of
from core.catalog.find import source
from core.probes.exemplar_bounds import PASSAGE, TYPED
from core.spec.message import SpecError
from core.spec.recurrent import CELLS
from core.spec.run_spec import RunSpec
from core.store import runs
from core.store.runs import Run
from pages._ui.language import _, language, translator
from pages._ui.looking import explorer
from pages._ui.looking.followed import followed
from pages._ui.looking.insight_chart import named
from pages._ui.looking.sequence_words import sequence_words
from pages._ui.visitor import visitor

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

MODULES_PATH = "/playground/static/sequence/"
"""Where the app serves the modules in `assets/sequence`."""

ASSETS = explorer.ASSETS.parent / "sequence"
MOST_OTHERS = 8
RECURRENT = ("rnn", "rnn_lm")

View = Literal["inside", "memory", "forecast", "writing"]


def inside_view(run: Run | None) -> None:
    """Draw what a recurrent network holds after each step of a sequence."""
    spec = spec_to_look_into(run)
    if run is None or spec is None:
        return
    if not is_recurrent(spec):
        st.info(
            _(
                "This model reads everything at once and keeps no state from step to step. Train a "
                "recurrent network to step through time here."
            )
        )
        return
    facts = facts_of(spec)
    sizes = {split: int(count) for split, count in facts.sizes.items()}
    if source(spec.dataset).kind == "text":
        sizes = {split: max(1, count // PASSAGE) for split, count in sizes.items()}
    mount(
        "inside",
        run,
        spec,
        {"typed": _example_to_type(spec), "horizon": horizon(spec), "sizes": sizes},
    )


def memory_view(run: Run | None) -> None:
    """Draw how a recurrent network's gradient fades with distance in time."""
    spec = spec_to_look_into(run)
    if run is None or spec is None:
        return
    if not is_recurrent(spec):
        st.info(
            _(
                "Only in a recurrent network must the gradient travel back step by step. Train one "
                "to see how far it gets."
            )
        )
        return
    mount("memory", run, spec, {"others": _others(run), "name": told_apart(run)})


def spec_to_look_into(run: Run | None) -> RunSpec | None:
    """Return a run's setup; if there is none that can be read, say so and return None."""
    if run is None:
        st.info(
            _(
                "Press **Train** first. As soon as the network has begun, also before it has "
                "learned anything, you can look into it here."
            )
        )
        return None
    try:
        return build_spec(run.spec)
    except SpecError as error:
        reason = error.worded(translator(language()))
        st.info(_("There is nothing to look into: {reason}").format(reason=reason))
        return None


def is_recurrent(spec: RunSpec) -> bool:
    """Return whether a network keeps a state from step to step."""
    return spec.recipe in RECURRENT


def mount(view: View, run: Run, spec: RunSpec, more: dict[str, Any]) -> None:
    """Put one view of a run onto the page.

    Args:
        view: Which one.
        run: The run.
        spec: Its setup.
        more: What else this view is told.
    """
    _component()(key=f"sequence.{view}", data={"view": view, **_about(run, spec), **more})


def _about(run: Run, spec: RunSpec) -> dict[str, Any]:
    """Return what every view is told of a run."""
    facts, described = facts_of(spec), source(spec.dataset)
    params = spec.params
    return {
        "run": followed(run, spec),
        "kind": described.kind,
        "task": task_of(spec),
        "classes": [named(run, name) for name in facts.classes],
        "vocabulary": list(facts.vocabulary),
        "sizes": {split: int(count) for split, count in facts.sizes.items()},
        # Rows of a picture are read from the top; other sequences have no upright form.
        "upright": bool(spec.data.examples_of),
        "cell": getattr(params, "cell", ""),
        "layers": int(getattr(params, "layers", 1)),
        "bidirectional": bool(getattr(params, "bidirectional", False)),
        "share": st.query_params.get("share"),
        "modules": MODULES_PATH,
        "language": language(),
        "labels": sequence_words(),
    }


def horizon(spec: RunSpec) -> int:
    """Return how many steps ahead a series is forecast."""
    return int(getattr(spec.data, "horizon", 1))


def _example_to_type(spec: RunSpec) -> str | None:
    """Return what stands in the field where one types at first; None if nothing can be typed."""
    kind = source(spec.dataset).kind
    if kind not in TYPED:
        return None
    return _WORDS_OF_TEXT if kind == "text" else _NAME


_NAME = "rossini"
_WORDS_OF_TEXT = "The value of the"


def _others(run: Run) -> list[dict[str, str]]:
    """Return the visitor's other recurrent networks on the same data, one of each setup."""
    found = runs.find(owners=["", visitor()], data_hash=run.data_hash, limit=100)
    newest: dict[str, Run] = {}
    for other in found:
        if other.recipe in RECURRENT and other.group_hash != run.group_hash:
            newest.setdefault(other.group_hash, other)
    others = list(newest.values())[:MOST_OTHERS]
    return [{"id": each.id, "name": told_apart(each), "status": each.status} for each in others]


def told_apart(run: Run) -> str:
    """Return a run's name with its kind of cell, for names are often alike."""
    cell = run.spec.get("params", {}).get("cell", "")
    return f"{run.name} · {_(CELLS[cell])}" if cell in CELLS else run.name


@cache
def _component() -> ComponentRenderer:
    html, js, own = (
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("sequence.html", "loader.js", "sequence.css")
    )
    css = (explorer.ASSETS / "explorer.css").read_text(encoding="utf-8") + own
    return st.components.v2.component(
        "playground_sequence", html=html, css=css, js=js, isolate_styles=False
    )

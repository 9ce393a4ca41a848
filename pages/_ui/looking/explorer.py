"""Looking into a run: its moments, its layers, its mistakes, and a pad to draw for it.

The browser asks the app's routes itself, so that nothing here runs again while somebody scrubs,
draws or clicks. See `assets/explorer/main.js` for the other half.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.catalog.build import build_spec, facts_of, network_rows
from core.catalog.find import recipe, source
from core.spec.layers import Convolution, LayerBase, Row
from core.spec.message import SpecError
from core.spec.parameters import settings_of
from core.spec.run_spec import RunSpec
from core.store import runs
from core.store.runs import Run
from pages._ui.language import _, language, translator
from pages._ui.looking.explorer_words import explorer_words
from pages._ui.looking.followed import followed
from pages._ui.visitor import visitor

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

MODULES_PATH = "/playground/static/explorer/"
"""Where the app serves the modules in `assets/explorer`."""

ASSETS = Path(__file__).resolve().parents[3] / "assets" / "explorer"
MOST_OTHERS = 12


@dataclass(frozen=True)
class LayerShown:
    """A layer as the explorer shows it.

    Attributes:
        type: The layer's type.
        title: What it is called.
        settings: Its settings in words.
        shape: Shape of one example after it.
        weights: Of a convolution: (output, input, kernel).
        window: Of a convolution: its `kernel`, `padding` and `dilation`, in pixels.
    """

    type: str
    title: str
    settings: str
    shape: tuple[int, ...]
    weights: tuple[int, int, int] | None = None
    window: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RunShown:
    """A run as the explorer shows it; one without layers has no network to look into.

    Its `layers` are those of `LayerShown`, as plain data.
    """

    id: str
    name: str
    status: str
    family: str
    epochs: int
    layers: Sequence[Mapping[str, Any]]
    revision: int = 0
    attempt: int = 0


@dataclass(frozen=True)
class DataShown:
    """The pictures that all runs shown learn from.

    Attributes:
        classes: Class names in label order.
        shape: (channel, height, width) of one picture.
        sizes: Pictures in each split.
        drawing: What they show: `ink` is bright strokes on dark, `photo` anything.
    """

    classes: tuple[str, ...]
    shape: tuple[int, ...]
    sizes: Mapping[str, int]
    drawing: str


def explorer(run: Run | None, draft: RunSpec | None, key: str = "explorer") -> None:
    """Draw the explorer of `run`, or before there is one, a pad that waits for it.

    Args:
        run: The run that the page shows.
        draft: What would be trained next; its pictures are those of the pad without a run.
        key: Identity of the explorer. As long as it stays, so does what a visitor chose in it.
    """
    try:
        spec = _spec_of(json.dumps(run.spec)) if run else draft
        if spec is None:
            st.info(
                _("Mend the settings and press Train; then you can look into the network here.")
            )
            return
        facts = facts_of(spec)
        shown = [_shown(run, spec), *_others(run)] if run else []
    except SpecError as error:
        st.info(
            _("There is nothing to look into: {reason}").format(
                reason=error.worded(translator(language()))
            )
        )
        return
    if source(spec.dataset).kind != "image":
        st.info(_("This run learned from other data than pictures; its curves are above."))
        return
    mount(
        shown,
        DataShown(facts.classes, facts.shape, facts.sizes, source(spec.dataset).drawing),
        share=st.query_params.get("share"),
        key=key,
    )


def mount(
    shown: Sequence[RunShown], data: DataShown, *, share: str | None = None, key: str = "explorer"
) -> None:
    """Put the explorer onto the page.

    Args:
        shown: The run in question, then those to compare it with; none before the first.
        data: Their pictures.
        share: The token with which a visitor may watch somebody else's run.
        key: Identity of the explorer.
    """
    _component()(
        key=key,
        data={
            **vars(data),
            "runs": [vars(run) for run in shown],
            "share": share,
            "modules": MODULES_PATH,
            "language": language(),
            "labels": explorer_words(),
        },
    )


def _others(run: Run) -> list[RunShown]:
    """Return the visitor's other networks on the same data."""
    found = runs.find(owners=["", visitor()], data_hash=run.data_hash, limit=MOST_OTHERS)
    shown = []
    for other in found:
        if other.id != run.id:
            with suppress(SpecError):  # of an older playground, or of a file that is gone
                shown.append(_shown(other, _spec_of(json.dumps(other.spec))))
    return [other for other in shown if other.layers]


@lru_cache(maxsize=256)
def _spec_of(stored: str) -> RunSpec:
    """Return a stored setup; raises SpecError if it cannot be read now."""
    return build_spec(json.loads(stored))


def _shown(run: Run, spec: RunSpec) -> RunShown:
    family, layers = recipe(spec.recipe).family, _layers(spec, language())
    return RunShown(family=family, layers=layers, **followed(run, spec))


@lru_cache(maxsize=256)
def _layers(spec: RunSpec, language: str) -> list[dict[str, Any]]:
    """Return the layers of a network, worded in `language`; none of what has no layers."""
    rows = network_rows(spec)
    shape = facts_of(spec).shape
    before = [shape, *(row.measured.output for row in rows)]
    return [asdict(_layer(row, depth[0])) for row, depth in zip(rows, before, strict=False)]


def _layer(row: Row, depth: int) -> LayerShown:
    layer = row.layer
    shown = LayerShown(layer.type, _(layer.title), _settings(layer), row.measured.output)
    if not isinstance(layer, Convolution):
        return shown
    window: dict[str, Any] = layer.model_dump(include={"kernel", "padding", "dilation"})
    weights = (layer.channels, depth // layer.groups, layer.kernel)
    return LayerShown(shown.type, shown.title, shown.settings, shown.shape, weights, window)


def _settings(layer: LayerBase) -> str:
    """Return what was set in a layer, in words; what is rarely changed only if it was."""
    told = []
    for item in settings_of(type(layer)):
        value = getattr(layer, item.name)
        if value is None or (item.advanced and value == item.default):
            continue
        told.append(f"{_(item.label)} {_(item.choices.get(value, str(value)))}")
    return _(", ").join(told)


@cache
def _component() -> ComponentRenderer:
    html, css, js = (
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("explorer.html", "explorer.css", "loader.js")
    )
    return st.components.v2.component(
        "playground_explorer", html=html, css=css, js=js, isolate_styles=False
    )

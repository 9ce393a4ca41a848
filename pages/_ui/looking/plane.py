"""A model over the plane of two features, its neurons, and what other models say there.

The browser asks the app's routes itself, so that nothing here runs again while a network trains,
or while somebody scrubs or changes a weight. See `assets/plane/main.js` for the other half.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.build import build_spec, facts_of, network_rows
from core.catalog.find import source
from core.data.dataset import SPLITS
from core.spec.layers import ACTIVATIONS, NORMALISATIONS, Dense, Hidden
from core.spec.message import SpecError
from core.spec.run_spec import RunSpec
from core.store.runs import Run
from pages._ui.forms import choose
from pages._ui.language import _, language, translator
from pages._ui.looking import explorer
from pages._ui.looking.followed import followed
from pages._ui.looking.plane_others import classical_runs, not_trained
from pages._ui.looking.plane_words import plane_words
from pages._ui.probe import Arrays, when_answered

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

MODULES_PATH = "/playground/static/plane/"
"""Where the app serves the modules in `assets/plane`."""

ASSETS = explorer.ASSETS.parent / "plane"


def plane_view(run: Run | None, draft: RunSpec | None, seeds: Sequence[Run] = ()) -> None:
    """Draw what `run` says over the plane, or before there is one, the draft's examples.

    Args:
        run: The run that the page shows.
        draft: What would be trained next.
        seeds: Runs of the same setup with other seeds, `run` among them.
    """
    try:
        spec = build_spec(run.spec) if run else draft
        if spec is None:
            st.info(_("Mend the settings and press Train; then you can see the model here."))
            return
        facts = facts_of(spec)
        if source(spec.dataset).kind != "tabular" or facts.shape[0] < 2:
            st.info(_("A plane needs a table with two features or more; this data has none."))
            return
        about = _about(run, spec, seeds)
    except SpecError as error:
        reason = error.worded(translator(language()))
        st.info(_("There is nothing to draw here: {reason}").format(reason=reason))
        return
    request = {"dataset": spec.dataset, "data": spec.data.model_dump(mode="json")}
    _draw(request, about)


def _draw(request: dict[str, Any], about: dict[str, Any]) -> None:
    """Draw the choice of features, as soon as they are known, and the plane through them."""
    waiting = _("Fetching the examples …")

    def known(answer: Arrays) -> None:
        names = [str(name) for name in answer["features"]]
        axes = _axes(names, answer["axes"].tolist(), about["dataHash"])

        def drawn(answer: Arrays) -> None:
            _component()(key="plane", data={**about, **points_shown(answer), "axes": axes})

        when_answered("points", {**request, "axes": axes}, drawn, waiting)

    when_answered("points", request, known, waiting)


def _axes(features: Sequence[str], first: Sequence[int], data_hash: str) -> list[int]:
    """Return the two features that vary; where there are more than two, let them be chosen."""
    if len(features) == 2:
        return [0, 1]
    key = f"plane.axes.{data_hash}"
    x, y = st.session_state.get(key, first)
    left, right = st.columns(2)
    named: dict[str, Any] = {
        "format_func": features.__getitem__,
        "help": _("The plane lies along these two features; all others stay at their mean."),
    }
    everything = range(len(features))
    with left:
        x = choose(_("Across"), list(everything), f"{key}.x", x, **named)
    others = [feature for feature in everything if feature != x]
    with right:
        y = choose(_("Up"), others, f"{key}.y", y if y != x else others[0], **named)
    st.session_state[key] = (x, y)
    st.caption(
        _(
            "The plane goes through {x} and {y}. The other {count} features are held at their "
            "mean, so a point's own answer may differ from the colour beneath it."
        ).format(x=features[x], y=features[y], count=len(features) - 2)
    )
    return [x, y]


def points_shown(answer: Arrays) -> dict[str, Any]:
    """Return the answer of the probe `points` as the browser takes it, in few digits."""
    ranges = {name: _short(answer[f"{name}.range"]) for name in "xy"}
    if "target.range" in answer:
        ranges["target"] = _short(answer["target.range"])
    return {
        "features": [str(name) for name in answer["features"]],
        "target": str(answer["target"]),
        "unit": str(answer["unit"]),
        "ranges": ranges,
        "points": {
            split: {name: _short(answer[f"{name}.{split}"]) for name in ("x", "y", "target")}
            for split in SPLITS
        },
    }


def _short(values: NDArray[Any]) -> list[float]:
    return [float(f"{value:.5g}") for value in np.asarray(values, dtype=float)]


def _about(run: Run | None, spec: RunSpec, seeds: Sequence[Run]) -> dict[str, Any]:
    """Return what the browser is told besides the examples."""
    shown = None if run is None else followed(run, spec)
    layers = layers_shown(spec) if run is not None else []
    others, untrained = classical_runs(run, spec)
    return {
        "run": shown,
        "layers": layers,
        "classes": list(facts_of(spec).classes),
        "dataHash": spec.data_hash(),
        "others": others,
        "untrained": not_trained(untrained),
        "seeds": [{"id": each.id, "status": each.status} for each in seeds if layers],
        "share": st.query_params.get("share"),
        "modules": MODULES_PATH,
        "language": language(),
        "labels": plane_words(),
    }


def layers_shown(spec: RunSpec) -> list[dict[str, Any]]:
    """Return the layers that have neurons, with their numbers in the network's list."""
    found = [
        (index, row.layer)
        for index, row in enumerate(network_rows(spec))
        if isinstance(row.layer, Hidden | Dense)
    ]
    shown = []
    for number, (index, layer) in enumerate(found, 1):
        last = number == len(found)
        hidden = layer if isinstance(layer, Hidden) else None
        title = _("Output") if last else _("Hidden layer {number}").format(number=number)
        described = {"index": index, "number": number, "last": last, "units": layer.units}
        shown.append({**described, "title": title, **_bend(hidden)})
    return shown


def _bend(layer: Hidden | None) -> dict[str, Any]:
    """Return what becomes of the sums of a layer's neurons."""
    if layer is None:
        return {"function": "", "normalised": "", "residual": False}
    names = {
        name: choices[getattr(layer, name)]
        for name, choices in (("function", ACTIVATIONS), ("normalisation", NORMALISATIONS))
    }
    normalised = _(names["normalisation"]) if layer.normalisation != "none" else ""
    return {"function": names["function"], "normalised": normalised, "residual": layer.residual}


@cache
def _component() -> ComponentRenderer:
    html, js, own = (
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("plane.html", "loader.js", "plane.css")
    )
    css = (explorer.ASSETS / "explorer.css").read_text(encoding="utf-8") + own
    return st.components.v2.component(
        "playground_plane", html=html, css=css, js=js, isolate_styles=False
    )

"""The layer editor: a network as a list that is edited in place, with its arithmetic as one edits.

The browser draws the list and the selected layer's settings (`assets/layer_editor`): as widgets
these would take a third of what the server spends on an edit. The layers belong to the draft, and
shapes, parameters and what is wrong are computed here, without building anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from core.catalog.build import inspect_network
from core.catalog.descriptions import Facts, Recipe
from core.catalog.find import source
from core.spec.layers import LAYERS, MAX_LAYERS, Followed, Layer, LayerBase, Row, Shape
from core.spec.message import SpecError
from core.spec.parameters import Setting, parse, settings_of
from pages._ui.draft import Draft
from pages._ui.language import _, language, translator

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "layer_editor"
MOST_UNDONE = 30
Layers = list[dict[str, Any]]


def layer_editor(draft: Draft, recipe: Recipe) -> None:
    """Draw the draft's layers, the tools to change them and the selected layer's settings."""
    layers: Layers = draft.section("params")["layers"]
    try:
        facts = source(draft.dataset).facts(
            parse(source(draft.dataset).params, draft.section("data"), "data")
        )
        params = parse(recipe.params, draft.section("params"), "params")
        training = parse(recipe.training, draft.section("training"), "training")
        followed = inspect_network(recipe, params, training, facts)
    except SpecError as error:  # of data that are not there yet, mostly
        st.info(error.problems[0].message.worded(translator(language())))
        return
    _draw(draft, layers, _selected(draft, layers), followed, facts)


def _selected(draft: Draft, layers: Layers) -> int | None:
    """Return which layer's settings are shown."""
    chosen: int | None = st.session_state.get(f"{draft.page}.draft-selected", 0)
    if chosen is None or not layers:
        return None
    return min(chosen, len(layers) - 1)


def _draw(
    draft: Draft, layers: Layers, selected: int | None, followed: Followed, facts: Facts
) -> None:
    """Hand everything that is shown to the browser."""
    problem = followed.problem
    rows = followed.rows
    models = [_adapter().validate_python(layer) for layer in layers]
    lines = [_line(model, index, rows, problem) for index, model in enumerate(models)]
    complete = len(rows) > len(layers) and problem is None
    output = rows[-1].measured.output if complete else ()
    acts = bool(facts.actions)
    total = sum(row.measured.parameters for row in rows)
    # One value for Streamlit to look through, which takes a millisecond for each list on top.
    shown = {
        "layers": lines,
        "selected": selected,
        "form": None if selected is None else _form(layers[selected], selected),
        "edition": st.session_state.get(f"{draft.page}.draft-edition", 0),
        "room": len(layers) < MAX_LAYERS,
        "can_undo": bool(st.session_state.get(f"{draft.page}.draft-undo")),
        "input": _end(
            _("What the agent sees") if acts else _("Picture"),
            _("what goes in"),
            facts.entering,
            "",
        ),
        "output": _end(
            _("Output layer"),
            _answers(facts, output),
            output,
            _("{count} parameters in all").format(count=f"{total:,}") if complete else "",
            "decide",
        ),
        "problem": problem
        and {
            "text": problem.message.worded(translator(language())),
            "fix": problem.fix and problem.fix.label.worded(translator(language())),
        },
        "palette": _palette(language()),
        "labels": _labels(acts, language()),
    }
    _component()(
        key=f"{draft.page}-layers",
        data={"editor": shown},
        on_action_change=lambda: _act(draft, followed),
    )


def _answers(facts: Facts, output: Shape) -> str:
    """Return what the numbers that come out of the network stand for."""
    if not facts.actions:
        return _("one number for each of {count} classes").format(count=len(facts.classes))
    text = _("one value for each of {count} actions")
    if output and output[0] > len(facts.actions):
        text = _("the state's value, and what each of {count} actions adds")
    return text.format(count=len(facts.actions))


def _line(model: LayerBase, index: int, rows: Sequence[Row], problem: Any) -> dict[str, Any]:
    """Return one layer as the browser draws it."""
    kind = str(getattr(model, "type"))  # noqa: B009 - every concrete layer declares it
    bad = problem is not None and problem.index == index
    known = rows[index].measured if index < len(rows) else None
    cost = ""
    if known and known.multiply_adds:
        cost = _("{parameters} par. · {count} MAC").format(
            parameters=short(known.parameters), count=short(known.multiply_adds)
        )
    return {
        "type": kind,
        "kind": model.purpose,
        "title": f"{index + 1}. {_(model.title)}",
        "help": _(model.help),
        "note": in_words(model),
        "shape": sizes(known.output) if known else "?",
        "size": list(known.output) if known else [],
        "cost": cost,
        "state": "bad" if bad else ("ok" if known else "unknown"),
    }


def _form(layer: dict[str, Any], index: int) -> dict[str, Any]:
    """Return the settings of a layer as the browser draws them."""
    kind = LAYERS[layer["type"]]
    return {
        "type": layer["type"],
        "title": f"{index + 1}. {_(kind.title)}",
        "help": _(kind.help),
        "fields": _fields(layer["type"], language()),
        "values": {item.name: layer.get(item.name, item.default) for item in settings_of(kind)},
    }


@cache
def _fields(kind: str, viewer: str) -> list[dict[str, Any]]:
    return [
        {
            "name": item.name,
            "label": f"{_(item.label)} ({_(item.unit)})" if item.unit else _(item.label),
            "help": _(item.help),
            "kind": item.kind,
            "choices": [[value, _(word)] for value, word in item.choices.items()],
            "minimum": item.minimum,
            "maximum": item.maximum,
            "step": item.step or (1 if item.kind == "int" else 0.05),
            "rule": _rule(item),
            "optional": item.optional,
            "empty": _(item.empty) if item.optional else "",
            "advanced": item.advanced,
        }
        for item in settings_of(LAYERS[kind])
    ]


def _rule(item: Setting) -> str:
    """Return what a number must be; all that layers have are bounded."""
    rule = _("A number from {least} to {most}.")
    if item.kind == "int":
        rule = _("A whole number from {least} to {most}.")
    return rule.format(least=f"{item.minimum or 0:g}", most=f"{item.maximum or 0:g}")


def _end(title: str, note: str, shape: Shape, cost: str, kind: str = "shape") -> dict[str, Any]:
    return {
        "title": title,
        "note": note,
        "shape": sizes(shape) if shape else "?",
        "size": list(shape),
        "cost": cost,
        "kind": kind,
    }


def in_words(layer: LayerBase) -> str:
    """Return a layer's first setting, and those that differ from the usual, in a few words."""
    told = []
    for place, item in enumerate(settings_of(type(layer))):
        value = getattr(layer, item.name)
        if value is None or (place and value == item.default):
            continue
        told.append(_(item.choices[value]) if item.choices else f"{_(item.label)} {value:g}")
    return ", ".join(told)


def sizes(shape: Shape) -> str:
    """Return a shape as people write it."""
    return " × ".join(map(str, shape))


def short(count: int) -> str:
    """Return a count in at most four characters or so."""
    for limit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= limit:
            return f"{count / limit:.3g}{letter}"
    return str(count)


def _act(draft: Draft, followed: Followed) -> None:
    """Do what was asked for in the browser."""
    component = st.session_state[f"{draft.page}-layers"]
    action = component.get("action") if component else None
    edition_key, undo_key = f"{draft.page}.draft-edition", f"{draft.page}.draft-undo"
    if not action:
        return
    stale = action.get("edition") != st.session_state.get(edition_key, 0)
    if stale and action.get("do") not in ("select", "set"):
        return  # a second click on a list that was changed by the first
    layers: Layers = draft.section("params")["layers"]
    before = [dict(layer) for layer in layers]
    selected = changed(layers, action, followed, st.session_state.get(undo_key) or [])
    if selected is not None:
        st.session_state[f"{draft.page}.draft-selected"] = selected
    if layers == before:
        return
    if action["do"] != "undo":
        kept = [*(st.session_state.get(undo_key) or []), before]
        st.session_state[undo_key] = kept[-MOST_UNDONE:]
    st.session_state[edition_key] = st.session_state.get(edition_key, 0) + 1


def changed(
    layers: Layers, action: dict[str, Any], followed: Followed, undone: list[Layers]
) -> int | None:
    """Change `layers` as asked; return which one is to be selected.

    An action about a layer that is not there, as from a second click on an old list, does nothing.
    """
    index, to = (_place(action.get(name), layers) for name in ("index", "to"))
    match action.get("do"):
        case "add" if action.get("type") in LAYERS and len(layers) < MAX_LAYERS:
            asked = action.get("index")
            place = min(max(asked, 0), len(layers)) if isinstance(asked, int) else len(layers)
            kind: Any = LAYERS[action["type"]]
            layers.insert(place, kind().model_dump(mode="json"))
            return place
        case "fix" if followed.problem and followed.problem.fix:
            layers[:] = [layer.model_dump(mode="json") for layer in followed.problem.fix.layers]
            return followed.problem.index
        case "undo" if undone:
            layers[:] = undone.pop()
            return None
    if index is None:
        return None
    match action.get("do"):
        case "select":
            return index
        case "set" if layers[index]["type"] == action.get("type"):
            layers[index] = _with(layers[index], action.get("name"), action.get("value"))
            return index
        case "duplicate" if len(layers) < MAX_LAYERS:
            layers.insert(index + 1, dict(layers[index]))
            return index + 1
        case "delete":
            del layers[index]
            return max(0, min(index, len(layers) - 1))
        case "move" if to is not None:
            layers.insert(to, layers.pop(index))
            return to
    return None


def _with(layer: dict[str, Any], name: object, value: object) -> dict[str, Any]:
    """Return a layer with another value of a setting, or as it is if it has none such."""
    kind: Any = LAYERS[layer["type"]]
    if not isinstance(name, str) or name == "type" or name not in kind.model_fields:
        return layer
    try:
        made: dict[str, Any] = kind.model_validate({**layer, name: value}).model_dump(mode="json")
    except ValidationError:  # the browser lets nobody enter it
        return layer
    return made


def _place(value: object, layers: Layers) -> int | None:
    """Return `value` if it is the number of a layer."""
    return value if isinstance(value, int) and 0 <= value < len(layers) else None


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Layer)


@cache
def _palette(viewer: str) -> list[dict[str, str]]:
    return [
        {"type": name, "kind": kind.purpose, "title": _(kind.title), "help": _(kind.help)}
        for name, kind in LAYERS.items()
    ]


@cache
def _labels(acts: bool, viewer: str) -> dict[str, str]:
    legend = _(
        "On the right: the shape that comes out, the layer's parameters (par.) and its "
        "multiply-adds for one picture (MAC)."
    )
    if acts:
        legend = _(
            "On the right: the shape that comes out, the layer's parameters (par.) and its "
            "multiply-adds for one state (MAC)."
        )
    return {
        "layers": _("Layers, from what goes in to the output; arrow keys select"),
        "legend": legend,
        "empty": _("No layers: what goes in comes straight into the output layer."),
        "add": _("Add a layer"),
        "add_help": _("Choose a kind of layer; it comes after the selected one"),
        "up": _("Move the selected layer up (Alt and arrow key)"),
        "down": _("Move the selected layer down (Alt and arrow key)"),
        "copy": _("Copy"),
        "duplicate": _("Duplicate the selected layer"),
        "delete": _("Delete the selected layer (Delete key)"),
        "undo": _("Undo the last change of the layers"),
        "fix_help": _("Change the network as this says"),
        "more": _("More settings"),
        "nothing": _("This layer has nothing to set."),
        "refused": _("What was entered is not used."),
    }


@cache
def _component() -> Any:
    html, css, js = (
        (ASSETS / f"layer_editor.{suffix}").read_text(encoding="utf-8")
        for suffix in ("html", "css", "js")
    )
    return st.components.v2.component(
        "playground_layer_editor", html=html, css=css, js=js, isolate_styles=False
    )

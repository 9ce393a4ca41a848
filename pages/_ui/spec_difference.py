"""What differs between the setups of several runs, in a learner's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from core.catalog.find import recipes, sources
from core.spec.layers import LAYERS
from core.spec.parameters import Parameters, Setting, settings_of
from core.spec.run_spec import RunSpec
from core.store.runs import Run
from pages._ui.language import _

Lines = tuple[str, ...]
"""A value in words: one line, or several for a list of layers. None at all: no such setting."""


@dataclass(frozen=True)
class Difference:
    """One setting that is not the same in all runs.

    Attributes:
        path: Where it stands in a specification, such as `training.learning_rate`.
        label: What it is called, in the viewer's language.
        values: What each run says.
    """

    path: str
    label: str
    values: tuple[Lines, ...]

    @property
    def disputed(self) -> bool:
        """Whether runs that have this setting say different things; else only some have it."""
        return len({lines for lines in self.values if lines}) > 1


def differences(compared: Sequence[Run]) -> list[Difference]:
    """Return the settings in which runs differ, in the order of their forms."""
    said = [_said(run.spec) for run in compared]
    labels = {path: label for words in reversed(said) for path, (label, _lines) in words.items()}
    found = []
    for path in dict.fromkeys(path for words in said for path in words):
        values = tuple(words[path][1] if path in words else () for words in said)
        if any(value != values[0] for value in values):
            found.append(Difference(path, labels[path], values))
    return found


def difference_table(
    names: Sequence[str], notes: Sequence[str], found: Sequence[Difference]
) -> str:
    """Return a table as HTML: a row for each difference, a column for each run.

    Args:
        names: What the columns are called.
        notes: What stands below each name.
        found: The rows.
    """
    corner = escape(_("Setting"))
    head = "".join(
        f'<th scope="col">{escape(name)}<small>{escape(note)}</small></th>'
        for name, note in zip(names, notes, strict=True)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(entry.label)}</th>'
        + "".join(f"<td>{_cell(lines, _first_list(entry))}</td>" for lines in entry.values)
        + "</tr>"
        for entry in found
    )
    return (
        '<div class="pg-compare" tabindex="0"><table><thead><tr>'
        f'<th scope="col">{corner}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _first_list(entry: Difference) -> Lines:
    return next((lines for lines in entry.values if len(lines) > 1), ())


def _cell(lines: Lines, first: Lines) -> str:
    """Return one value; in a list, what the first list of its row has not is set in bold."""
    if len(lines) < 2:
        return escape(lines[0] if lines else "–")
    items = [
        f"<li>{escape(line)}</li>" if line in first else f"<li><b>{escape(line)}</b></li>"
        for line in lines
    ]
    return f"<ol>{''.join(items)}</ol>"


def _said(spec: Mapping[str, Any]) -> dict[str, tuple[str, Lines]]:
    """Return label and value in words of each setting of a stored specification, by its path."""
    recipe, source = recipes().get(spec["recipe"]), sources().get(spec["dataset"])
    own = _declared(RunSpec)
    device = _("Automatic") if spec["device"] == "auto" else spec["device"]
    said: dict[str, tuple[str, Lines]] = {
        "recipe": (_("Model"), (_(recipe.title) if recipe else spec["recipe"],)),
        "dataset": (_("Data"), (_(source.title) if source else spec["dataset"],)),
        "seed": (_(own["seed"].label), (str(spec["seed"]),)),
        "device": (_(own["device"].label), (device,)),
    }
    kinds = {
        "params": recipe.params if recipe else None,
        "training": recipe.training if recipe else None,
        "data": source.params if source else None,
    }
    for section, kind in kinds.items():
        declared, stored = _declared(kind) if kind else {}, spec[section]
        for name in dict.fromkeys([*declared, *stored]):
            item = declared.get(name)
            # A setting that is newer than the run had its default, said or not.
            value = stored.get(name, item and item.default)
            said[f"{section}.{name}"] = (_(item.label) if item else name, _worded(item, value))
    return said


@cache
def _declared(kind: type[Parameters]) -> dict[str, Setting]:
    return {item.name: item for item in settings_of(kind)}


def _worded(item: Setting | None, value: Any) -> Lines:
    """Say a value as its form does."""
    if isinstance(value, list | tuple):
        return tuple(_entry(item, entry) for entry in value) or (_("none"),)
    return (_entry(item, value),)


def _entry(item: Setting | None, value: Any) -> str:
    if isinstance(value, Mapping) and value.get("type") in LAYERS:
        return _layer(value)
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if item and value in item.choices:
        return _(item.choices[value])
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return f"{text} {item.unit}" if item and item.unit else text


def _layer(layer: Mapping[str, Any]) -> str:
    """Return a layer's title with the settings that make it more than the default one."""
    kind, said = LAYERS[layer["type"]], []
    for place, item in enumerate(_declared(kind).values()):
        value = layer.get(item.name, item.default)
        if place == 0 or value != item.default:
            word = _entry(item, value)
            said.append(word if item.kind == "choice" else f"{_(item.label)} {word}")
    return f"{_(kind.title)}: {', '.join(said)}" if said else _(kind.title)

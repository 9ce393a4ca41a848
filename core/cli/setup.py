"""From command line arguments to a specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.catalog.build import build_spec
from core.catalog.find import recipe as find_recipe
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.run_spec import RunSpec


def spec_from(
    *,
    recipe: str,
    dataset: str,
    assignments: list[str],
    seed: int | str,
    device: str,
    preset: str | None = None,
) -> RunSpec:
    """Build a specification from names and `KEY=VALUE` assignments; raises SpecError."""
    raw: dict[str, Any] = {"recipe": recipe, "dataset": dataset, "seed": seed, "device": device}
    if preset:
        presets = {entry.name: entry for entry in find_recipe(recipe).presets}
        if preset not in presets:
            text = N_("there is no preset {value}; the choices are {choices}")
            values = {"value": preset, "choices": ", ".join(presets) or "none"}
            raise SpecError([Problem("preset", Message(text, values))])
        chosen = presets[preset]
        raw |= {"params": dict(chosen.params), "training": dict(chosen.training)}
    for assignment in assignments:
        assign(raw, assignment)
    return build_spec(raw)


def assign(raw: dict[str, Any], assignment: str) -> None:
    """Put one `KEY=VALUE` into `raw`; the key is a dotted path, the value JSON or plain text."""
    key, equals, text = assignment.partition("=")
    path = key.strip().split(".")
    if not equals or not all(path):
        sentence = N_("write a setting as KEY=VALUE, such as training.epochs=10, not {value}")
        raise SpecError([Problem("--set", Message(sentence, {"value": assignment}))])
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    inner = raw
    for part in path[:-1]:
        inner = inner.setdefault(part, {})
        if not isinstance(inner, dict):
            sentence = N_("{part} is not a group of settings")
            raise SpecError([Problem(key, Message(sentence, {"part": part}))])
    inner[path[-1]] = value


def spec_from_file(path: str) -> RunSpec:
    """Read a specification from a JSON file; raises SpecError."""
    try:
        return build_spec(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        text = N_("the file cannot be read: {reason}")
        values = {"reason": error.strerror or str(error)}
        raise SpecError([Problem("--spec", Message(text, values))]) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, SpecError):
            raise
        text = N_("the file is not JSON: {reason}")
        raise SpecError([Problem("--spec", Message(text, {"reason": str(error)}))]) from None

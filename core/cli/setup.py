"""From command line arguments to a specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.catalog.build import build_spec
from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import shown
from core.spec.run_spec import RunSpec


def spec_from(
    *,
    recipe: str,
    dataset: str,
    assignments: list[str],
    seed: int | str | None = None,
    device: str | None = None,
    preset: str | None = None,
) -> RunSpec:
    """Build a specification from names and `KEY=VALUE` assignments; raises SpecError."""
    raw: dict[str, Any] = {"recipe": recipe, "dataset": dataset}
    if preset:
        presets = {entry.name: entry for entry in find_recipe(recipe).presets}
        if preset not in presets:
            text = N_("there is no preset {value}; the choices are {choices}")
            values = {"value": shown(preset), "choices": ", ".join(presets) or Message(N_("none"))}
            raise SpecError([Problem("preset", Message(text, values))])
        chosen = presets[preset]
        raw |= {"params": dict(chosen.params), "training": dict(chosen.training)}
    return _completed(raw, assignments, seed, device)


def _completed(
    raw: dict[str, Any], assignments: list[str], seed: int | str | None, device: str | None
) -> RunSpec:
    """Add what the command line says to `raw` and validate it; what it needs must be there."""
    raw |= {key: value for key, value in (("seed", seed), ("device", device)) if value is not None}
    for assignment in assignments:
        assign(raw, assignment)
    spec = build_spec(raw)
    reason = find_source(spec.dataset).unavailable(spec.data)
    if reason is not None:
        raise SpecError([Problem("dataset", reason)])
    return spec


def assign(raw: dict[str, Any], assignment: str) -> None:
    """Put one `KEY=VALUE` into `raw`; the key is a dotted path, the value JSON or plain text."""
    key, equals, text = assignment.partition("=")
    path = key.strip().split(".")
    if not equals or not all(path):
        sentence = N_("write a setting as KEY=VALUE, such as training.epochs=10, not {value}")
        raise SpecError([Problem("--set", Message(sentence, {"value": shown(assignment)}))])
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    inner = raw
    for part in path[:-1]:
        inner = inner.setdefault(part, {})
        if not isinstance(inner, dict):
            sentence = N_("{part} is not a group of settings")
            raise SpecError([Problem(key, Message(sentence, {"part": part}))])
    inner[path[-1]] = value


def spec_from_file(
    path: str, assignments: list[str], *, seed: str | None = None, device: str | None = None
) -> RunSpec:
    """Read a specification from a JSON file, changed as the arguments say; raises SpecError."""
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        text = N_("the file cannot be read: {reason}")
        values = {"reason": error.strerror or str(error)}
        raise SpecError([Problem("--spec", Message(text, values))]) from None
    except (ValueError, RecursionError) as error:
        text = N_("the file is not JSON: {reason}")
        raise SpecError([Problem("--spec", Message(text, {"reason": str(error)}))]) from None
    return _completed(raw, assignments, seed, device) if isinstance(raw, dict) else build_spec(raw)

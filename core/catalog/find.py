"""Finding catalog entries: a module that holds a `RECIPE` or a `SOURCE`, or a tuple of them.

`PLAYGROUND_PLUGINS` may name further packages to scan, separated by commas.
"""

from __future__ import annotations

import difflib
import os
import pkgutil
from functools import cache
from importlib import import_module

from core.catalog.descriptions import DataSource, Recipe
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import shown

_RECIPE_PACKAGES = ("core.recipes",)
_SOURCE_PACKAGES = ("core.data", "core.environments")


def _scan(packages: tuple[str, ...], attribute: str) -> list[object]:
    """Return every entry in an `attribute` of a direct module or sub-package of `packages`."""
    found: list[object] = []
    for package in packages:
        module = import_module(package)
        for info in pkgutil.iter_modules(module.__path__):
            entry = getattr(import_module(f"{package}.{info.name}"), attribute, ())
            found += entry if isinstance(entry, tuple) else (entry,)
    return found


def _plugins() -> tuple[str, ...]:
    return tuple(name for name in os.environ.get("PLAYGROUND_PLUGINS", "").split(",") if name)


@cache
def recipes() -> dict[str, Recipe]:
    """Return all recipes by name, in alphabetical order of their modules."""
    found = _scan(_RECIPE_PACKAGES + _plugins(), "RECIPE")
    return {entry.name: entry for entry in found if isinstance(entry, Recipe)}


@cache
def sources() -> dict[str, DataSource]:
    """Return all datasets and environments by name."""
    found = _scan(_SOURCE_PACKAGES + _plugins(), "SOURCE")
    return {entry.name: entry for entry in found if isinstance(entry, DataSource)}


def recipe(name: object) -> Recipe:
    """Return one recipe; raises SpecError with the choices if there is none of that name."""
    known = recipes()
    if isinstance(name, str) and name in known:
        return known[name]
    raise SpecError([_unknown("recipe", name, list(known))])


def source(name: object) -> DataSource:
    """Return one data source; raises SpecError with the choices if there is none of that name."""
    known = sources()
    if isinstance(name, str) and name in known:
        return known[name]
    raise SpecError([_unknown("dataset", name, list(known))])


def _unknown(field: str, name: object, choices: list[str]) -> Problem:
    """Word an unknown catalog name, with the nearest one first where one is near."""
    typed = name[:100] if isinstance(name, str) else ""
    near = difflib.get_close_matches(typed, choices, n=1)
    choices = near + [choice for choice in choices if choice not in near]
    values = {"value": shown(name), "choices": ", ".join(choices)}
    return Problem(
        field, Message(N_("{value} is not known here; the choices are {choices}"), values)
    )

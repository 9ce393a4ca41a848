"""From plain data to a validated `RunSpec`: the one place where a specification is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.catalog.descriptions import DataSource, Facts, Recipe
from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.spec.layers import Dense, Row, measure_stack
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, parse, shown
from core.spec.run_spec import RunSpec, migrate

MAX_PARAMETERS = 50_000_000
_SECTIONS = ("params", "data", "training")


def build_spec(raw: Any) -> RunSpec:
    """Validate plain data, of this or an earlier schema version, as a run.

    Args:
        raw: A mapping with `recipe`, `dataset` and optionally everything else of a `RunSpec`.

    Returns:
        The specification; each missing setting has its default.

    Raises:
        SpecError: One problem for each field at fault.
    """
    if not isinstance(raw, Mapping):
        text = N_("a setup is a group of settings (a JSON object), not {value}")
        raise SpecError([Problem("spec", Message(text, {"value": shown(raw)}))])
    data = migrate(dict(raw))
    problems: list[Problem] = []
    recipe = _collect(problems, lambda: find_recipe(data.get("recipe")))
    source = _collect(problems, lambda: find_source(data.get("dataset")))
    kinds = {
        "params": recipe.params if recipe else None,
        "data": source.params if source else None,
        "training": recipe.training if recipe else None,
    }
    sections: dict[str, Parameters] = {}
    for name in _SECTIONS:
        kind = kinds[name]
        if kind is not None:
            parsed = _collect(problems, lambda k=kind, n=name: parse(k, data.get(n, {}), n))
            sections[name] = parsed or kind()
    outer = {
        **{key: value for key, value in data.items() if key not in _SECTIONS},
        "recipe": recipe.name if recipe else "",
        "dataset": source.name if source else "",
        **{name: sections.get(name) or Parameters() for name in _SECTIONS},
    }
    spec: RunSpec | None = _collect(problems, lambda: parse(RunSpec, outer, ""))
    if problems or not (spec and recipe and source):
        raise SpecError(problems)
    check_match(recipe, source)
    network_rows(spec)
    return spec


def check_match(recipe: Recipe, source: DataSource) -> None:
    """Raise SpecError unless `recipe` can learn from `source`."""
    if source.kind in recipe.accepts and source.task == recipe.task:
        return
    text = N_(
        "{recipe} cannot learn from {dataset}: it takes {accepted} for {task}, and this is "
        "{kind} for {offered}"
    )
    values = {
        "recipe": recipe.name,
        "dataset": source.name,
        "accepted": ", ".join(sorted(recipe.accepts)),
        "task": recipe.task,
        "kind": source.kind,
        "offered": source.task,
    }
    raise SpecError([Problem("dataset", Message(text, values))])


def facts_of(spec: RunSpec) -> Facts:
    """Return what is known of the run's data before they are loaded."""
    return find_source(spec.dataset).facts(spec.data)


def network_rows(spec: RunSpec) -> list[Row]:
    """Return the run's whole network, a row a layer; empty for recipes without layers.

    Raises:
        SpecError: If a layer cannot follow the one before it, or the network is too large.
    """
    recipe = find_recipe(spec.recipe)
    if recipe.layers is None:
        return []
    facts = facts_of(spec)
    rows = measure_stack(recipe.layers(spec.params, facts), facts.shape, "params.layers")
    total = sum(row.measured.parameters for row in rows)
    if total > MAX_PARAMETERS:
        text = N_(
            "the network has {total} parameters; {most} is the most this playground takes. "
            "Use fewer channels or units, or pool more"
        )
        values = {"total": f"{total:,}", "most": f"{MAX_PARAMETERS:,}"}
        raise SpecError([Problem("params.layers", Message(text, values))])
    assert isinstance(rows[-1].layer, Dense), "a classifier ends in its output layer"
    return rows


def _collect(problems: list[Problem], attempt: Any) -> Any:
    """Return what `attempt` returns, or None with its problems noted."""
    try:
        return attempt()
    except SpecError as error:
        problems += error.problems
        return None

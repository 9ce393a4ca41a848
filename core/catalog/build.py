"""From plain data to a validated `RunSpec`: the one place where a specification is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.catalog.descriptions import DataSource, Facts, Recipe, Task
from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.spec.layers import Dense, Destandardise, Followed, LayerBase, Row, inspect, lonely_batch
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, parse, shown
from core.spec.run_spec import RunSpec, migrate
from core.spec.training import GradientTraining

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
            told = _started(recipe, source, name, data.get(name, {}))
            parsed = _collect(problems, lambda k=kind, n=name, t=told: parse(k, t, n))
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
    # Finds what is wrong with files that somebody brought, and what they are good for.
    facts = source.facts(spec.data)
    check_match(recipe, source, facts)
    if recipe.check is not None:
        recipe.check(spec, facts)
    network_rows(spec)
    return spec


def _started(recipe: Recipe | None, source: DataSource | None, section: str, told: Any) -> Any:
    """Return what is told of a section, and beside it what suits the data."""
    if recipe is None or source is None or not isinstance(told, Mapping):
        return told
    return {**recipe.starting(section, source.name), **told}


def check_match(recipe: Recipe, source: DataSource, facts: Facts) -> None:
    """Raise SpecError unless `recipe` can learn from `source`, of which these are the facts."""
    asked = recipe.asked(source, facts)
    if asked == "classification" and len(facts.classes) == 1:
        text = N_("all examples are of one class, {name}; to tell classes apart takes two or more")
        raise SpecError([Problem("data", Message(text, {"name": facts.classes[0]}))])
    if asked is not None:
        return
    text = N_(
        "{recipe} cannot learn from {dataset}: it takes {accepted} for {task}, and this is "
        "{kind} for {offered}"
    )
    values = {
        "recipe": recipe.name,
        "dataset": source.name,
        "accepted": ", ".join(sorted(recipe.accepts)),
        "task": ", ".join(sorted(recipe.tasks)),
        "kind": source.kind,
        "offered": source.asks(facts),
    }
    raise SpecError([Problem("dataset", Message(text, values))])


def facts_of(spec: RunSpec) -> Facts:
    """Return what is known of the run's data before they are loaded."""
    return find_source(spec.dataset).facts(spec.data)


def task_of(spec: RunSpec) -> Task:
    """Return what the run's learner does with its data."""
    source, facts = find_source(spec.dataset), facts_of(spec)
    return find_recipe(spec.recipe).asked(source, facts) or source.asks(facts)


def inspect_network(
    recipe: Recipe, params: Parameters, training: Parameters, facts: Facts
) -> Followed:
    """Follow an example through a recipe's whole network, as far as its layers fit.

    Args:
        recipe: One that has layers.
        params: Its parameters; the layers that somebody chose are their `layers`.
        training: Its training, whose batches the network must have room for.
        facts: Of the data.

    Returns:
        A row a layer, and the first problem with a fix for `params.layers`.
    """
    if recipe.layers is None:
        raise TypeError(f"{recipe.name} has no layers to inspect")
    chosen: tuple[LayerBase, ...] = getattr(params, "layers", ())
    ending = recipe.layers(params, facts)[len(chosen) :]
    batch_size = training.batch_size if isinstance(training, GradientTraining) else 1
    return inspect(chosen, facts.entering, ending, batch_size)


def network_rows(spec: RunSpec) -> list[Row]:
    """Return the run's whole network, a row a layer; empty for recipes without layers.

    Raises:
        SpecError: If a layer cannot follow the one before it, the network is too large, or its
            batches are too small.
    """
    recipe = find_recipe(spec.recipe)
    if recipe.layers is None:
        return []
    facts = facts_of(spec)
    followed = inspect_network(recipe, spec.params, spec.training, facts)
    if followed.problem is not None:
        index = followed.problem.index
        chosen = len(getattr(spec.params, "layers", ()))
        field = "params.layers" if hasattr(spec.params, "layers") else "params"
        field += f".{index}" if index is not None and index < chosen else ""
        raise SpecError([Problem(field, followed.problem.message)])
    last = followed.rows[-1].layer
    assert isinstance(last, Dense | Destandardise), "a network ends in its output layer"
    if isinstance(spec.training, GradientTraining) and "train" in facts.sizes:
        lonely = lonely_batch(followed.rows, facts.sizes["train"], spec.training.batch_size)
        if lonely is not None:
            raise SpecError([Problem("training.batch_size", lonely)])
    return followed.rows


def _collect(problems: list[Problem], attempt: Any) -> Any:
    """Return what `attempt` returns, or None with its problems noted."""
    try:
        return attempt()
    except SpecError as error:
        problems += error.problems
        return None

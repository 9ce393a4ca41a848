"""Descriptions of catalog entries: plain data that names its implementation by string.

Nothing here imports torch, torchvision, sklearn or gymnasium, so that the web process never does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from core.spec.layers import LayerBase, Shape
from core.spec.parameters import Parameters
from core.spec.training import NoTraining

Kind = Literal["image", "tabular", "sequence", "text", "pairs", "points", "environment"]
Task = Literal["classification", "regression", "forecasting", "generation", "control"]


def implementation(reference: str) -> Any:
    """Import what `module:name` names. Only run and probe processes, CLI and tests call this."""
    module, _, name = reference.partition(":")
    return getattr(import_module(module), name)


@dataclass(frozen=True)
class Facts:
    """What is known of a data source before it is loaded.

    Attributes:
        shape: Shape of one example.
        classes: Class names in label order; empty when there are none.
        sizes: Examples in each split.
    """

    shape: Shape
    classes: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class DataSource:
    """A dataset or an environment.

    Attributes:
        name: The catalog name, as the CLI and specs say it.
        title: What people call it (marked text).
        summary: One or two sentences (marked text).
        kind: What one example is.
        task: What is asked of a learner.
        loader: `module:function`, from parameters to a `core.data.dataset.Dataset` or, for an
            environment, whatever its learners take.
        facts: From parameters to what is known before loading.
        params: The settings class.
        origin: Where the data come from (marked text).
        licence: Under which licence.
    """

    name: str
    title: str
    summary: str
    kind: Kind
    task: Task
    loader: str
    facts: Callable[[Any], Facts]
    params: type[Parameters] = Parameters
    origin: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Preset:
    """Named starting values of a recipe.

    Attributes:
        name: The catalog name.
        title: What people call it (marked text).
        params: Values that differ from the recipe's defaults.
        training: Likewise for training.
    """

    name: str
    title: str
    params: Mapping[str, Any] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Curve:
    """One line that a recipe draws while it trains: an event's `split/name`."""

    key: str
    title: str
    smooth: bool = False


@dataclass(frozen=True)
class Chart:
    """A live chart of one recipe: what shares an axis (texts marked)."""

    title: str
    y_title: str
    curves: tuple[Curve, ...]
    y_range: tuple[float, float] | None = None


@dataclass(frozen=True)
class Recipe:
    """A family of models: its settings, and the learner that trains it a step at a time.

    Attributes:
        name: The catalog name.
        title: What people call it (marked text).
        summary: One or two sentences (marked text).
        family: `deep` or `classical`.
        task: What it is for.
        accepts: Kinds of data it can learn from.
        learner: `module:Class` of a `core.training.learner.Learner`.
        params: The settings class.
        training: Settings of its training.
        phases: Names of what one step consists of (marked texts), in order.
        step_name: What one step is, counted on the charts' horizontal axis (marked text).
        charts: What to draw while it trains.
        presets: Named starting values; the first is the default.
        layers: For networks: from parameters and facts to the whole layer list.
    """

    name: str
    title: str
    summary: str
    family: Literal["deep", "classical"]
    task: Task
    accepts: frozenset[Kind]
    learner: str
    params: type[Parameters] = Parameters
    training: type[Parameters] = NoTraining
    phases: tuple[str, ...] = ("train",)
    step_name: str = ""
    charts: tuple[Chart, ...] = ()
    presets: tuple[Preset, ...] = ()
    layers: Callable[[Any, Facts], list[LayerBase]] | None = None

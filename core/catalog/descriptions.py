"""Descriptions of catalog entries: plain data that names its implementation by string.

Nothing here imports torch, torchvision, sklearn or gymnasium, so that the web process never does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from operator import attrgetter
from typing import Any, Literal

from core.spec.layers import LayerBase, Shape
from core.spec.message import Message
from core.spec.parameters import Parameters
from core.spec.run_spec import RunSpec
from core.spec.training import NoTraining

# fmt: off
Kind = Literal[
    "image", "tabular", "sequence", "string", "series", "text", "pairs", "points", "environment",
    "discrete", "finite", "modelled", "measured", "game",
]
"""What one example is. A `sequence` is of vectors, a `string` of symbols; a `series` is the recent
past of one quantity; `text` is a place in a long text; `pairs` are a string and what to make of it.
An `environment` is acted in; besides, it may be `discrete` (there are finitely many actions),
`finite` (what is observed is the number of a state), else `measured` (it is a row of numbers), and
`modelled` (how it answers is known). A `game` is for two players.
"""
Task = Literal[
    "classification", "regression", "forecasting", "language_modelling", "transduction",
    "generation", "control",
]
# fmt: on
"""What is asked: a class, a number, the next number, the next character, another string, ..."""


def implementation(reference: str) -> Any:
    """Import what `module:name` names. Only run and probe processes, CLI and tests call this."""
    module, _, name = reference.partition(":")
    return attrgetter(name)(import_module(module))


@dataclass(frozen=True)
class Facts:
    """What is known of a data source before it is loaded.

    Attributes:
        shape: Shape of one example.
        classes: Class names in label order; empty when there are none.
        sizes: Examples in each split.
        notes: What was done to the data that somebody brought, such as pictures made one size.
        task: What is asked of a learner, where the file decides and not the source.
        vocabulary: Of strings, pairs and text: the symbol of each number in the inputs. Number 0 is
            padding where examples are of different lengths.
        answer: Of pairs: shape of one target. Of environments: of one action, where continuous.
        actions: Of environments: what each action is called (marked texts); empty if they are
            continuous.
        states: Of finite environments: how many states there are.
        solved_at: Of environments: mean return that counts as solved, if one is agreed on.
    """

    shape: Shape
    classes: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    task: Task | None = None
    vocabulary: tuple[str, ...] = ()
    answer: Shape = ()
    actions: tuple[str, ...] = ()
    states: int | None = None
    solved_at: float | None = None

    @property
    def entering(self) -> Shape:
        """Shape in which a network takes one example: of a state's number, one-hot."""
        return self.shape if self.states is None else (self.states,)


@dataclass(frozen=True)
class DataSource:
    """A dataset or an environment.

    Attributes:
        name: The catalog name, as the CLI and specs say it.
        title: What people call it (marked text).
        summary: One or two sentences (marked text).
        kind: What one example is.
        task: What is asked of a learner, unless the facts say otherwise.
        loader: `module:function`, from parameters to a `core.data.dataset.Dataset` or, for an
            environment, whatever its learners take.
        facts: From parameters to what is known before loading.
        params: The settings class.
        origin: Where the data come from (marked text).
        licence: Under which licence.
        needs: Settings without which there is nothing to load, such as the name of a file.
        drawing: For images, what a picture drawn by hand must be like: `ink` is bright strokes on
            dark ground in the middle of the picture, `photo` is taken as it is.
        availability: `module:function`, from parameters to None or to a sentence that says why the
            data cannot be used now. Light enough for the web process.
        download: `module:object` of a `core.data.download.Download`, where data can be fetched.
        also: What else one example is to whoever does not ask for its answer: a row of two numbers
            is a point of the plane.
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
    needs: tuple[str, ...] = ()
    drawing: Literal["ink", "photo"] = "photo"
    availability: str = ""
    download: str = ""
    also: frozenset[Kind] = frozenset()

    @property
    def kinds(self) -> frozenset[Kind]:
        """All that one example is."""
        return self.also | {self.kind}

    def asks(self, facts: Facts | None) -> Task:
        """Return what is asked of a learner, given the facts as far as they are known."""
        return facts.task if facts is not None and facts.task is not None else self.task

    def unavailable(self, params: Parameters) -> Message | None:
        """Return why the data cannot be used now, or None if they can."""
        if not self.availability:
            return None
        reason: Message | None = implementation(self.availability)(params)
        return reason


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
    """A live chart of one recipe: what shares an axis (texts marked).

    An `advanced` chart is shown only to a viewer who asks for more, and one that names a `task`
    only where that is asked of the recipe. `of_return` says that an episode's return is measured,
    so that a line may mark which one counts as solved.
    """

    title: str
    y_title: str
    curves: tuple[Curve, ...]
    y_range: tuple[float, float] | None = None
    advanced: bool = False
    task: Task | None = None
    of_return: bool = False


@dataclass(frozen=True)
class Recipe:
    """A family of models: its settings, and the learner that trains it a step at a time.

    Attributes:
        name: The catalog name.
        title: What people call it (marked text).
        summary: One or two sentences (marked text).
        family: `deep` or `classical`.
        tasks: What it is for.
        accepts: Kinds of data it can learn from.
        learner: `module:Class` of a `core.training.learner.Learner`.
        params: The settings class.
        training: Settings of its training.
        phases: Names of what one step consists of (marked texts), in order.
        step_name: What one step is, counted on the charts' horizontal axis (marked text).
        charts: What to draw while it trains, of all tasks; see `charts_of`.
        presets: Named starting values; the first is the default.
        suited: Starting values for a dataset, by its name, where others than the usual ones suit
            it; each preset's title says why.
        layers: For networks that are a layer list: from parameters and facts to all of it.
        network: For other networks: `module:function`, from parameters and facts to the untrained
            torch module, by which one looks into a run's weights. It may hold the layer list's.
        attends: Whether it weighs what it looks at by attention, so that there are maps of it.
        uses_seed: Whether another seed makes another model; one is enough if not.
        together: From parameters to whether runs that differ in their seed alone can be trained as
            one batch; its learner is then a `core.training.together.BatchableLearner`.
        check: Raises SpecError where its parameters do not fit the data; given the run and facts.
        hidden: Whether it is no choice beside others: something else on the pages makes its runs.
    """

    name: str
    title: str
    summary: str
    family: Literal["deep", "classical"]
    tasks: frozenset[Task]
    accepts: frozenset[Kind]
    learner: str
    params: type[Parameters] = Parameters
    training: type[Parameters] = NoTraining
    phases: tuple[str, ...] = ("train",)
    step_name: str = ""
    charts: tuple[Chart, ...] = ()
    presets: tuple[Preset, ...] = ()
    suited: Mapping[str, Preset] = field(default_factory=dict)
    layers: Callable[[Any, Facts], list[LayerBase]] | None = None
    network: str = ""
    attends: bool = False
    uses_seed: bool = True
    together: Callable[[Any], bool] | None = None
    check: Callable[[RunSpec, Facts], None] | None = None
    hidden: bool = False

    def asked(self, source: DataSource, facts: Facts | None = None) -> Task | None:
        """Return what it does with `source`, whose `facts` may say what is asked; None if nothing.

        To make more examples of the same kind is something that all data can be used for.
        """
        task = source.asks(facts)
        # An environment is offered as all that it is; data only in their own form, for what a table
        # of points has an answer for is asked of it as a table.
        offered = source.kinds if task == "control" else {source.kind}
        if offered & self.accepts and task in self.tasks:
            return task
        able = "generation" in self.tasks and source.kinds & self.accepts
        return "generation" if able else None

    def takes(self, source: DataSource, facts: Facts | None = None) -> bool:
        """Return whether it can learn from `source`, whose `facts` may say what the task is."""
        return self.asked(source, facts) is not None

    def starting(self, section: str, dataset: str) -> Mapping[str, Any]:
        """Return which `params` or `training` (the section) a run on `dataset` starts with.

        They are those that differ from the usual ones.
        """
        preset = self.suited.get(dataset)
        if preset is None or section not in ("params", "training"):
            return {}
        return preset.params if section == "params" else preset.training

    def charts_of(self, task: Task) -> tuple[Chart, ...]:
        """Return what to draw where `task` is asked."""
        return tuple(chart for chart in self.charts if chart.task in (None, task))

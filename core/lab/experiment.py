"""What an experiment is: models, or forms of one, compared while one thing about data varies."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import Field

from core.catalog.descriptions import DataSource, Kind, Task
from core.catalog.find import recipe as find_recipe
from core.catalog.find import recipes, sources
from core.catalog.find import source as find_source
from core.spec.losses import CLASSIFYING, LOSS_TITLES, REGRESSING
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, setting, settings_of, shown

if TYPE_CHECKING:
    from core.lab.result import Result

MOST_VALUES = 20
NETWORK = "mlp"
"""The recipe whose losses are compared, and with which other models are."""
ALL = "all"
"""Said instead of a number of training examples."""


class LabSettings(Parameters):
    """An experiment as somebody set it up. What is left empty is as usual for the experiment.

    Attributes:
        factor: Name of what is varied.
        values: Its values, as typed: numbers separated by commas.
        dataset: Catalog name.
        compared: Recipes, or values of the setting in which forms of one recipe differ.
        data: By dataset, settings that differ from its defaults.
        models: By recipe, likewise `params` and `training`.
    """

    factor: str = ""
    values: str = ""
    dataset: str = ""
    compared: tuple[str, ...] = ()
    data: dict[str, dict[str, Any]] = Field(default_factory=dict)
    models: dict[str, dict[str, dict[str, Any]]] = Field(default_factory=dict)
    repetitions: int = setting(
        3,
        N_("Repetitions"),
        N_(
            "How often everything is measured, each time with the next seed. One measurement may "
            "be luck; from three on, the width of the bands shows how much."
        ),
        ge=1,
        le=20,
    )
    fresh_data: bool = setting(
        True,
        N_("New data each time"),
        N_(
            "Each repetition draws other points, or splits the table differently, the same for all "
            "models. Off: only the start of the training differs, which makes no difference to "
            "models without chance, and networks of several seeds are trained together, faster."
        ),
    )
    seed: int = setting(
        0,
        N_("First seed"),
        N_("The seed of the first repetition. Another one repeats everything with other chance."),
        ge=0,
        le=1_000_000,
        advanced=True,
    )


@dataclass(frozen=True)
class Factor:
    """One thing about the data that can be varied.

    Attributes:
        name: The setting of the data.
        title: What it is called (marked text).
        help: What the values mean (marked text).
        usual: Values to start with, as somebody would type them.
        unit: Of the values, as the axis says it (marked text).
        logarithmic: Whether the axis is.
        also: Settings of the data that are given the same values.
    """

    name: str
    title: str
    help: str
    usual: str
    unit: str = ""
    logarithmic: bool = False
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All settings that are varied."""
        return (self.name, *self.also)


@dataclass(frozen=True)
class Forms:
    """Forms of one network that differ in one setting, to be compared with each other.

    Attributes:
        recipe: Its name.
        setting: The parameter's.
        title: What the forms are called together (marked text).
        help: What is compared (marked text).
        names: What some of them are called here (marked texts), where the settings' form says it
            otherwise.
    """

    recipe: str
    setting: str
    title: str
    help: str
    names: Mapping[str, str] = field(default_factory=dict)


LOSSES = Forms(
    NETWORK,
    "loss",
    N_("Losses"),
    N_("What the same network is told to make small, each in runs of its own."),
    {"zero_one": N_("0-1 loss")},  # the form's name gives away what is to be found out
)


@dataclass(frozen=True)
class Experiment:
    """A question that runs answer.

    Attributes:
        name: Of its page and its file.
        title: What people call it (marked text).
        question: What is asked and what to look for (marked text).
        factors: What can be varied, first the usual; none if nothing is.
        usual: By the task of the data, what is compared unless somebody chooses.
        start: The settings to begin with; each experiment's take about a minute on two cores.
        conclude: From what was measured to sentences about it.
        kind: Of the data.
        forms: What is compared if it is forms of the same network and not different recipes.
        recorded: Series of the runs' events that the conclusion is about, such as `valid/loss`.
        curves: Whether what is drawn are those series, step by step.
        costs: Whether what the models take is shown as well.
    """

    name: str
    title: str
    question: str
    factors: tuple[Factor, ...]
    usual: Mapping[Task, tuple[str, ...]]
    start: LabSettings
    conclude: Callable[[Result], list[Message]]
    kind: Kind = "tabular"
    forms: Forms | None = None
    recorded: tuple[str, ...] = ()
    curves: bool = False
    costs: bool = False

    def factor(self, settings: LabSettings) -> Factor | None:
        """Return what is varied; raises SpecError if it is none of this experiment's."""
        if not self.factors or not settings.factor:
            return next(iter(self.factors), None)
        named = {factor.name: factor for factor in self.factors}
        return named[_known("factor", settings.factor, tuple(named))]

    def values(self, settings: LabSettings) -> list[float | None]:
        """Return what the factor is set to, None for all there is; [None] if nothing is varied."""
        factor = self.factor(settings)
        return [None] if factor is None else numbers(settings.values or factor.usual)

    def datasets(self, factor: Factor | None) -> list[str]:
        """Return the data in which this can be varied."""
        return [entry.name for entry in sources().values() if self._suits(entry, factor)]

    def _suits(self, entry: DataSource, factor: Factor | None) -> bool:
        there = entry.kind == self.kind and not entry.needs and not entry.download
        varies = factor is None or entry.params.model_fields.keys() >= set(factor.names)
        return there and varies and entry.task in self.usual

    def dataset(self, settings: LabSettings) -> DataSource:
        """Return the data; raises SpecError if the factor cannot be varied in them."""
        fitting = self.datasets(self.factor(settings))
        wanted = settings.dataset or self.start.dataset
        if not settings.dataset and wanted not in fitting:
            wanted = fitting[0]
        return find_source(_known("dataset", wanted, tuple(fitting)))

    def choices(self, task: Task) -> dict[str, str]:
        """Return what can be compared on data of a task, and what each is called."""
        if self.forms == LOSSES:
            names = CLASSIFYING if task == "classification" else REGRESSING
            return {name: LOSSES.names.get(name, LOSS_TITLES[name]) for name in names}
        if self.forms is not None:
            declared = settings_of(find_recipe(self.forms.recipe).params)
            choices = next(e.choices for e in declared if e.name == self.forms.setting)
            return {**choices, **self.forms.names}
        found = [
            entry
            for entry in recipes().values()
            if self.kind in entry.accepts and task in entry.tasks
        ]
        found.sort(key=lambda entry: entry.family == "classical")
        return {entry.name: entry.title for entry in found}

    def compared(self, settings: LabSettings) -> tuple[str, ...]:
        """Return what is compared, each once; raises SpecError for what does not fit the data."""
        task = self.dataset(settings).task
        choices = tuple(self.choices(task))
        wanted = dict.fromkeys(settings.compared or self.usual[task])
        return tuple(_known("compared", name, choices) for name in wanted)


def numbers(text: str) -> list[float | None]:
    """Return the numbers in a text, ascending and each once; None, which is last, for `all`.

    Raises:
        SpecError: If there is anything else in it, nothing at all, or too much.
    """
    words = [word for word in re.split(r"[,;，；、\s]+", text.lower()[:1000]) if word]
    found: set[float] = set()
    for word in words:
        try:
            if word != ALL:
                found.add(float(word))
        except ValueError:
            rule = N_("write numbers separated by commas, such as {example}; {value} is none")
            raise _refused(rule, example="0, 0.5, 1", value=shown(word)) from None
    if any(abs(value) == float("inf") or value != value for value in found):
        raise _refused(N_("each value must be a finite number"))
    values = [*sorted(found), *([None] if ALL in words else [])]
    if not 1 <= len(values) <= MOST_VALUES:
        rule = N_("there must be between 1 and {most} different values, not {count}")
        raise _refused(rule, most=MOST_VALUES, count=len(values))
    return values


def _refused(rule: str, **values: Any) -> SpecError:
    return SpecError([Problem("values", Message(rule, values))])


def _known(field: str, name: str, choices: tuple[str, ...]) -> str:
    """Return `name` if it is among the choices; raises SpecError with them otherwise."""
    if name in choices:
        return name
    text = N_("{value} does not fit this experiment; the choices are {choices}")
    values = {"value": shown(name), "choices": ", ".join(choices)}
    raise SpecError([Problem(field, Message(text, values))])

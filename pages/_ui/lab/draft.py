"""An experiment that a visitor sets up: kept in the session, and in the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.catalog.descriptions import DataSource
from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.lab.experiment import Experiment, Factor, LabSettings
from core.lab.plan import Trial, plan
from core.spec.message import SpecError
from core.spec.parameters import parse
from pages._ui.draft import pack, unpack

ADDRESS = "lab"
SHARED = ("repetitions", "fresh_data", "seed")
Values = dict[str, Any]


class LabDraft:
    """Settings of an experiment. What was set for one dataset or model is kept while another one
    is tried.

    Attributes:
        experiment: Which one.
        page: What its widgets' keys begin with.
        factor_name: What is varied; empty if nothing is.
        values: How often it is repeated and the like, as `LabSettings` says.
    """

    def __init__(self, experiment: Experiment, settings: LabSettings) -> None:
        self.experiment, self.page = experiment, f"lab.{experiment.name}"
        self.values: Values = settings.model_dump(include=set(SHARED))
        factor = experiment.factor(settings)
        self.factor_name = factor.name if factor else ""
        self.typed: dict[str, str] = {self.factor_name: settings.values}
        self.datasets: dict[str, str] = {self.factor_name: settings.dataset}
        self.chosen: dict[str, tuple[str, ...]] = {}
        if settings.compared:
            self.chosen[self.source.task] = settings.compared
        self._sections: dict[tuple[str, str], Values] = {}
        # What the experiment sets by itself was checked by nobody, and is set anyway.
        forms = (experiment.forms.setting,) if experiment.forms else ()
        own = {*(factor.names if factor else ()), *forms}
        given = {("data", self.source.name): settings.data.get(self.source.name, {})}
        for recipe in self.recipes():
            for section in ("params", "training"):
                given[section, recipe] = settings.models.get(recipe, {}).get(section, {})
        for (section, name), values in given.items():
            kept = {key: value for key, value in values.items() if key not in own}
            self.section(section, name).update(kept)

    @property
    def factor(self) -> Factor | None:
        """What is varied."""
        return self.experiment.factor(LabSettings(factor=self.factor_name))

    @property
    def source(self) -> DataSource:
        """The data, which another factor may not suit."""
        dataset = self.datasets.get(self.factor_name, "")
        return self.experiment.dataset(LabSettings(factor=self.factor_name, dataset=dataset))

    @property
    def compared(self) -> tuple[str, ...]:
        """What is compared on data of this task."""
        return self.chosen.get(self.source.task, self.experiment.usual[self.source.task])

    def recipes(self) -> tuple[str, ...]:
        """Return the models that are trained."""
        forms = self.experiment.forms
        return (forms.recipe,) if forms else self.compared

    def section(self, section: str, name: str) -> Values:
        """Return the `data` of a dataset, or `params` or `training` of a model, to be changed."""
        if (section, name) not in self._sections:
            self._sections[section, name] = self._usual(section, name)
        return self._sections[section, name]

    def _usual(self, section: str, name: str) -> Values:
        """Return a section as the experiment begins with it."""
        start = self.experiment.start
        if section == "data":
            defaults = find_source(name).params().model_dump(mode="json")
            return defaults | start.data.get(name, {})
        defaults = getattr(find_recipe(name), section)().model_dump(mode="json")
        return defaults | start.models.get(name, {}).get(section, {})

    def _changed(self, section: str, name: str) -> Values:
        """Return what of a section is not as usual."""
        usual = self._usual(section, name)
        values = self._sections.get((section, name), usual)
        return {key: value for key, value in values.items() if value != usual.get(key)}

    def raw(self) -> Values:
        """Return the settings as plain data, without what is as usual."""
        first = next(iter(self.experiment.factors), None)
        source, compared = self.source, self.compared
        data = self._changed("data", source.name)
        models = {
            recipe: sections
            for recipe in self.recipes()
            if (
                sections := {
                    section: changed
                    for section in ("params", "training")
                    if (changed := self._changed(section, recipe))
                }
            )
        }
        told = {
            **self.values,
            "factor": "" if first and self.factor_name == first.name else self.factor_name,
            "values": self.typed.get(self.factor_name, ""),
            "dataset": self.datasets.get(self.factor_name, ""),
            "compared": [] if compared == self.experiment.usual[source.task] else list(compared),
            "data": {source.name: data} if data else {},
            "models": models,
        }
        usual = LabSettings().model_dump(mode="json")
        return {key: value for key, value in told.items() if value != usual[key]}

    def trials(self) -> list[Trial]:
        """Return the runs to make; raises SpecError if a setting is none."""
        return plan(self.experiment, parse(LabSettings, self.raw(), ""))

    def remember(self) -> None:
        """Put the settings into the address."""
        raw = self.raw()
        word = pack(raw) if raw else ""
        if word and st.query_params.get(ADDRESS) != word:
            st.query_params[ADDRESS] = word
        elif not word and ADDRESS in st.query_params:
            del st.query_params[ADDRESS]


def draft_of(experiment: Experiment) -> tuple[LabDraft, SpecError | None]:
    """Return the experiment that this session sets up; a new session reads the address.

    Returns:
        The draft, and what is wrong with the address, if anything is.
    """
    key = f"lab.{experiment.name}.draft"
    kept: LabDraft | None = st.session_state.get(key)
    if kept is not None:
        return kept, None
    settings, wrong = LabSettings(), None
    word = st.query_params.get(ADDRESS)
    if word:
        try:
            read = parse(LabSettings, unpack(word), "")
            plan(experiment, read)  # which checks what is not declared: data and models
            settings = read
        except SpecError as error:
            wrong = error
    st.session_state[key] = LabDraft(experiment, settings)
    return st.session_state[key], wrong

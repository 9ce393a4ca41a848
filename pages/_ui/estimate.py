"""How long a training will take, measured on this machine before it starts."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st
from babel.dates import format_timedelta

from core.catalog.find import recipe as find_recipe
from core.spec.run_spec import RunSpec
from pages._ui.language import _, language
from pages._ui.probe import Arrays, when_answered


def estimate(spec: RunSpec, seeds: int) -> None:
    """Say about how long a run takes, and how large the network is where no editor shows that.

    Nothing is said of models without gradient steps.
    """
    entry = find_recipe(spec.recipe)
    trains_in_steps = entry.layers is not None or bool(entry.network)
    if not trains_in_steps or "epochs" not in entry.training.model_fields:
        return

    def draw(arrays: Arrays) -> None:
        text = _("About {time} on this machine (an estimate, from steps just measured).")
        if seeds > 1:
            text = _("About {time} each on this machine (an estimate, from steps just measured).")
        said = [text.format(time=duration(float(arrays["seconds"])))]
        if getattr(spec.training, "until_solved", False):
            said.append(_("It ends sooner once the task counts as solved."))
        if entry.layers is None or "layers" not in entry.params.model_fields:
            parameters = _("The model has {count} parameters: numbers that it learns.")
            said.append(parameters.format(count=f"{int(arrays['parameters']):,}"))
        st.caption(" ".join(said))

    request = spec.to_json() | {"seed": 0}  # no seed is slower than another
    with st.container(key="estimate"):
        when_answered("step_time", request, draw, _("Measuring how long this takes …"))


def duration(seconds: float) -> str:
    """Return a length of time in words, in the viewer's language."""
    length, threshold = timedelta(seconds=max(1, seconds)), 1.5
    if language() == "zh":  # Babel's long form, 45秒钟, is stiff
        return format_timedelta(length, threshold=threshold, locale="zh_Hans", format="short")
    return format_timedelta(length, threshold=threshold, locale="en")

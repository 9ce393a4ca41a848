"""What a language model writes from the words of a visitor, and where a text surprises it."""

from __future__ import annotations

import streamlit as st

from core.catalog.build import task_of
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.looking.sequence import mount, spec_to_look_into

PROMPT = "The "
"""What a model goes on from at first."""


def writing_view(run: Run | None) -> None:
    """Draw what a language model writes, of whichever recipe."""
    spec = spec_to_look_into(run)
    if run is None or spec is None:
        return
    if task_of(spec) != "language_modelling":
        st.info(_("This model was not trained to write. Choose a text as data, and press Train."))
        return
    mount("writing", run, spec, {"prompt": PROMPT})

"""What a run said of its validation and test examples, as panels about it need it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.catalog.build import build_spec, facts_of
from core.metrics.kept import Kept
from core.spec.message import SpecError
from core.store import arrays
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.looking.insight_chart import named

SPLITS = ("valid", "test")


@st.cache_data(show_spinner=False, max_entries=64)
def _loaded(run: str, finished: float | None) -> Kept | None:
    """`finished` is no input: it makes a run that was trained further another one to the cache."""
    return arrays.load(run, "predictions")


def kept_answers(run: Run) -> Kept | None:
    """Return what a run said when it was scored; if it was not yet, say so and return None."""
    kept = _loaded(run.id, run.finished) if run.scores.get("test") else None
    if kept is None or "valid.targets" not in kept or "test.targets" not in kept:
        st.info(
            _(
                "This appears once the run has been scored, which happens when its training ends "
                "or is stopped."
            )
        )
        return None
    if not all(np.isfinite(values).all() for values in kept.values() if values.dtype.kind != "U"):
        st.info(
            _("This run answered with numbers that are not finite, so there is nothing to draw.")
        )
        return None
    return kept


def choose_split(key: str, kept: Kept) -> str:
    """Let the visitor choose which examples are looked at."""
    titles = {"valid": _("Validation"), "test": _("Test")}
    chosen: Any = st.segmented_control(
        _("Examples"),
        SPLITS,
        format_func=lambda split: f"{titles[split]} ({len(kept[f'{split}.targets'])})",
        default="valid",
        required=True,
        key=key,
        help=_(
            "Choose on validation, such as a threshold; then look once at the test, which says "
            "what the choice is worth on examples that had no part in it."
        ),
    )
    return str(chosen)


def class_names(run: Run, count: int) -> list[str]:
    """Return what the classes of a run are called; their numbers if nobody knows any more."""
    try:
        classes = facts_of(build_spec(run.spec)).classes
    except SpecError:  # such as a file that is gone
        classes = ()
    if len(classes) != count:
        return [str(label) for label in range(count)]
    return [named(run, name) for name in classes]

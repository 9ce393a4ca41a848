"""Asking the probe process from a page, which must never wait for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from core.probes.ask import ProbeBroken, ProbeBusy, ProbeUnavailable, ask
from core.spec.message import SpecError
from pages._ui.language import _, language, translator

SECONDS_OF_PATIENCE = 0.5
Arrays = dict[str, NDArray[Any]]


@st.cache_resource(show_spinner=False, max_entries=256)  # nobody changes answers
def _answer(name: str, request: str, patience: float) -> Arrays:
    return ask(name, json.loads(request), seconds=patience)


def when_answered(
    name: str, request: dict[str, Any], draw: Callable[[Arrays], None], waiting: str
) -> None:
    """Draw the answer of a probe; while there is none, say so and ask again now and then.

    Args:
        name: The probe.
        request: What to ask, as plain data; answers are remembered.
        draw: What to do with the answer.
        waiting: What to say until then.
    """
    asked = json.dumps(request, sort_keys=True)
    try:
        arrays = _answer(name, asked, SECONDS_OF_PATIENCE)
    except SpecError as error:
        said = (problem.message.worded(translator(language())) for problem in error.problems)
        st.error("; ".join(said))
    except ProbeBroken:
        st.error(_("This could not be worked out; probe.log in the data folder says why"))
    except ProbeUnavailable:
        _ask_again(name, asked, waiting)
    else:
        draw(arrays)


def answered(name: str, request: dict[str, Any], waiting: str) -> bool:
    """Return False while a probe works on its answer; meanwhile say so, and ask now and then.

    Where there is no probe at all nothing is to be waited for.
    """
    asked = json.dumps(request, sort_keys=True)
    try:
        _answer(name, asked, SECONDS_OF_PATIENCE)
    except ProbeBusy:
        _ask_again(name, asked, waiting)
        return False
    except (SpecError, ProbeUnavailable):
        return True
    return True


@st.fragment(run_every=2.0)
def _ask_again(name: str, asked: str, waiting: str) -> None:
    """Ask for a moment only; draw the page once there is an answer."""
    st.caption(waiting)
    with suppress(SpecError, ProbeBroken):  # the page says so
        try:
            _answer(name, asked, SECONDS_OF_PATIENCE)
        except ProbeBroken:
            raise
        except ProbeUnavailable:
            return
    st.rerun()

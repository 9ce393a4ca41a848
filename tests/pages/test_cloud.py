"""The pad for points, as Python sees it; what it does in a browser is tested there."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec, facts_of
from pages._ui.cloud import ASSETS, CLASSES, SCRIPTS
from pages._ui.language import LANGUAGES

POINTS = [[0.5, -1.5, 0], [1, 0.25, 1]] * 5


def pad() -> None:
    """A page with nothing but the pad."""
    import streamlit as st

    from pages._ui.cloud import cloud_pad

    st.session_state["points"] = cloud_pad(st.session_state.get("points", []), key="pad")


def opened(**state: Any) -> AppTest:
    app = AppTest.from_function(pad, default_timeout=30)
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_pad_opens(language: str) -> None:
    assert opened(language=language).session_state["points"] == []


def test_what_was_drawn_is_returned_once_and_outlasts_reruns() -> None:
    app = opened()
    app.session_state["pad.drawn"] = POINTS  # as the browser's callback leaves it
    app.run()
    assert app.session_state["points"] == POINTS
    assert "pad.drawn" not in app.session_state
    app.run()
    assert app.session_state["points"] == POINTS


def test_what_is_returned_can_be_trained_on() -> None:
    points = opened(points=[(0.5, 1, 0.0), (0.1, 1, 1.0)] * 5).session_state["points"]
    assert points[0] == [0.5, 1.0, 0] and isinstance(points[0][2], int)
    spec = build_spec({"recipe": "mlp", "dataset": "drawn", "data": {"points": points}})
    assert facts_of(spec).classes == ("A", "B")


def test_the_scripts_are_those_of_the_folder() -> None:
    assert {path.stem for path in ASSETS.glob("*.js")} == set(SCRIPTS)
    assert CLASSES == "ABCDE"

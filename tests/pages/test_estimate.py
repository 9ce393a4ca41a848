"""What is said of the time that a training takes, before it begins."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages._ui.estimate import duration


def page(recipe: str, data: str, seeds: int) -> None:
    """Draw the estimate alone."""
    from core.catalog.build import build_spec
    from pages._ui.estimate import estimate

    estimate(build_spec({"recipe": recipe, "dataset": data}), seeds)


def said(
    monkeypatch: pytest.MonkeyPatch, recipe: str, data: str, *, seeds: int = 1, seconds: float = 79
) -> str:
    """Return what is said if the probe measures so many seconds."""

    def answer(name: str, request: str, patience: float) -> dict[str, Any]:
        assert name == "step_time" and json.loads(request)["seed"] == 0 and patience > 0
        return {"seconds": np.array(seconds), "parameters": np.array(1234)}

    monkeypatch.setattr("pages._ui.probe._answer", answer)
    app = AppTest.from_function(page, args=(recipe, data, seeds)).run()
    assert not app.exception
    return " ".join(item.value for item in app.caption)


def test_of_a_network_time_and_size_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = said(monkeypatch, "vae", "digits")
    assert told.startswith("About 79 seconds on this machine (an estimate")
    assert "1,234 parameters" in told and "solved" not in told
    assert "each on this machine" in said(monkeypatch, "vae", "digits", seeds=3)


def test_an_agent_may_be_done_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    told = said(monkeypatch, "a2c", "CartPole-v1")
    assert "It ends sooner once the task counts as solved." in told


def test_nothing_is_told_of_what_learns_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, "random_forest", "digits") == ""


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.1, "1 second"), (45, "45 seconds"), (200, "3 minutes")]
)
def test_a_length_of_time_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words

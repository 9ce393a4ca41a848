"""Pressing Train works for every model there is, and its run has a name to find it by."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.find import recipes
from core.store import runs
from pages._ui import studio
from tests.fixtures.pairs import PAIRS

SHOWN = [
    name for name, entry in recipes().items() if not (entry.hidden or name.endswith("_fixture"))
]


def page(pairs: list[tuple[str, str]]) -> None:
    """Press Train once for each pair, as the button does."""
    from pages._ui.draft import Draft
    from pages._ui.studio import _train, checked

    for name, data in pairs:
        draft = Draft("some", name, data)
        spec, error = checked(draft)
        assert spec is not None, error
        _train(draft, spec)


def test_every_model_is_trained_at_a_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "ensure_engine", lambda: None)
    monkeypatch.setattr(studio, "show", lambda run, page: None)
    first = [next(pair for pair in PAIRS if pair[0] == name) for name in SHOWN]
    app = AppTest.from_function(page, args=(first,), default_timeout=60).run()
    assert not app.exception
    started = runs.find()
    assert {run.recipe for run in started} == set(SHOWN)
    named = {run.recipe: run.name for run in started}
    assert all(name.endswith(" · seed 0") for name in named.values())
    assert named["q_learning"] == "Q-learning · Cliff walking · seed 0"

"""The page of the two figures: it opens, asks for its runs once, and says what there is not yet."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.lab.control import CLIFF
from core.store import runs

SHELL = Path(__file__).parents[2] / "pages" / "_shell.py"


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without processes behind them."""
    monkeypatch.setattr("pages._ui.lab.runs.ensure_engine", lambda: None)


def test_it_asks_for_its_runs_once() -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    app.query_params["language"] = "English"
    app.switch_page("lab_control.py").run()
    assert not app.exception
    assert [item.value for item in app.header] == [
        "The edge and the safe way", "What planning saves"
    ]  # fmt: skip
    assert sum("Nothing has been measured yet" in item.value for item in app.info) == 2
    app.button(key="lab.control.cliff.run").click().run()
    assert not app.exception
    stored = runs.find(limit=100)
    assert {(run.group_hash, run.seed) for run in stored} == {
        trial.key for trial in CLIFF.trials(CLIFF.repetitions)
    }
    assert app.button(key="lab.control.cliff.run").disabled
    assert not app.button(key="lab.control.planning.run").disabled

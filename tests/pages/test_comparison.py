"""Training classical models to compare a network with: how far they are, and how to end that."""

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.spec.run_spec import RunSpec
from core.store import runs
from pages._ui import comparison as module


def page() -> None:
    """Draw the comparison for a network on the wine data."""
    from core.catalog.build import build_spec
    from pages._ui.comparison import comparison

    spec = build_spec({"recipe": "mlp", "dataset": "wine"})
    comparison(spec, spec.data_hash(), [])


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the page after the comparison was asked for, with no engine that would train it."""
    monkeypatch.setattr(module, "ensure_engine", lambda: None)
    app = AppTest.from_function(page, default_timeout=30).run()
    return app.button(key="compare-classical").click().run()


def test_a_comparison_says_which_models_are_done_train_and_wait(app: AppTest) -> None:
    waiting = runs.find(status=["waiting"])
    assert len(waiting) > 5 and len({run.comparison for run in waiting}) == 1
    done, trains, paused = waiting[:3]
    for run in (done, trains, paused):
        assert runs.claim(run.id, worker={}) == 1
    runs.settle(done.id, 1, "finished")
    runs.settle(paused.id, 1, "paused")
    runs.note(trains.id, 1, progress={"step": 3, "steps": 10})
    app.run()
    assert not app.exception
    (progress,) = app.get("progress")
    assert f"1 of {len(waiting)} are done" in progress.proto.text
    (badges,) = [item.value for item in app.markdown if "-badge[" in item.value]
    assert badges.count(":material/schedule:") == len(waiting) - 3
    assert badges.count(":material/check:") == 1 and badges.count(" 30%]") == 1
    assert not [button for button in app.button if button.key == "compare-classical"]


def test_the_rest_of_a_comparison_can_be_stopped_and_what_is_done_is_kept(app: AppTest) -> None:
    waiting = runs.find(status=["waiting"])
    done, trains, other = waiting[0], waiting[1], runs.create(_spec(), name="mine")
    for run in (done, trains):
        assert runs.claim(run.id, worker={}) == 1
    runs.settle(done.id, 1, "finished", scores={"test": {"accuracy": 0.9}})
    app.run().button(key="stop-comparison").click().run()
    assert not app.exception
    left = {run.id: (run.status, run.command) for run in runs.find()}
    assert left == {
        done.id: ("finished", None),
        trains.id: ("running", "stop"),
        other: ("waiting", None),
    }
    runs.settle(trains.id, 1, "stopped")
    app.run()
    assert not app.button(key="compare-classical").disabled
    assert "training or waiting on these data: 1" in app.caption[-1].value


def _spec() -> RunSpec:
    return build_spec({"recipe": "mlp", "dataset": "wine"})

"""Every page runs, in both languages, without a traceback and without a heavy import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.store import runs

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without processes behind them."""
    for module in ("pages._ui.transport", "pages.images"):
        monkeypatch.setattr(f"{module}.ensure_engine", lambda: None, raising=False)
    monkeypatch.setattr("core.engine.start.ensure_engine", lambda: None)


def opened(page: str = "images.py", **query: str) -> AppTest:
    """Open a page as a browser would."""
    app = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    if page != "images.py":
        app.switch_page(page)
    app.run()
    assert not app.exception
    return app


def stored(**settings: object) -> str:
    raw = {"recipe": "cnn", "dataset": "digits", "training": {"epochs": 1}} | settings
    return runs.create(build_spec(raw), name="a run", status="paused")


def button(app: AppTest, label: str):
    return next(item for item in app.button if item.label == label)


def test_images_opens_with_one_obvious_next_click() -> None:
    app = opened()
    assert app.title[0].value == "Images"
    primary = [item for item in app.button if item.proto.type == "primary"]
    assert [item.label for item in primary] == ["Train"]


@pytest.mark.parametrize(("page", "title"), [("images.py", "图像"), ("runs.py", "运行记录")])
def test_pages_speak_chinese(page: str, title: str) -> None:
    app = opened(page, language="简体中文")
    assert app.title[0].value == title


def test_train_stores_a_run_with_the_settings_on_screen() -> None:
    app = opened()
    app.number_input(key="cnn.training.epochs").set_value(3).run()
    app.number_input(key="seed").set_value(5).run()
    button(app, "Train").click().run()
    assert not app.exception
    (run,) = runs.find()
    assert run.spec["training"]["epochs"] == 3
    assert run.seed == 5
    assert run.status == "waiting"
    assert app.query_params["run"] in (run.id, [run.id])


def test_a_preset_brings_its_settings() -> None:
    app = opened()
    app.selectbox(key="cnn.preset").set_value("linear").run()
    assert app.number_input(key="cnn.params.dropout").value == 0
    button(app, "Train").click().run()
    (run,) = runs.find()
    assert run.spec["params"]["layers"] == [{"type": "flatten"}]


def test_the_draft_comes_back_from_the_address() -> None:
    app = opened(**{"cnn.training.epochs": "7", "recipe": "cnn"})
    assert app.number_input(key="cnn.training.epochs").value == 7


def test_transport_buttons_do_what_they_say() -> None:
    run = stored()
    app = opened(run=run)
    button(app, "One step").click().run()
    found = runs.get(run)
    assert found and (found.status, found.until) == ("waiting", "batch")
    button(app, "Pause").click().run()
    found = runs.get(run)
    assert found and found.status == "paused"
    button(app, "Resume").click().run()
    found = runs.get(run)
    assert found and (found.status, found.until) == ("waiting", None)


def test_a_run_of_somebody_else_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {"recipe": "cnn", "dataset": "digits"}
    theirs = runs.create(build_spec(raw), name="secret", owner="somebody")
    app = opened(run=theirs)
    assert len(app.warning) == 1
    assert "secret" not in str([item.value for item in app.markdown])


def test_an_address_that_names_no_run_gets_a_sentence() -> None:
    app = opened(run="../../etc/passwd")
    assert "not there" in app.warning[0].value


def test_runs_lists_filters_and_survives_odd_names() -> None:
    first, second = stored(), stored(recipe="random_forest", training={})
    runs.rename(first, "<script>alert(1)</script> 😀 '; DROP TABLE runs")
    app = opened("runs.py")
    assert len(app.dataframe[0].value) == 2
    app.text_input(key="search").set_value("DROP").run()
    assert len(app.dataframe[0].value) == 1
    app.text_input(key="search").set_value("no such name").run()
    assert len(app.info) == 1
    assert runs.get(second)


def test_the_web_process_never_imports_a_heavy_library() -> None:
    script = f"""
import sys
from streamlit.testing.v1 import AppTest
import app as server
run = AppTest.from_file({str(ROOT / "pages" / "_shell.py")!r}, default_timeout=60).run()
assert not run.exception and run.title[0].value
run.switch_page("runs.py").run()
assert not run.exception
heavy = {{"torch", "torchvision", "sklearn", "gymnasium", "distributed"}} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_a_failing_page_says_what_to_do() -> None:
    def page() -> None:
        import errno

        from pages._ui.mishaps import on_script_error

        assert on_script_error(OSError(errno.ENOSPC, "No space left on device"))
        assert on_script_error(ValueError("a bug"))

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert ["disk is full" in item.value for item in app.error] == [True, False]
    assert "a bug" not in app.error[1].value

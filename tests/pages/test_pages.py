"""Every page runs, in both languages, without a traceback and without a heavy import."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.catalog.find import recipes
from core.spec.layers import Followed
from core.store import runs
from pages._ui.draft import pack
from pages._ui.layer_editor import changed

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without processes behind them."""
    for module in ("transport", "studio", "comparison"):
        monkeypatch.setattr(f"pages._ui.{module}.ensure_engine", lambda: None)
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


def tab(app: AppTest, name: str, group: str = "images.tabs.network") -> AppTest:
    """Open a tab."""
    app.session_state[group] = name
    return app.run()


def test_train_stores_a_run_with_the_settings_on_screen() -> None:
    app = tab(opened(), "Learning")
    app.number_input(key="images.training.cnn.epochs").set_value(3).run()
    app.number_input(key="images.seed").set_value(5).run()
    tab(app, "Network")  # what was set stays, though its widgets are gone
    button(app, "Train").click().run()
    assert not app.exception
    (run,) = runs.find()
    assert run.spec["training"]["epochs"] == 3
    assert run.seed == 5
    assert run.status == "waiting"
    assert app.query_params["run"] in (run.id, [run.id])


def test_several_seeds_are_runs_of_one_group() -> None:
    app = tab(opened(), "Learning")
    app.number_input(key="images.seeds").set_value(3).run()
    button(app, "Train 3 seeds").click().run()
    assert not app.exception
    found = runs.find()
    assert sorted(run.seed for run in found) == [0, 1, 2]
    assert len({run.group_hash for run in found}) == 1
    assert app.toggle(key=f"seeds-{found[0].group_hash}").value
    button(app, "Pause").click().run()
    assert {run.status for run in runs.find()} == {"paused"}


def test_a_preset_brings_its_layers_and_settings() -> None:
    app = opened()
    app.selectbox(key="images.preset.cnn").set_value("linear").run()
    assert app.number_input(key="images.params.cnn.dropout").value == 0
    button(app, "Train").click().run()
    (run,) = runs.find()
    assert run.spec["params"]["layers"] == [{"type": "flatten"}]
    app.number_input(key="images.params.cnn.dropout").set_value(0.5).run()
    assert app.selectbox(key="images.preset.cnn.own").value == "own"


def test_the_setup_comes_back_from_the_address() -> None:
    app = tab(opened(), "Learning")
    app.number_input(key="images.training.cnn.epochs").set_value(7).run()
    word = app.query_params["setup"]
    word = word if isinstance(word, str) else word[0]
    again = tab(opened(setup=word), "Learning")
    assert again.number_input(key="images.training.cnn.epochs").value == 7


@pytest.mark.parametrize(
    "word",
    [
        "garbage",
        "x" * 30_000,
        "😀",
        pack({"recipe": "no such model", "dataset": "digits"}),
        pack({"recipe": "cnn", "dataset": "digits", "training": {"epochs": -3}}),
        pack({"recipe": "cnn", "dataset": "digits", "seed": "many"}),
        pack(["a", "list"]),
        pack({"recipe": "cnn", "dataset": "digits", "params": {"layers": [{"type": "magic"}]}}),
    ],
)
def test_a_bad_setup_in_the_address_gets_a_sentence_and_the_defaults(word: str) -> None:
    app = opened(setup=word)
    assert len(app.warning) == 1
    assert not button(app, "Train").disabled
    assert "setup" not in app.query_params


def test_an_impossible_network_is_shown_but_not_trained() -> None:
    layers = [{"type": "dense", "units": 5}]
    word = pack({"recipe": "cnn", "dataset": "digits", "params": {"layers": layers}})
    app = opened(setup=word)
    assert not app.warning
    assert button(app, "Train").disabled
    assert "flatten" in app.error[0].value


def test_a_classical_model_is_trained_too() -> None:
    app = opened()
    app.selectbox(key="images.recipe").set_value("random_forest").run()
    app.number_input(key="images.params.random_forest.trees").set_value(30).run()
    button(app, "Train").click().run()
    (run,) = runs.find()
    assert (run.recipe, run.spec["params"]["trees"]) == ("random_forest", 30)


def test_comparing_queues_every_classical_model_once() -> None:
    app = tab(opened(), "Scoreboard", "images.stage.classification")
    button(app, "Compare with classical models").click().run()
    assert not app.exception
    fitting = {
        name
        for name, entry in recipes().items()
        if entry.family == "classical"
        and "image" in entry.accepts
        and "classification" in entry.tasks
    }
    found = [run.recipe for run in runs.find()]
    assert set(found) == fitting >= {"random_forest", "rbf_svm", "dummy"}
    assert len(set(found)) == len(found)
    assert button(app, "Stop the rest")
    labels = [item.label for item in app.button]
    assert "Compare with classical models" not in labels, "it is being done"


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
import pathlib, sys
from streamlit.testing.v1 import AppTest
import app as server
run = AppTest.from_file({str(ROOT / "pages" / "_shell.py")!r}, default_timeout=60).run()
assert not run.exception and run.title[0].value
pages = sorted(path.name for path in pathlib.Path({str(ROOT / "pages")!r}).glob("[a-z]*.py"))
assert {{"images.py", "tables.py", "metrics.py", "lab_model.py"}} <= set(pages)
for page in pages:
    run.switch_page(page).run()
    assert not run.exception and run.title[0].value
heavy = {{"torch", "torchvision", "sklearn", "scipy", "gymnasium", "pettingzoo", "distributed"}}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
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


def test_editing_layers_never_changes_a_preset() -> None:
    app = opened()
    app.selectbox(key="images.preset.cnn").set_value("lenet").run()
    layers = app.session_state["images.draft"].section("params")["layers"]
    act = {"do": "set", "index": 0, "type": "convolution", "name": "channels", "value": 9}
    changed(layers, act, Followed([]), [])
    app.run()
    assert app.selectbox(key="images.preset.cnn.own").value == "own"
    again = opened()
    again.selectbox(key="images.preset.cnn").set_value("lenet").run()
    assert again.session_state["images.draft"].section("params")["layers"][0]["channels"] == 6
    assert again.selectbox(key="images.preset.cnn").value == "lenet"


def test_data_that_must_be_downloaded_first_cannot_be_trained_on() -> None:
    word = pack({"recipe": "cnn", "dataset": "mnist"})
    app = opened(setup=word)
    assert button(app, "Train").disabled
    assert "download" in app.error[0].value.lower()
    tab(app, "The data", "images.stage.classification")
    assert not app.exception


def test_a_share_token_may_be_any_text() -> None:
    raw = {"recipe": "cnn", "dataset": "digits"}
    theirs = runs.create(build_spec(raw), name="secret", owner="somebody")
    app = opened(run=theirs, share="é😀")
    assert len(app.warning) == 1


def test_a_run_brings_its_settings_back() -> None:
    run = stored(training={"epochs": 3}, seed=4)
    app = opened(run=run)
    button(app, "Use these settings").click().run()
    tab(app, "Learning")
    assert app.number_input(key="images.training.cnn.epochs").value == 3
    assert app.number_input(key="images.seed").value == 4


def test_a_button_that_fails_says_so_and_leaves_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> list[str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(runs, "create_all", full)
    app = opened()
    button(app, "Train").click().run()
    assert not app.exception
    assert "disk is full" in app.toast[0].value
    assert app.title[0].value == "Images"
    assert not button(app, "Train").disabled
    assert not runs.find()


def test_a_bug_behind_a_button_is_told_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(runs, "create_all", lambda *_, **__: 1 / 0)
    app = opened()
    button(app, "Train").click().run()
    assert "did not work" in app.toast[0].value
    (logged,) = [record for record in caplog.records if record.message == "a button failed"]
    assert logged.exc_info and logged.exc_info[0] is ZeroDivisionError
    assert app.title[0].value == "Images"
    caplog.clear()


def test_the_open_tab_stays_open_in_another_language() -> None:
    app = tab(tab(opened(), "Learning"), "Scoreboard", "images.stage.classification")
    app.session_state["language"] = "zh"
    app.run()
    assert app.title[0].value == "图像"
    assert app.session_state["images.tabs.network"] == "学习"
    assert app.session_state["images.stage.classification"] == "成绩榜"
    assert app.number_input(key="images.seed").label == "随机种子"

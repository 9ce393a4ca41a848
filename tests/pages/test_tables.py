"""The Tables page: data for classes and for numbers, files of one's own, and what fits them."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.store import runs
from pages._ui.draft import pack
from tests.fixtures.tables import rows

SHELL = Path(__file__).parents[2] / "pages" / "_shell.py"


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without processes behind them."""
    for module in ("transport", "studio", "comparison"):
        monkeypatch.setattr(f"pages._ui.{module}.ensure_engine", lambda: None)
    monkeypatch.setattr("core.engine.start.ensure_engine", lambda: None)


def opened(tab: str | None = None, page: str = "tables.py", **query: str) -> AppTest:
    """Open the page as a browser would, with a tab of the settings open."""
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    if tab:
        app.session_state["tables.tabs.network"] = tab
    if page != "images.py":
        app.switch_page(page)
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str):
    return next(item for item in app.button if item.label == label)


def of_csv(path: Path, **data: object) -> str:
    """Return the setup of a network that learns from a file."""
    return pack({"recipe": "mlp", "dataset": "csv", "data": {"path": str(path), **data}})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a table with two numbers, a colour and a class a row."""
    path = tmp_path / "people.csv"
    path.write_text("\n".join(",".join(row) for row in rows()))
    return path


def test_it_opens_with_a_spiral_and_one_obvious_next_click() -> None:
    app = opened()
    assert app.title[0].value == "Tables"
    primary = [item for item in app.button if item.proto.type == "primary"]
    assert [item.label for item in primary] == ["Train"]
    button(app, "Train").click().run()
    assert not app.exception
    (run,) = runs.find()
    assert (run.recipe, run.dataset) == ("mlp", "spiral")


def test_what_is_predicted_decides_which_models_are_offered() -> None:
    app = opened("Data")
    assert "ridge" not in app.selectbox(key="tables.recipe").options
    assert any("Logistic" in name for name in app.selectbox(key="tables.recipe").options)
    app.selectbox(key="tables.dataset").set_value("diabetes").run()
    assert not app.exception
    offered = app.selectbox(key="tables.recipe").options
    assert any("Ridge" in name for name in offered)
    assert not any("Logistic" in name for name in offered)


def test_a_classifier_gives_way_when_a_number_is_asked_for() -> None:
    word = pack({"recipe": "logistic_regression", "dataset": "iris"})
    app = opened(setup=word)
    app.session_state["tables.tabs.model"] = "Data"
    app.run()
    app.selectbox(key="tables.dataset").set_value("diabetes").run()
    app.run()
    assert not app.exception
    assert not button(app, "Train").disabled
    button(app, "Train").click().run()
    (run,) = runs.find()
    assert run.recipe == "mlp"


def test_without_a_file_the_page_says_what_to_do() -> None:
    app = opened("Data", setup=pack({"recipe": "mlp", "dataset": "csv"}))
    assert button(app, "Train").disabled
    assert "upload" in app.error[0].value


def test_a_file_of_ones_own_is_trained_on(file: Path) -> None:
    app = opened("Data", setup=of_csv(file, target="kind"))
    assert not app.error
    button(app, "Train").click().run()
    (run,) = runs.find()
    assert run.spec["data"]["target"] == "kind"


def test_a_column_that_is_not_there_gets_a_sentence(file: Path) -> None:
    app = opened(setup=of_csv(file, target="nothing"))
    assert button(app, "Train").disabled
    assert "nothing" in app.error[0].value


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"PK\x03\x04garbage"])
def test_a_bad_file_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    app = opened("Data", setup=of_csv(path))
    assert button(app, "Train").disabled
    assert len(app.error) >= 1


def test_a_setup_for_pictures_is_not_for_this_page() -> None:
    app = opened(setup=pack({"recipe": "cnn", "dataset": "digits", "training": {"epochs": 3}}))
    assert "another kind" in app.warning[0].value
    assert not button(app, "Train").disabled


def test_a_run_is_opened_on_the_page_of_its_data() -> None:
    spec = build_spec({"recipe": "mlp", "dataset": "moons"})
    run = runs.create(spec, name="a table", status="paused")
    app = opened(page="images.py", run=run)
    assert app.title[0].value == "Tables"
    assert any("a table" in item.value for item in app.markdown)


@pytest.mark.parametrize("dataset", ["diabetes", "surfaces", "iris", "drawn"])
@pytest.mark.parametrize("language", ["English", "简体中文"])
def test_every_kind_of_table_can_be_looked_at(dataset: str, language: str) -> None:
    in_words = {"English": "Data", "简体中文": "数据"}
    opened(in_words[language], setup=pack({"recipe": "mlp", "dataset": dataset}), language=language)

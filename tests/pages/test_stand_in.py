"""What becomes of the chosen model when the data do not suit it."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.catalog.find import recipe

SHELL = Path(__file__).parents[2] / "pages" / "_shell.py"


def test_a_model_that_does_not_suit_the_data_is_replaced_aloud_and_comes_back() -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=60).switch_page("generative.py").run()
    app.session_state["generative.tabs.model"] = "Data"
    _choose_data(app, "digits")
    app.selectbox(key="generative.recipe").set_value("rbm").run()
    assert not _said(app)
    _choose_data(app, "ring")
    assert app.selectbox(key="generative.recipe").value == "gan"
    (said,) = _said(app)
    assert said.startswith(recipe("rbm").title) and "learns from pictures only" in said
    assert recipe("gan").title in said
    _choose_data(app, "digits")
    assert app.selectbox(key="generative.recipe").value == "rbm" and not _said(app)


def _choose_data(app: AppTest, name: str) -> None:
    if "generative.dataset" not in app.session_state:
        app.run()
    app.selectbox(key="generative.dataset").set_value(name).run()
    assert not app.exception


def _said(app: AppTest) -> list[str]:
    return [item.value for item in app.info if "is chosen instead" in item.value]

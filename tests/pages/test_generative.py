"""The Generative page: one obvious next click, and what it hands to its half in the browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.probes.registry import PROBES, RUN_PROBES
from core.store import runs
from pages._ui import probe
from pages._ui.draft import pack
from pages._ui.looking import generative, generative_words

ROOT = Path(__file__).parents[2]
SCRIPT = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(generative.ASSETS.glob("*.js"))
)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without processes behind them; probes answer in this process."""

    def answered(name: str, request: str, patience: float) -> Any:
        return implementation(PROBES[name])(json.loads(request))

    for module in ("transport", "studio", "comparison"):
        monkeypatch.setattr(f"pages._ui.{module}.ensure_engine", lambda: None)
    monkeypatch.setattr(probe, "_answer", answered)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Collect what the component is given."""
    collected: list[dict[str, Any]] = []
    monkeypatch.setattr(
        generative,
        "_component",
        lambda: lambda key, data: collected.append(json.loads(json.dumps(data))),
    )
    return collected


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("generative.py").run()
    assert not app.exception
    return app


def stored(recipe: str, dataset: str, **more: Any) -> str:
    return runs.create(build_spec({"recipe": recipe, "dataset": dataset, **more}), name="a run")


def test_it_opens_with_one_obvious_next_click(handed: list[dict[str, Any]]) -> None:
    app = opened()
    assert app.title[0].value == "Generative"
    primary = [item.label for item in app.button if item.proto.type == "primary"]
    assert primary == ["Train"]
    assert any("Press **Train** first" in item.value for item in app.info)
    assert any("real examples" in item.value for item in app.markdown)
    assert len(app.get("plotly_chart")) == 1, "the points that it is to make more of"
    assert not handed
    models = next(box for box in app.selectbox if box.label == "Model")
    assert models.value == "gan"


def test_points_and_pictures_come_with_what_is_known_of_them(
    handed: list[dict[str, Any]],
) -> None:
    run = stored("gan", "ring", training={"epochs": 7})
    opened(run=run)
    data = handed[-1]
    assert data["run"]["id"] == run and data["run"]["epochs"] == 7
    assert (data["recipe"], data["pictures"], data["phases"]) == ("gan", False, 2)
    opened(run=stored("gan", "digits", params={"conditional": True}))
    data = handed[-1]
    assert data["pictures"] and data["shape"] == [1, 8, 8] and len(data["classes"]) == 10
    assert data["params"]["conditional"] and data["sizes"]["valid"] == 360


def test_models_that_make_nothing_are_for_other_pages(handed: list[dict[str, Any]]) -> None:
    def script(run: str) -> None:
        from core.store import runs
        from pages._ui.looking.generative import generative_view

        generative_view(runs.get(run), None)

    app = AppTest.from_function(script, kwargs={"run": stored("cnn", "digits")}).run()
    assert not handed and "makes no examples" in app.info[0].value


def test_points_of_a_cloud_are_drawn_among_the_data() -> None:
    def script() -> None:
        from core.catalog.build import build_spec
        from pages._ui.data_panel import data_view
        from pages._ui.draft import Draft

        draft = Draft("generative", "gan", "ring")
        data_view(draft, build_spec(draft.raw()))

    app = AppTest.from_function(script, default_timeout=120).run()
    assert not app.exception
    assert any("The training points" in str(item.proto) for item in app.get("plotly_chart"))


def test_a_setup_may_be_sent_as_a_link(handed: list[dict[str, Any]]) -> None:
    raw = {"recipe": "gan", "dataset": "moons", "params": {"latent": 3}}
    app = opened(setup=pack(raw))
    assert next(box for box in app.number_input if box.label == "Latent size").value == 3


def test_every_word_that_the_script_says_is_there_and_no_other() -> None:
    words = generative_words.generative_words()
    said = set(re.findall(r'say\(\s*"(\w+)"', SCRIPT))
    assert said <= words.keys(), said - words.keys()
    parts = (generative_words._plane, generative_words._happening)
    samples = (generative_words._samples, generative_words._sample)
    own = {name for part in (*parts, *samples) for name in part()}
    unused = own - set(re.findall(r'"(\w+)"', SCRIPT))
    assert not unused


def test_the_script_asks_what_whoever_watches_may_ask() -> None:
    asked = set(re.findall(r'probe: "(\w+)"', SCRIPT))
    assert {"made", "plane_field", "opinions"} <= asked <= RUN_PROBES

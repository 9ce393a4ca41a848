"""The Attention page: one obvious next click, and what it hands to its half in the browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.probes.exemplar_bounds import PASSAGE
from core.probes.registry import PROBES
from core.store import runs
from pages._ui import probe
from pages._ui.draft import pack
from pages._ui.looking import attention
from pages._ui.looking.attention_words import attention_words

ROOT = Path(__file__).parents[2]
MODULES = sorted(attention.ASSETS.glob("*.js"))
SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
SHARED = "\n".join(
    (attention.ASSETS.parent / "explorer" / name).read_text(encoding="utf-8")
    for name in ("timeline.js", "answer.js")
)
BUILT = re.compile(
    r"(starting|lost|missing|forbidden)|\w+_help|shows_\w+|apart_\w+|read_\w+|aim_\w+"
    r"|\w*attention_title|mean_\w+"
)
"""Words whose names the script puts together."""


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
        attention,
        "_component",
        lambda: lambda key, data: collected.append(json.loads(json.dumps(data))),
    )
    return collected


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("attention.py").run()
    assert not app.exception
    return app


def stored(recipe: str, dataset: str, **more: Any) -> str:
    return runs.create(build_spec({"recipe": recipe, "dataset": dataset, **more}), name="a run")


def test_it_opens_with_one_obvious_next_click(handed: list[dict[str, Any]]) -> None:
    app = opened()
    assert app.title[0].value == "Attention"
    primary = [item.label for item in app.button if item.proto.type == "primary"]
    assert primary == ["Train"]
    assert any("Press **Train** first" in item.value for item in app.info)
    assert not handed


def test_a_run_comes_with_what_its_examples_are_made_of(handed: list[dict[str, Any]]) -> None:
    run = stored("seq2seq", "reverse", data={"longest": 7, "alphabet": 12, "count": 6000})
    opened(run=run)
    data = handed[-1]
    assert data["run"]["id"] == run and data["run"]["epochs"] > 1
    assert data["kind"] == "pairs" and data["aim"] and data["typed"]
    assert "".join(data["vocabulary"]) == "⊢⊣abcdefghijkl" and data["vocabulary"][0] == ""
    assert data["longest"] == 7 and data["sizes"]["valid"] == 1000


def test_other_kinds_are_looked_into_as_well(handed: list[dict[str, Any]]) -> None:
    opened(run=stored("transformer", "digit_rows"))
    assert handed[-1]["kind"] == "sequence" and len(handed[-1]["classes"]) == 10
    assert not handed[-1]["typed"] and not handed[-1]["aim"]
    app = opened(run=stored("transformer_lm", "python_docs"))
    data = handed[-1]
    assert data["kind"] == "text" and data["typed"]
    assert 100 < data["sizes"]["valid"] < 465_000 // PASSAGE
    assert "Writing" in [tab.label for tab in app.tabs]
    app = opened(run=stored("transformer", "sine_mix"))
    assert "Forecast" in [tab.label for tab in app.tabs]


def test_models_without_attention_are_for_other_pages(handed: list[dict[str, Any]]) -> None:
    def script(run: str) -> None:
        from core.store import runs
        from pages._ui.looking.attention import attention_view

        attention_view(runs.get(run))

    run = stored("rnn", "digit_rows")
    app = AppTest.from_function(script, default_timeout=30, kwargs={"run": run}).run()
    assert not app.exception and not handed
    assert "This model has no attention" in app.info[0].value


def test_pairs_are_a_table() -> None:
    app = opened(setup=pack({"recipe": "seq2seq", "dataset": "sort", "data": {"count": 600}}))
    app.session_state["attention.stage.transduction"] = "The data"
    app.run()
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) == 50
    assert ["".join(sorted(text)) for text in table["source"]] == list(table["target"])


def test_the_script_and_its_words_are_the_same() -> None:
    words = attention_words()
    said = set(re.findall(r'words\.say\(\s*"(\w+)"', SCRIPT))
    assert said and said <= words.keys()
    named = set(re.findall(r'"(\w+)"', SCRIPT + SHARED)) | set(re.findall(r"labels\.(\w+)", SCRIPT))
    assert {name for name in words if name not in named and not BUILT.fullmatch(name)} == set()
    built = set(re.findall(r"say\(`(\w+)_\$", SCRIPT)) | set(re.findall(r"`(\w+)_\$", SCRIPT))
    assert all(any(word.startswith(f"{start}_") for word in words) for start in built)


def test_settings_without_effect_are_not_offered(handed: list[dict[str, Any]]) -> None:
    setup = build_spec({"recipe": "seq2seq", "dataset": "reverse"}).to_json()
    app = opened(setup=pack(setup))
    labels = {item.label for item in (*app.number_input, *app.toggle, *app.selectbox)}
    assert {"Body", "Attention", "Read both ways"} <= labels and "Heads" not in labels
    setup["params"] |= {"body": "transformer"}
    app = opened(setup=pack(setup))
    labels = {item.label for item in (*app.number_input, *app.toggle, *app.selectbox)}
    assert {"Body", "Heads"} <= labels and not {"Attention", "Read both ways"} & labels

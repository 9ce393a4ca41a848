"""What the page hands to the plane: the examples, the run's layers, and what stands beside it."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.probes.registry import PROBES
from core.store import runs
from core.store.runs import Run
from pages._ui import probe
from pages._ui.looking import plane
from pages._ui.looking.plane_words import plane_words
from tests.fixtures.playing import play_in_store

MOONS = {"dataset": "moons", "data": {"size": 200}, "device": "cpu"}
SMALL = {"params": {"depth": 2, "width": 5, "normalisation": "layer"}, "training": {"epochs": 1}}
SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(plane.ASSETS.glob("*.js")))
BUILT = re.compile(r"points_\w+|score_\w+|starting|lost|missing|forbidden")
"""Words whose names the script puts together."""


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Collect what the component is given; probes answer in this process."""
    collected: list[dict[str, Any]] = []

    def answered(name: str, request: str, patience: float) -> Any:
        return implementation(PROBES[name])(json.loads(request))

    monkeypatch.setattr(probe, "_answer", answered)
    monkeypatch.setattr(
        plane,
        "_component",
        lambda: lambda key, data: collected.append(json.loads(json.dumps(data))),
    )
    return collected


def page(run: str = "", **raw: Any) -> AppTest:
    """Open a page that is nothing but the plane."""

    def script(run: str, raw: dict) -> None:
        from core.catalog.build import build_spec
        from core.store import runs
        from pages._ui.current_run import seeds_of
        from pages._ui.looking.plane import plane_view

        shown = runs.get(run) if run else None
        plane_view(shown, build_spec(raw) if raw else None, seeds_of(shown) if shown else ())

    app = AppTest.from_function(script, default_timeout=30, kwargs={"run": run, "raw": raw})
    app.run()
    assert not app.exception
    return app


def trained(recipe: str, **more: Any) -> Run:
    return play_in_store(build_spec({"recipe": recipe, **MOONS, **more}))


def test_before_any_run_the_drafts_examples_are_drawn(handed: list[dict[str, Any]]) -> None:
    page(recipe="mlp", **MOONS)
    [data] = handed
    assert data["run"] is None and data["layers"] == [] and data["others"] == []
    sizes = {split: len(points["x"]) for split, points in data["points"].items()}
    assert sizes == {"train": 120, "valid": 40, "test": 40}
    assert set(data["points"]["train"]["target"]) == {0, 1}
    assert data["ranges"]["x"][0] < min(data["points"]["train"]["x"])
    assert "Random forest" in data["untrained"] and "Ridge" not in data["untrained"]


def test_a_network_comes_with_its_layers_and_seeds(handed: list[dict[str, Any]]) -> None:
    first, second = (trained("mlp", **SMALL, seed=seed) for seed in (0, 1))
    page(first.id)
    [data] = handed
    assert data["run"]["id"] == first.id and data["run"]["epochs"] == 1
    assert [seed["id"] for seed in data["seeds"]] == [first.id, second.id]
    told = [(layer["index"], layer["units"], layer["last"]) for layer in data["layers"]]
    assert told == [(1, 5, False), (2, 5, False), (3, 2, True)]
    assert data["layers"][0]["function"] == "ReLU"
    assert data["layers"][0]["normalised"] == "Layer normalisation"
    assert data["layers"][2]["function"] == ""


def test_beside_it_stand_classical_runs_on_the_same_data(handed: list[dict[str, Any]]) -> None:
    tree, again = trained("decision_tree"), trained("decision_tree")
    bayes = trained("naive_bayes")
    trained("naive_bayes", data={"size": 300})
    runs.create(build_spec({"recipe": "dummy", **MOONS}), name="has not begun")
    page(bayes.id)
    [data] = handed
    accuracy = again.scores["test"]["accuracy"]
    expected = {"id": again.id, "name": "Decision tree", "score": f"Accuracy {accuracy:.3f}"}
    assert data["others"] == [expected], "the newest of a setup, without the run itself"
    assert tree.id != again.id
    assert "Always the same answer" in data["untrained"]
    assert "Naive Bayes" not in data["untrained"]
    assert data["seeds"] == []


def test_of_many_features_two_are_chosen(handed: list[dict[str, Any]]) -> None:
    app = page(recipe="mlp", dataset="iris")
    names = handed[0]["features"]
    assert [names[axis] for axis in handed[0]["axes"]] == ["petal length (cm)", "petal width (cm)"]
    assert "The other 2 features are held at their mean" in app.caption[0].value
    app.selectbox[1].select(0).run()
    assert handed[-1]["axes"] == [handed[0]["axes"][0], 0]
    assert handed[-1]["points"]["test"]["y"] != handed[0]["points"]["test"]["y"]
    app.selectbox[0].select(0).run()
    assert not app.exception
    across, up = handed[-1]["axes"]
    assert across == 0 and up != 0, "never the same feature twice"


def test_numbers_are_handed_over_in_few_digits() -> None:
    assert plane._short(np.float32([1 / 3, 12345678.0])) == [0.33333, 12346000.0]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [({}, "Mend the settings"), ({"recipe": "cnn", "dataset": "digits"}, "two features or more")],
)
def test_where_there_is_no_plane_a_sentence_says_so(
    handed: list[dict[str, Any]], raw: dict[str, Any], sentence: str
) -> None:
    app = page(**raw)
    assert sentence in app.info[0].value
    assert not handed


def test_the_script_and_its_words_are_the_same() -> None:
    words = plane_words()
    said = set(re.findall(r'say\("(\w+)"', SCRIPT))
    assert said and said <= words.keys()
    named = set(re.findall(r'"(\w+)"', SCRIPT)) | set(re.findall(r"labels\.(\w+)", SCRIPT))
    timeline = (plane.ASSETS.parent / "explorer" / "timeline.js").read_text(encoding="utf-8")
    named |= set(re.findall(r'"(\w+)"', timeline))
    assert {name for name in words if name not in named and not BUILT.fullmatch(name)} == set()

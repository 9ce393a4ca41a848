"""What the page hands to the views of sequences, and what it says where there is nothing to see."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec, facts_of
from core.catalog.descriptions import implementation
from core.probes.exemplar_bounds import PASSAGE
from core.probes.registry import PROBES
from core.spec.run_spec import RunSpec
from core.store import arrays, runs
from core.store.runs import Run
from pages._ui import clips, probe
from pages._ui.looking import sequence
from pages._ui.looking.sequence_words import sequence_words
from tests.fixtures.playing import play_in_store, small_raw, stored

SCRIPT = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(sequence.ASSETS.glob("*.js"))
)
BUILT = re.compile(
    r"(from|show|span|errors|classes|next|number|sum|said)_\w+|\w+_(help|note|gate)"
    r"|starting|lost|missing|forbidden|cell|candidate|hidden"
)
"""Words whose names the script puts together."""


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Collect what the component is given; probes answer in this process."""
    collected: list[dict[str, Any]] = []

    def answered(name: str, request: str, patience: float) -> Any:
        return implementation(PROBES[name])(json.loads(request))

    monkeypatch.setattr(probe, "_answer", answered)
    monkeypatch.setattr(
        sequence,
        "_component",
        lambda: lambda key, data: collected.append(json.loads(json.dumps(data, allow_nan=False))),
    )
    return collected


def page(view: str, run: str = "") -> AppTest:
    """Open a page that is nothing but one view."""

    def script(view: str, run: str) -> None:
        from core.store import runs
        from pages._ui.current_run import seeds_of
        from pages._ui.looking.forecast import forecast_view
        from pages._ui.looking.sequence import inside_view, memory_view
        from pages._ui.looking.writing import writing_view

        shown = runs.get(run) if run else None
        if view == "forecast":
            forecast_view(shown, seeds_of(shown) if shown else ())
        else:
            {"inside": inside_view, "memory": memory_view, "writing": writing_view}[view](shown)

    app = AppTest.from_function(script, default_timeout=30, kwargs={"view": view, "run": run})
    app.run()
    assert not app.exception
    return app


def data_page(dataset: str, data: dict[str, Any] | None = None) -> AppTest:
    """Open a page that is nothing but what a dataset holds."""

    def script(dataset: str, data: dict) -> None:
        from core.catalog.build import build_spec, facts_of
        from pages._ui.sequence_data import sequence_data

        recipe = "rnn_lm" if dataset == "python_docs" else "rnn"
        spec = build_spec({"recipe": recipe, "dataset": dataset, "data": data})
        sequence_data(dataset, data, facts_of(spec))

    kwargs = {"dataset": dataset, "data": data or {}}
    app = AppTest.from_function(script, default_timeout=30, kwargs=kwargs)
    app.run()
    assert not app.exception
    return app


def spec_of(recipe: str, dataset: str, **sections: Any) -> RunSpec:
    raw = small_raw(recipe, dataset, sections.pop("seed", 0))
    for name, values in sections.items():
        raw[name] = raw.get(name, {}) | values
    return build_spec(raw)


def waiting(recipe: str, dataset: str, **sections: Any) -> Run:
    """Return a run that has not begun, of which the views are told all the same."""
    return stored(runs.create(spec_of(recipe, dataset, **sections), name="waits"))


@pytest.mark.parametrize("view", ["inside", "memory", "forecast", "writing"])
def test_before_any_run_it_says_what_to_press(view: str, handed: list[dict[str, Any]]) -> None:
    assert "Press **Train** first" in page(view).info[0].value
    assert not handed


def test_inside_knows_the_cell_and_the_classes(handed: list[dict[str, Any]]) -> None:
    params = {"cell": "lstm", "layers": 2, "bidirectional": True}
    run = waiting("rnn", "digit_rows", params=params)
    page("inside", run.id)
    [data] = handed
    assert data["view"] == "inside" and data["run"]["id"] == run.id
    assert (data["cell"], data["layers"], data["bidirectional"]) == ("lstm", 2, True)
    assert data["classes"] == [str(digit) for digit in range(10)] and data["vocabulary"] == []
    assert data["upright"] and data["typed"] is None and data["sizes"]["valid"] == 360


def test_names_can_be_typed_and_texts_come_in_passages(handed: list[dict[str, Any]]) -> None:
    page("inside", waiting("rnn", "names").id)
    page("inside", waiting("rnn_lm", "python_docs").id)
    names, docs = handed
    assert set(names["typed"]) <= set(names["vocabulary"]) and not names["upright"]
    assert set(docs["typed"]) <= set(docs["vocabulary"]) and docs["task"] == "language_modelling"
    characters = facts_of(spec_of("rnn_lm", "python_docs")).sizes["valid"]
    assert docs["sizes"]["valid"] == characters // PASSAGE


def test_memory_offers_other_cells_on_the_same_data(handed: list[dict[str, Any]]) -> None:
    run = waiting("rnn", "digit_rows")
    waiting("rnn", "digit_rows", seed=1)
    waiting("rnn", "names")
    elman = waiting("rnn", "digit_rows", params={"cell": "elman"})
    page("memory", run.id)
    [data] = handed
    assert [other["id"] for other in data["others"]] == [elman.id]
    assert "Elman" in data["others"][0]["name"] and "GRU" in data["name"]


def test_a_forecast_comes_with_the_series_its_seeds_and_baselines(
    handed: list[dict[str, Any]],
) -> None:
    run, other = waiting("rnn", "sine_mix"), waiting("rnn", "sine_mix", seed=1)
    ridge = play_in_store(spec_of("ridge", "sine_mix"))
    play_in_store(spec_of("ridge", "sine_mix", data={"noise": 0.3}))
    page("forecast", run.id)
    [data] = handed
    assert [seed["id"] for seed in data["seeds"]] == [run.id, other.id]
    [kept] = data["kept"]
    said = arrays.load(ridge.id, "predictions")
    assert said is not None and kept["id"] == ridge.id
    assert kept["test"] == pytest.approx(said["test.values"].tolist(), rel=1e-5)
    assert data["series"]["values"]["test"] == pytest.approx(said["test.targets"].tolist())
    assert data["series"]["time"]["test"][-1] == 299 and data["horizon"] == 1
    assert data["own"] is None
    page("forecast", ridge.id)
    assert handed[1]["own"]["test"] == kept["test"] and handed[1]["seeds"] == []


def test_a_language_model_begins_with_a_prompt_that_it_can_read(
    handed: list[dict[str, Any]],
) -> None:
    run = waiting("transformer_lm", "python_docs")
    page("writing", run.id)
    [data] = handed
    assert data["prompt"] and set(data["prompt"]) <= set(data["vocabulary"])


@pytest.mark.parametrize(
    ("view", "recipe", "dataset", "sentence"),
    [
        ("inside", "ridge", "sine_mix", "reads everything at once"),
        ("memory", "transformer", "digit_rows", "Only in a recurrent network"),
        ("forecast", "ridge", "sine_mix", "once the run has been scored"),
        ("forecast", "rnn", "digit_rows", "names classes"),
        ("writing", "rnn", "digit_rows", "not trained to write"),
    ],
)
def test_where_there_is_nothing_to_see_a_sentence_says_so(
    handed: list[dict[str, Any]], view: str, recipe: str, dataset: str, sentence: str
) -> None:
    run = waiting(recipe, dataset)
    assert sentence in page(view, run.id).info[0].value
    assert not handed


def test_the_script_and_its_words_are_the_same() -> None:
    words = sequence_words()
    said = set(re.findall(r'say\("(\w+)"', SCRIPT))
    assert said and said <= words.keys()
    named = set(re.findall(r'"(\w+)"', SCRIPT)) | set(re.findall(r"labels\.(\w+)", SCRIPT))
    timeline = (sequence.ASSETS.parent / "explorer" / "timeline.js").read_text(encoding="utf-8")
    named |= set(re.findall(r'"(\w+)"', timeline))
    assert {name for name in words if name not in named and not BUILT.fullmatch(name)} == set()


def test_data_of_each_kind_are_drawn(handed: list[dict[str, Any]]) -> None:
    assert "row by row" in data_page("digit_rows").caption[-1].value
    names = data_page("names").dataframe[0].value
    assert names.shape == (12, 10) and (names != "").all(axis=None)
    assert "by time" in data_page("co2").caption[-1].value
    docs = data_page("python_docs")
    beginning = docs.code[0].value
    docs.slider[0].set_value(50).run()
    assert not docs.exception and docs.code[0].value != beginning
    assert "spectrogram" in data_page("tones", {"count": 240}).caption[-1].value


def test_a_waveform_fills_what_the_sound_swings_over() -> None:
    loud = clips.waveform(np.tile([1.0, -1.0], 500).astype(np.float32))
    assert loud.shape[0] == 4 and (loud[3] == 255).all()
    silent = clips.waveform(np.zeros(1000, np.float32))
    assert 0 < (silent[3] == 255).mean() < 0.1

"""The pages of the lab: run, watch, stop, conclude; nonsense gets a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.lab.experiment import LabSettings
from core.lab.plan import plan
from core.store import runs
from pages._ui.draft import pack, unpack
from pages._ui.lab.chart import PALETTES, stroke
from tests.lab.test_plan import EXPERIMENTS

ROOT = Path(__file__).parents[2]
SHELL = ROOT / "pages" / "_shell.py"
EACH = pytest.mark.parametrize("name", EXPERIMENTS)


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without processes behind them."""
    monkeypatch.setattr("pages._ui.lab.runs.ensure_engine", lambda: None)


def opened(name: str, language: str = "English", **query: str) -> AppTest:
    """Open an experiment as a browser would."""
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    for key, value in (query | {"language": language}).items():
        app.query_params[key] = value
    app.switch_page(f"lab_{name}.py").run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Any:
    return next(item for item in app.button if item.label == label)


def texts(app: AppTest) -> str:
    return "\n".join(item.value for item in (*app.markdown, *app.caption, *app.info, *app.warning))


def finish(count: int | None = None, status: str = "finished") -> None:
    """Say of the oldest waiting runs that they have ended, with scores that differ."""
    waiting = [run for run in reversed(runs.find()) if run.status == "waiting"]
    for number, run in enumerate(waiting[:count]):
        attempt = runs.claim(run.id, worker={})
        assert attempt is not None
        score = 0.5 + (int(run.group_hash, 16) + run.seed) % 1000 / 2100
        scores = {"accuracy": score, "log_loss": 1 - score, "mae": score, "mse": score**2}
        scores |= {"exact_match": score, "edit_distance": 1 - score}
        runs.settle(
            run.id,
            attempt,
            status,  # type: ignore[arg-type]
            scores={"test": scores},
            seconds={"train": 0.1 + number, "predict": 0.01},
            environment={"size_bytes": 2000},
            progress={"step": 1, "steps": 1},
        )


def tiny(**settings: object) -> str:
    """Return the address of a small experiment."""
    return pack({"repetitions": 2} | settings)


@EACH
def test_an_experiment_runs_and_concludes(name: str) -> None:
    app = opened(name, lab=tiny())
    button(app, "Run the experiment").click().run()
    assert not app.exception
    planned = {trial.key for trial in plan(EXPERIMENTS[name], LabSettings(repetitions=2))}
    assert {(run.group_hash, run.seed) for run in runs.find()} == planned
    finish()
    for language in ("English", "简体中文"):
        app = opened(name, language, lab=tiny())
        sentences = next(item.value for item in app.markdown if item.value.startswith("- "))
        assert any(character.isdigit() for character in sentences)
        if name == "iterations":  # it draws what runs recorded, and these have recorded nothing
            continue
        (chart,) = app.get("plotly_chart")
        figure = json.loads(chart.proto.spec)
        assert figure["layout"]["xaxis"]["title"]["text"]
        assert {trace["type"] for trace in figure["data"]} == {"scatter"}


def test_runs_that_are_there_are_not_made_again() -> None:
    app = opened("noise", lab=tiny(values="0, 0.2", compared=["mlp", "dummy"]))
    assert "This takes 8 runs; 8 of them" in texts(app)
    button(app, "Run the experiment").click().run()
    assert len(runs.find()) == 8
    finish()
    app = opened("noise", lab=tiny(values="0, 0.2", compared=["mlp", "dummy"]))
    assert button(app, "Run the experiment").disabled
    app = opened("noise", lab=tiny(values="0, 0.2, 0.3", compared=["mlp", "dummy"]))
    assert "This takes 12 runs; 4 of them" in texts(app)
    assert "8 of 12 runs finished; the chart is not complete" in texts(app)
    assert "So far 8 of 12 measurements are there" in texts(app)


def test_the_rest_can_be_stopped_and_goes_on_later() -> None:
    app = opened("noise", lab=tiny(values="0", compared=["mlp", "dummy"]))
    button(app, "Run the experiment").click().run()
    finish(1)
    app.run()
    assert "1 of 4 runs finished, 3 in the queue" in str(app.get("progress")[0].proto)
    button(app, "Stop the rest").click().run()
    assert not app.exception
    assert sorted(run.status for run in runs.find()) == ["finished", *["stopped"] * 3]
    button(app, "Run the experiment").click().run()
    assert sorted(run.status for run in runs.find()) == ["finished", *["waiting"] * 3]


def test_what_went_wrong_is_named() -> None:
    app = opened("noise", lab=tiny(values="0", compared=["mlp", "dummy"]))
    button(app, "Run the experiment").click().run()
    finish(2)
    finish(1, "diverged")
    finish(1, "failed")
    app.run()
    assert not app.exception
    assert sum("Noise and cost" in item.value for item in app.error) == 2


def test_settings_come_back_from_the_address() -> None:
    app = opened("model")
    app.text_input(key="lab.model.values.turns").set_value("1, 2").run()
    app.number_input(key="lab.model.repetitions").set_value(2).run()
    app.multiselect(key="lab.model.compared.classification").set_value(["mlp", "dummy"]).run()
    word = app.query_params["lab"]
    word = word if isinstance(word, str) else word[0]
    assert unpack(word) == {"values": "1, 2", "repetitions": 2, "compared": ["mlp", "dummy"]}
    again = opened("model", lab=word)
    assert "This takes 8 runs" in texts(again)
    assert again.text_input(key="lab.model.values.turns").value == "1, 2"


def test_another_factor_brings_its_own_values_and_data() -> None:
    app = opened("objective")
    app.selectbox(key="lab.objective.factor").set_value("outliers").run()
    assert not app.exception
    assert "This takes 27 runs" in texts(app)
    button(app, "Run the experiment").click().run()
    assert {run.dataset for run in runs.find()} == {"surfaces"}
    assert {run.spec["params"]["loss"] for run in runs.find()} == {"mse", "mae", "huber"}
    app.selectbox(key="lab.objective.factor").set_value("label_noise").run()
    assert "This takes 45 runs" in texts(app)


@pytest.mark.parametrize("tab", ["Data", "Models"])
@EACH
def test_data_and_models_can_be_set_up(name: str, tab: str) -> None:
    app = opened(name)
    app.session_state[f"lab.{name}.tabs"] = tab
    app.run()
    assert not app.exception
    if tab == "Models":
        forms = EXPERIMENTS[name].forms
        network = forms.recipe if forms else "mlp"
        app.number_input(key=f"lab.{name}.params.{network}.width").set_value(9).run()
        button(app, "Run the experiment").click().run()
        networks = [run for run in runs.find() if run.recipe == network]
        assert {run.spec["params"]["width"] for run in networks} == {9}


@pytest.mark.parametrize(
    ("typed", "said"),
    [("one", "numbers separated by commas"), ("99", "6 or less"), ("-1, 2", "0.25 or more")],
)
def test_nonsense_values_get_a_sentence(typed: str, said: str) -> None:
    app = opened("model")
    app.text_input(key="lab.model.values.turns").set_value(typed).run()
    assert not app.exception
    assert said in app.error[0].value
    assert button(app, "Run the experiment").disabled
    app.text_input(key="lab.model.values.turns").set_value("1").run()
    assert not app.error


@pytest.mark.parametrize(
    "word",
    [
        "garbage",
        "😀",
        pack(["a", "list"]),
        pack({"repetitions": "many"}),
        pack({"repetitions": 10**9}),
        pack({"factor": "no such"}),
        pack({"data": {"spiral": {"size": "x"}}}),
        pack({"data": {"spiral": "x"}}),
        pack({"models": {"mlp": {"params": {"width": []}}}}),
        pack({"compared": ["mlp", "magic"]}),
    ],
)
def test_a_bad_address_gets_a_sentence_and_the_defaults(word: str) -> None:
    app = opened("model", lab=word)
    assert app.error
    assert "This takes 60 runs" in texts(app)
    app.run()
    assert not app.error
    assert "lab" not in app.query_params


def test_what_an_address_says_of_other_models_and_settings_is_left_out() -> None:
    raw = {
        "data": {"moons": {"noise": "x"}, "spiral": {"turns": "x"}},
        "models": {"dummy": {"params": {"a": "x"}}, "mlp": {"colour": {"a": 1}}},
    }
    app = opened("model", lab=pack(raw))
    app.selectbox(key="lab.model.factor").set_value("extra_noise_columns").run()
    app.session_state["lab.model.tabs"] = "Data"
    app.run()
    assert not app.exception
    assert app.number_input(key="lab.model.data.spiral.turns").value == 2


def test_too_many_runs_are_refused_in_a_sentence() -> None:
    app = opened("data")
    app.number_input(key="lab.data.repetitions").set_value(20).run()
    assert "200 is the most" in app.error[0].value
    assert button(app, "Run the experiment").disabled


def test_numbers_and_costs_are_tables() -> None:
    app = opened("noise", lab=tiny(values="0, 0.2", compared=["mlp", "dummy"]))
    button(app, "Run the experiment").click().run()
    finish()
    app.session_state["lab.noise.numbers"] = True
    app.run()
    costs, numbers = (item.value for item in app.dataframe)
    assert list(costs["size"]) == [2.0, 2.0]
    assert costs["predict"][0] == pytest.approx(0.01 / 120 * 1e6)  # a fifth of 600 examples
    assert len(numbers) == 4
    first = numbers.iloc[0]
    assert first["Mean"] == pytest.approx((first["Repetition 1"] + first["Repetition 2"]) / 2)


def test_a_single_measurement_concludes_nothing() -> None:
    app = opened("data", lab=pack({"repetitions": 1, "values": "20", "compared": ["mlp"]}))
    button(app, "Run the experiment").click().run()
    finish()
    app.run()
    assert not app.exception
    assert "Compare two or more" in texts(app)


@pytest.mark.parametrize("theme", PALETTES)
def test_lines_are_told_apart_and_the_network_looks_the_same_everywhere(theme: str) -> None:
    for experiment in EXPERIMENTS.values():
        for task in experiment.usual:
            choices = list(experiment.choices(task))
            strokes = [stroke(place, PALETTES[theme]) for place in range(len(choices))]
            assert len(set(strokes)) == len(strokes)
            assert choices[0] in ("mlp", "cross_entropy", "mse", "none")
            assert PALETTES[theme][0] not in [color for color, _dash in strokes[1:]]

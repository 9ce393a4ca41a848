"""The dashboard: filter, select, lay curves over each other, cost, differences, delete, open."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.store import runs
from pages._ui.spec_difference import difference_table, differences

SHELL = Path(__file__).parents[2] / "pages" / "_shell.py"


def stored(
    name: str = "a run",
    accuracy: float | None = None,
    owner: str = "",
    parameters: int | None = 100,
    **settings: Any,
) -> str:
    """Store a run; with an accuracy, one that has finished."""
    raw = {"recipe": "cnn", "dataset": "digits"} | settings
    if accuracy is None:
        return runs.create(build_spec(raw), name=name, owner=owner, status="paused")
    run = runs.create(build_spec(raw), name=name, owner=owner, worker={"cli": True})
    runs.settle(
        run,
        1,
        "finished",
        scores={"test": {"accuracy": accuracy, "roc_auc": None}},
        seconds={"train": 2.0, "predict": 0.036},
        parameters=parameters,
        memory_mb=300.0,
    )
    return run


def opened(*selected: str, tab: str | None = None) -> AppTest:
    """Open the dashboard as a browser would, with these runs ticked."""
    app = AppTest.from_file(str(SHELL), default_timeout=30)
    app.session_state["dashboard-selected"] = list(selected)
    if tab:
        app.session_state["dashboard-tabs"] = tab
    app.switch_page("dashboard.py").run()
    assert not app.exception
    return app


def button(app: AppTest, label: str):
    return next(item for item in app.button if item.label == label)


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["name"])


def drawn(app: AppTest) -> dict[str, Any]:
    (chart,) = app.get("plotly_chart")
    return json.loads(chart.proto.spec)


def test_an_empty_dashboard_says_where_runs_come_from() -> None:
    app = opened()
    assert app.title[0].value == "Dashboard"
    assert "press Train" in app.info[0].value
    assert not app.dataframe


def test_filters_narrow_the_runs() -> None:
    stored("first")
    stored("second", accuracy=0.9)
    stored("third", recipe="random_forest")
    stored("theirs", owner="somebody")
    app = opened()
    assert listed(app) == ["third", "second", "first"]
    app.multiselect(key="model").set_value(["cnn"]).run()
    assert listed(app) == ["second", "first"]
    app.multiselect(key="status").set_value(["finished"]).run()
    assert listed(app) == ["second"]
    app.text_input(key="search").set_value("FIRST").run()
    assert "None of your 3 runs" in app.info[0].value
    app.multiselect(key="status").set_value([]).run()
    assert listed(app) == ["first"]
    app.multiselect(key="data").set_value(["shapes"]).run()
    assert not app.dataframe


def test_without_a_selection_each_comparison_says_what_to_do() -> None:
    stored()
    assert "Tick the runs" in opened().info[0].value
    assert "scored yet" in opened(tab="Score against cost").info[0].value
    assert "two or more" in opened(tab="Settings that differ").info[0].value


def test_a_selection_means_runs_and_not_rows() -> None:
    first, second = stored("first"), stored("second")
    app = opened(first)
    stored("third")
    app.run()
    assert app.session_state["dashboard-selected"] == [first]
    app.text_input(key="search").set_value("second").run()
    assert app.session_state["dashboard-selected"] == []
    assert runs.get(second)


def test_curves_are_those_that_all_selected_runs_record() -> None:
    network, forest = stored(), stored(recipe="random_forest")
    app = opened(network)
    alone = app.multiselect(key="curves-cnn")
    assert alone.value == ["valid/log_loss", "valid/accuracy"]
    assert "Loss · Training, each batch" in alone.options
    app = opened(network, forest)
    (shared,) = (item for item in app.multiselect if item.label == "Curves")
    assert shared.value == ["valid/log_loss", "valid/accuracy"]
    assert not [option for option in shared.options if "Training" in option]
    shared.set_value([]).run()
    assert "at least one curve" in app.info[0].value


def test_too_many_runs_for_one_chart_are_said() -> None:
    app = opened(*(stored(seed=seed) for seed in range(21)))
    assert "first 20" in app.caption[0].value


def test_a_point_of_the_cost_chart_is_the_mean_over_seeds() -> None:
    accuracies = [0.9, 0.95, 0.97]
    for seed, accuracy in enumerate(accuracies):
        stored(f"net · seed {seed}", accuracy, seed=seed, parameters=1000)
    stored("forest", 0.8, recipe="random_forest", parameters=50_000)
    figure = drawn(opened(tab="Score against cost"))
    by_model = {trace["name"]: trace for trace in figure["data"]}
    network = by_model["Convolutional network (CNN)"]
    assert network["x"] == [1000]
    assert network["y"] == pytest.approx([statistics.fmean(accuracies)])
    assert network["error_y"]["array"] == pytest.approx([statistics.stdev(accuracies)])
    assert by_model["Random forest"]["error_y"]["visible"] is False
    assert figure["layout"]["xaxis"]["type"] == "log", "50 times as many parameters"
    assert "Parameters" in figure["layout"]["xaxis"]["title"]["text"]
    assert "Accuracy<br>(fraction" in figure["layout"]["yaxis"]["title"]["text"]
    assert figure["layout"]["title"]["text"] == "Accuracy against Parameters"


def test_the_time_of_a_prediction_is_that_of_one_example() -> None:
    stored(accuracy=0.9)
    app = opened(tab="Score against cost")
    app.selectbox(key="cost-cost").set_value("predict").run()
    assert drawn(app)["data"][0]["x"] == pytest.approx([100.0]), "36 ms for 360 test pictures"
    app.selectbox(key="cost-score").set_value("roc_auc").run()
    assert "both this score and this cost" in app.info[0].value


def test_scores_on_other_splits_are_not_compared() -> None:
    stored("here", 0.9)
    stored("here too", 0.8, recipe="random_forest")
    stored("there", 0.7, data={"split_seed": 1})
    app = opened(tab="Score against cost")
    choice = app.selectbox(key="cost-data")
    assert choice.options == [
        "Handwritten digits (8 x 8) · Split seed 0 · 2 runs",
        "Handwritten digits (8 x 8) · Split seed 1 · 1 runs",
    ]
    assert sum(len(trace["x"]) for trace in drawn(app)["data"]) == 2
    choice.set_value(choice.options[1]).run()
    assert [trace["y"] for trace in drawn(app)["data"]] == [[0.7]]


def specs(*settings: dict[str, Any]) -> list[runs.Run]:
    found = [runs.get(stored(**each)) for each in settings]
    return [run for run in found if run]


def test_only_settings_that_differ_are_listed_in_words() -> None:
    first = {
        "params": {"layers": [{"type": "flatten"}]},
        "training": {"optimiser": "sgd", "batch_size": 64},
    }
    layers = [{"type": "convolution", "channels": 8, "kernel": 5}, {"type": "flatten"}]
    second = {"params": {"layers": layers}, "training": {"optimiser": "adam", "batch_size": 64}}
    found = {entry.path: entry for entry in differences(specs(first, second))}
    assert set(found) == {"params.layers", "training.optimiser"}
    assert found["training.optimiser"].label == "Optimiser"
    assert found["training.optimiser"].values == (("SGD (plain steps)",), ("Adam",))
    assert found["params.layers"].values == (
        ("Flatten",),
        ("Convolution: Channels 8, Kernel 5 px", "Flatten"),
    )


def test_a_setting_of_one_model_only_is_told_apart() -> None:
    both = specs({}, {"recipe": "random_forest", "seed": 3})
    found = {entry.path: entry for entry in differences(both)}
    assert found["recipe"].disputed and found["seed"].disputed
    assert not found["params.trees"].disputed
    assert found["params.trees"].values == ((), ("200",))
    assert found["params.max_depth"].values == ((), ("none",))


def test_a_setting_newer_than_a_run_had_its_default() -> None:
    older, newer = specs({}, {"seed": 1})
    del older.spec["training"]["batch_size"]
    assert [entry.path for entry in differences([older, newer])] == ["seed"]


def test_a_model_that_is_gone_is_named_as_stored() -> None:
    known, gone = specs({}, {})
    gone.spec.update(recipe="vanished", params={"depth": 3}, training={})
    found = {entry.path: entry for entry in differences([known, gone])}
    assert found["recipe"].values[1] == ("vanished",)
    assert (found["params.depth"].label, found["params.depth"].values[1]) == ("depth", ("3",))


def test_names_in_the_table_are_text() -> None:
    found = differences(specs({}, {"seed": 1}))
    html = difference_table(["<b>one</b>", "two"], ["", "<i>"], found)
    assert "&lt;b&gt;one" in html and "<i>" not in html


def test_setups_are_compared_once_for_all_their_seeds() -> None:
    network = [stored(f"net · digits · seed {seed}", seed=seed) for seed in (3, 4)]
    app = opened(*network, tab="Settings that differ")
    assert "everything but the seed" in app.info[0].value
    other = stored("other · digits · seed 3", seed=3, training={"epochs": 7})
    app = opened(*network, other, tab="Settings that differ")
    bodies = [item.proto.body for item in app.get("html")]
    (table,) = (body for body in bodies if 'class="pg-compare"' in body)
    assert "net · digits<small>seed 3, 4</small>" in table
    assert "Epochs" in table and "<td>7</td>" in table
    assert "Batch size" not in table


def test_deleting_asks_first_and_names_what_goes() -> None:
    doomed, kept = stored("doomed"), stored("kept")
    app = opened(doomed)
    button(app, "Delete").click().run()
    assert runs.get(doomed)
    assert "doomed" in [item.value for item in app.text]
    button(app, "Delete for good").click().run()
    assert not app.exception
    assert runs.get(doomed) is None and runs.get(kept)
    assert listed(app) == ["kept"]


def test_opening_shows_the_run() -> None:
    run = stored()
    app = opened(run)
    button(app, "Open").click().run()
    assert app.query_params["run"] in (run, [run])


def test_two_ticked_runs_have_no_open_button() -> None:
    app = opened(stored(), stored())
    assert "Open" not in [item.label for item in app.button]


def test_each_task_has_its_own_score_in_the_table() -> None:
    scores = {
        ("ngram_lm", "python_docs"): {"bits_per_character": 1.6, "accuracy": 0.7},
        ("seq2seq", "reverse"): {"exact_match": 0.99},
        ("naive_bayes", "digits"): {"accuracy": 0.9},
        ("q_learning", "CliffWalking-v1"): {"return_mean": -13.0, "success_rate": 1.0},
    }
    for (recipe, dataset), test in scores.items():
        run = runs.create(
            build_spec({"recipe": recipe, "dataset": dataset}), name=recipe, worker={"cli": True}
        )
        runs.settle(run, 1, "finished", scores={"test": test})
    table = opened().dataframe[0].value.set_index("name")
    assert table.loc["naive_bayes", "accuracy"] == 0.9
    assert table.loc["ngram_lm", "bits_per_character"] == 1.6
    assert table.loc["ngram_lm", "accuracy"] != 0.7, "it is not one of classes"
    assert table.loc["seq2seq", "exact_match"] == 0.99
    assert table.loc["q_learning", "return_mean"] == -13
    assert "rmse" not in table

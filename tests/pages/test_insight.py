"""The panels about one run on a table: a row typed in, thresholds and errors, what matters."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from sklearn import metrics
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.store import arrays, runs
from core.store.runs import Run
from pages._ui.looking.insight_chart import rounded
from tests.fixtures.mixed_table import mixed_run, mixed_table
from tests.fixtures.playing import play_in_store
from tests.fixtures.probing import probe_serving

SCORED_FIRST = "once the run has been scored"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of all runs here."""
    return tmp_path_factory.mktemp("insight")


@pytest.fixture(scope="module")
def trained(home: Path) -> dict[str, Run]:
    """Return runs by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        table = mixed_table(home)
        return {
            "network": _played("mlp", "iris", training={"epochs": 5}),
            "forest": _played("random_forest", "iris", params={"trees": 10}),
            "margin": _played("linear_svm", "breast_cancer", data={"extra_noise_columns": 3}),
            "cancer": _played("naive_bayes", "breast_cancer"),
            "ridge": _played("ridge", "diabetes"),
            "mixed": mixed_run(table, "mlp", "species"),
            "price": mixed_run(table, "gradient_boosting", "price"),
        }


def _played(recipe: str, name: str, **sections: Any) -> Run:
    raw = {"recipe": recipe, "dataset": name, "device": "cpu", **sections}
    return play_in_store(build_spec(raw))


@pytest.fixture(autouse=True)
def serving(
    playground_home: Path, home: Path, trained: dict[str, Run], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Answer the pages' probes, and let pages wait for the answer."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))
    monkeypatch.setattr("pages._ui.probe.SECONDS_OF_PATIENCE", 60.0)
    with probe_serving():
        yield


def page(run: str, panel: str) -> None:
    """Draw one panel of a run."""
    from core.store import runs
    from pages._ui.looking.importance import importance_panel
    from pages._ui.looking.residuals import residual_panel
    from pages._ui.looking.row_answer import row_answer
    from pages._ui.looking.threshold import threshold_panel

    panels = {
        "row": row_answer,
        "threshold": threshold_panel,
        "errors": residual_panel,
        "importance": importance_panel,
    }
    found = runs.get(run)
    assert found is not None
    panels[panel](found)


def opened(run: Run, panel: str) -> AppTest:
    app = AppTest.from_function(page, args=(run.id, panel), default_timeout=90).run()
    assert not app.exception
    return app


def charts(app: AppTest) -> list[Any]:
    """Return what is drawn, as Plotly is told."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def numbers(values: Any) -> list[float]:
    """Return an array as Plotly is told: a list, or base64 of its bytes."""
    if isinstance(values, list):
        return values
    return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()


def words(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.info, *app.warning, *app.error)
    return " ".join(item.value for item in shown)


def bars(app: AppTest) -> dict[str, str]:
    """Return what is said of each class."""
    bar = charts(app)[0]["data"][0]
    return dict(zip(bar["y"], bar["text"], strict=True))


@pytest.mark.parametrize("name", ["network", "forest"])
def test_a_test_examples_answer_is_the_one_that_was_kept(
    trained: dict[str, Run], name: str
) -> None:
    run = trained[name]
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    app = opened(run, "row")
    number = next(item for item in app.number_input if item.label == "Example")
    assert number.max == len(kept["test.targets"])
    number.set_value(5).run()
    assert not app.exception
    classes = ("setosa", "versicolor", "virginica")
    scores = kept["test.scores"][4]
    assert bars(app) == {label: f"{scores[k]:.1%}" for k, label in enumerate(classes)}
    assert f"In truth: **{classes[kept['test.targets'][4]]}**" in words(app)


def test_slider_and_number_move_together_and_change_the_answer(trained: dict[str, Run]) -> None:
    app = opened(trained["forest"], "row")
    before = bars(app)
    sliders = [item for item in app.slider if item.label == "petal length (cm)"]
    fields = [item for item in app.number_input if item.label == "petal length (cm)"]
    sliders[0].set_value(sliders[0].max).run()
    field = next(item for item in app.number_input if item.label == "petal length (cm)")
    assert field.value == sliders[0].max and len(fields) == 1
    width = next(item for item in app.number_input if item.label == "petal width (cm)")
    width.set_value(9.0).run()
    assert not app.exception
    slider = next(item for item in app.slider if item.label == "petal width (cm)")
    assert slider.value == slider.max < 9
    said = words(app)
    assert "Changed from test example 1" in said
    assert "Outside anything in the training examples: petal width (cm)" in said
    assert bars(app) != before or before["virginica"] == "100.0%"
    undo = next(item for item in app.button if item.label == "As it was")
    undo.click().run()
    assert bars(app) == before and "Changed" not in words(app)


def test_the_median_has_no_truth(trained: dict[str, Run]) -> None:
    app = opened(trained["ridge"], "row")
    assert "In truth: **" in words(app) and "points**" in words(app)
    assert not app.warning  # the sex of this example is the largest there is, not beyond it
    next(item for item in app.selectbox if item.label == "Start from").set_value("median").run()
    assert not app.exception
    assert "the median of each number" in words(app) and "truth" not in words(app)
    assert app.metric[0].value.endswith(" points")


def test_categories_dates_and_gaps_have_controls_that_fit(trained: dict[str, Run]) -> None:
    app = opened(trained["mixed"], "row")
    town = next(item for item in app.selectbox if item.label == "town")
    assert town.options[:2] == ["Bern", "Lima"] and town.options[-1] == "(no value)"
    assert [item.label for item in app.date_input] == ["seen"]
    before = bars(app)
    length = next(item for item in app.number_input if item.label == "length")
    length.set_value(None).run()
    assert not app.exception and not app.error
    assert bars(app) != before
    length = next(item for item in app.number_input if item.label == "length")
    length.set_value(1e300).run()
    assert not app.exception
    assert "it must be a number such as" in app.error[0].value


def test_a_network_can_be_asked_beside_the_best_classical_model(trained: dict[str, Run]) -> None:
    app = opened(trained["network"], "row")
    assert len(charts(app)) == 1
    app.toggle[0].set_value(True).run()
    assert not app.exception
    titles = [chart["layout"]["title"]["text"] for chart in charts(app)]
    assert len(titles) == 2
    assert not opened(trained["forest"], "row").toggle  # which is classical itself


def test_decision_values_are_called_so(trained: dict[str, Run]) -> None:
    app = opened(trained["margin"], "row")
    assert "no probabilities" in words(app)
    assert charts(app)[0]["layout"]["xaxis"]["title"]["text"] == "Decision value"


@pytest.mark.parametrize(("name", "start"), [("cancer", 0.5), ("margin", 0.0)])
def test_everything_follows_the_threshold(trained: dict[str, Run], name: str, start: float) -> None:
    run = trained[name]
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    app = opened(run, "threshold")
    # Malignant, label 0, is the rarer class.
    positive, scores = kept["valid.targets"] == 0, kept["valid.scores"][:, 0].astype(float)
    slider = app.slider[0]
    assert slider.value == pytest.approx(start, abs=1e-6)
    for threshold in (start, float(np.quantile(scores, 0.3 if name == "margin" else 0.5))):
        moved = app.slider[0].set_value(threshold).run()
        assert not app.exception
        called = scores >= moved.slider[0].value
        expected = [
            metrics.precision_score(positive, called),
            metrics.recall_score(positive, called),
            metrics.f1_score(positive, called),
            metrics.accuracy_score(positive, called),
        ]
        assert [item.value for item in app.metric] == [f"{value:.3f}" for value in expected]
        counts = app.table[0].value.to_numpy().ravel()
        (tn, fp), (fn, tp) = metrics.confusion_matrix(positive, called)
        assert [int(str(cell).split()[0]) for cell in counts] == [tp, fn, fp, tn]
        _, roc, pr, *calibrated = charts(app)
        point = roc["data"][2]
        assert point["y"] == [pytest.approx(expected[1])]
        assert point["x"] == [pytest.approx(fp / (fp + tn))]
        assert pr["data"][2]["x"] == [pytest.approx(expected[1])]
        assert pr["data"][2]["y"] == [pytest.approx(expected[0])]
        area = metrics.roc_auc_score(positive, scores)
        assert f"area {area:.3f}" in roc["layout"]["title"]["text"]
        assert len(calibrated) == (name == "cancer")
    assert ("nothing to be calibrated" in words(app)) == (name == "margin")


def test_thresholds_are_chosen_on_validation(trained: dict[str, Run]) -> None:
    app = opened(trained["cancer"], "threshold")
    assert "choose on validation" not in words(app)
    app.segmented_control[0].set_value("test").run()
    assert not app.exception
    assert "choose on validation" in words(app)
    kept = arrays.load(trained["cancer"].id, "predictions")
    assert kept is not None
    right = (kept["test.scores"][:, 0] >= 0.5) == (kept["test.targets"] == 0)
    assert app.metric[3].value == f"{right.mean():.3f}"


def test_of_several_classes_one_stands_against_the_rest(trained: dict[str, Run]) -> None:
    app = opened(trained["network"], "threshold")
    next(item for item in app.selectbox if item.label == "Positive class").set_value(2).run()
    assert not app.exception
    assert list(app.table[0].value.index) == ["really virginica", "really any other"]


def test_errors_of_a_number(trained: dict[str, Run]) -> None:
    run = trained["ridge"]
    app = opened(run, "errors")
    shown = {item.label: item.value for item in app.metric}
    rmse = run.scores["valid"]["rmse"]
    assert float(shown["RMSE"]) == pytest.approx(rmse, rel=1e-3)
    assert float(shown["MAE"]) == pytest.approx(run.scores["valid"]["mae"], rel=1e-3)
    truth, errors = charts(app)
    assert len(numbers(truth["data"][1]["x"])) == 89
    lines = {trace.get("name"): trace["x"] for trace in errors["data"][1:]}
    assert lines[f"RMSE ±{shown['RMSE']}"][4] == pytest.approx(rmse)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (3882.4, "3,882"), (-57.478, "-57.48"), (0.12344, "0.1234"), (2e12, "2e+12")],
)
def test_numbers_are_rounded_to_what_one_reads(value: float, text: str) -> None:
    assert rounded(value) == text


def test_what_matters_is_ranked_and_followed(trained: dict[str, Run]) -> None:
    app = opened(trained["price"], "importance")
    ranked, followed = charts(app)
    assert ranked["data"][0]["y"][-2:] == ["town", "length"]
    lengths = numbers(ranked["data"][0]["x"])
    assert lengths == sorted(lengths)
    assert "RMSE" in ranked["layout"]["xaxis"]["title"]["text"]
    assert followed["layout"]["xaxis"]["title"]["text"] == "length"
    assert followed["layout"]["yaxis"]["title"]["text"] == "price"
    assert "reads it off the other" in words(app)
    column = next(item for item in app.selectbox if item.label == "Column to change")
    column.set_value(2).run()
    assert not app.exception
    assert "Bern" in charts(app)[1]["data"][1]["x"]


def test_a_class_can_be_chosen_to_follow(trained: dict[str, Run]) -> None:
    app = opened(trained["network"], "importance")
    assert "accuracy" in words(app)
    next(item for item in app.selectbox if item.label == "Class").set_value(0).run()
    assert not app.exception
    assert charts(app)[1]["layout"]["yaxis"]["title"]["text"] == "Probability of setosa"


def test_of_many_columns_some_come_first(trained: dict[str, Run]) -> None:
    app = opened(trained["margin"], "row")
    assert len(app.slider) == 30
    assert [item.label for item in app.expander] == ["3 more columns"]
    app = opened(trained["margin"], "importance")
    assert len(charts(app)[0]["data"][0]["y"]) == 30
    block = next(item for item in app.selectbox if item.label == "Columns")
    assert block.options == ["1 to 30", "31 to 33"]
    block.set_value(1).run()
    assert not app.exception
    assert sorted(charts(app)[0]["data"][0]["y"]) == ["noise 1", "noise 2", "noise 3"]
    block = next(item for item in app.selectbox if item.label == "Columns")
    block.set_value(0).run()
    assert len(charts(app)[0]["data"][0]["y"]) == 30


def test_answers_that_are_no_numbers_are_not_drawn(trained: dict[str, Run]) -> None:
    run = trained["forest"]
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    arrays.save(run.id, "predictions", kept | {"valid.scores": kept["valid.scores"] * np.nan})
    st.cache_data.clear()
    assert "not finite" in words(opened(run, "threshold"))
    arrays.save(run.id, "predictions", kept)
    st.cache_data.clear()


def test_the_wrong_panel_for_the_task_says_so(trained: dict[str, Run]) -> None:
    assert "predicts a number" in words(opened(trained["ridge"], "threshold"))
    assert "tells classes apart" in words(opened(trained["forest"], "errors"))


@pytest.mark.parametrize("panel", ["row", "threshold", "errors", "importance"])
def test_before_a_run_is_scored_each_panel_says_what_it_needs(panel: str) -> None:
    spec = build_spec({"recipe": "ridge", "dataset": "diabetes"})
    run = runs.get(runs.create(spec, name="not begun", status="paused"))
    assert run is not None
    said = words(opened(run, panel))
    assert ("This run has not begun" if panel == "row" else SCORED_FIRST) in said

"""The metrics page: every tab, edited tables, exercises, and one's own runs."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as peers
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.metrics.metric import Answers, Estimates, Likelihoods, Predictions, Transcripts, as_arrays
from core.metrics.scoring import score
from core.store import arrays, runs
from pages._ui.language import translator
from pages._ui.metrics import matrix as metrics_matrix
from pages._ui.metrics import numbers as metrics_numbers
from pages._ui.metrics import probabilities as metrics_probabilities
from pages._ui.metrics.exercises import exercises
from pages._ui.metrics.formulas import equals, figure, literal, plain
from pages._ui.metrics.matrix import MOST_OF_A_CELL, checked_matrix, preset_table
from pages._ui.metrics.numbers import checked_numbers
from pages._ui.metrics.probabilities import checked_probabilities
from pages._ui.metrics.runs import matrix_of, worked_scores
from pages._ui.metrics.squares import outline

PAGE = Path(__file__).parents[2] / "pages" / "metrics.py"
TABS = ("Classes", "Numbers", "Probabilities", "Your runs", "Exercises")
MATRIX, NUMBERS, CHANCES = (
    f"metrics.{name}.editor.0" for name in ("matrix", "numbers", "probabilities")
)


def opened(tab: str = "Classes", language: str = "en", **state: Any) -> AppTest:
    """Open the page at a tab."""
    app = AppTest.from_file(str(PAGE), default_timeout=30)
    app.session_state["language"] = language
    app.session_state["metrics.tabs"] = translator(language)(tab)
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def edited(app: AppTest, key: str, rows: dict[int, dict[str, Any]], **more: Any) -> AppTest:
    """Type into the cells of a table."""
    state = {"edited_rows": rows, "added_rows": [], "deleted_rows": []} | more
    app.session_state[key] = state
    app.run()
    assert not app.exception
    return app


def formulas(app: AppTest) -> str:
    """Return all formulas on screen."""
    return "\n".join(item.value for item in app.latex)


def shown(app: AppTest) -> dict[str, tuple[float, ...]]:
    """Return the table of scores: precision, recall and F1 by the row's name."""
    table = app.dataframe[-1].value
    return {row[0]: tuple(row[1:4]) for row in table.itertuples(index=False)}


def chosen(app: AppTest, key: str, value: Any) -> AppTest:
    """Choose in a segmented control."""
    app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_in_both_languages(tab: str, language: str) -> None:
    app = opened(tab, language)
    assert not app.error
    if tab in TABS[:3]:
        assert app.latex, "an example is worked out at once"


@pytest.mark.parametrize("preset", metrics_matrix.PRESETS)
def test_every_preset_is_worked_out(preset: str) -> None:
    app = opened()
    app.button(key=f"metrics.matrix.preset.{preset}").click().run()
    assert len(app.latex) == 1
    for name in ("precision", "recall", "f1"):
        chosen(app, "metrics.classes.metric", name)
        assert len(app.latex) == 4


def test_editing_the_matrix_changes_every_step() -> None:
    app = chosen(opened(), "metrics.classes.metric", "precision")
    chosen(app, "metrics.classes.class", "dog")
    assert r"\frac{30}{30 + 12}" in formulas(app)
    assert r"\approx \mathbf{0.714}" in formulas(app)
    edited(app, MATRIX, {0: {"said1": 30}})
    assert r"\frac{30}{30 + 30}" in formulas(app)
    assert r"= \mathbf{0.5}" in formulas(app)
    assert shown(app)["dog"][0] == 0.5
    chosen(app, "metrics.tabs", "Numbers")
    chosen(app, "metrics.tabs", "Classes")  # what was typed stays, though its table was gone
    assert r"\frac{30}{30 + 30}" in formulas(app)
    assert app.dataframe[0].value["said1"].tolist() == [30, 30]


@pytest.mark.parametrize("seed", range(6))
def test_scores_of_an_edited_matrix_equal_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.integers(0, 9, (3, 3))
    matrix[seed % 3] *= seed % 2  # a class that does not occur
    matrix[:, (seed + 1) % 3] *= (seed // 2) % 2  # and one that is never said
    app = opened()
    app.button(key="metrics.matrix.preset.three").click().run()
    rows = {i: {f"said{j}": int(matrix[i, j]) for j in range(3)} for i in range(3)}
    found = shown(edited(app, "metrics.matrix.editor.1", rows))
    cells = np.repeat(np.arange(9), matrix.ravel())
    for title, average in (("macro", "macro"), ("weighted", "weighted"), ("micro", "micro")):
        (row,) = (values for name, values in found.items() if f"({title})" in name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = peers.precision_recall_fscore_support(
                cells // 3, cells % 3, labels=[0, 1, 2], average=average, zero_division=0.0
            )
        assert row == pytest.approx(expected[:3], rel=1e-12, abs=1e-12), title


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ({"said1": -3}, "whole number"),
        ({"said1": 2.5}, "2.5"),
        ({"said1": MOST_OF_A_CELL + 1}, "100000"),
        ({"said1": None}, "nothing"),
        ({"name": ""}, "characters"),
        ({"name": "dog"}, "two"),
        ({"name": "x" * 21}, "20"),
    ],
)
def test_nonsense_in_the_matrix_gets_a_sentence_and_nothing_is_lost(
    cell: dict[str, Any], word: str
) -> None:
    app = opened()
    before = formulas(app)
    edited(app, MATRIX, {0: cell})
    assert word.lower() in app.error[0].value.lower()
    assert formulas(app) == before, "the last numbers that made sense"
    edited(app, MATRIX, {0: {"said1": 0}})
    assert not app.error
    assert formulas(app) != before


def test_the_largest_count_is_accepted() -> None:
    table = preset_table("balanced")
    table.loc[0, "said0"] = MOST_OF_A_CELL
    found = checked_matrix(table)
    assert not isinstance(found, str)
    assert found[1][0, 0] == MOST_OF_A_CELL


@pytest.mark.parametrize("name", ["<b>x</b>", "$x$", "**x**", r"\frac{", "猫", "a'b", "{0}"])
def test_a_class_may_have_any_name(name: str) -> None:
    app = chosen(opened(), "metrics.classes.metric", "recall")
    edited(app, MATRIX, {0: {"name": name}})
    assert not app.error
    chosen(app, "metrics.classes.class", name)
    assert name in shown(app)
    html = "".join(item.proto.body for item in app.get("html"))
    assert "<b>x" not in html
    assert plain(name) in formulas(app)


def test_classes_are_added_and_taken_away() -> None:
    app = opened()
    app.number_input(key="metrics.matrix.size").set_value(4).run()
    assert not app.exception and not app.error
    assert app.dataframe[0].value["name"].tolist() == ["cat", "dog", "A", "B"]
    assert app.dataframe[0].value["said0"].tolist() == [38, 20, 0, 0]
    app.number_input(key="metrics.matrix.size").set_value(2).run()
    assert app.dataframe[0].value["said0"].tolist() == [38, 20]


def test_a_matrix_without_examples_says_so() -> None:
    rows = {i: {"said0": 0, "said1": 0} for i in range(2)}
    app = edited(chosen(opened(), "metrics.classes.metric", "f1"), MATRIX, rows)
    assert "no examples" in app.info[0].value
    assert {value for row in shown(app).values() for value in row} == {0}


def test_an_untouched_example_is_worded_again_in_another_language() -> None:
    app = opened()
    assert app.dataframe[0].value["said0"].tolist() == [38, 20]
    assert app.session_state["metrics.matrix"].language == "en"
    chosen(app, "language", "zh")
    assert app.session_state["metrics.matrix"].language == "zh"
    edited(app, "metrics.matrix.editor.1", {0: {"name": "mine"}})
    chosen(app, "language", "en")
    assert "mine" in shown(app)


def test_editing_estimates_changes_every_metric() -> None:
    app = opened("Numbers")
    edited(app, NUMBERS, {0: {"target": 10.0, "value": 20.0}})
    targets, values = (10, 25, 31, 40, 52), (20, 21, 30, 48, 47)
    expected = {
        peers.mean_absolute_error(targets, values),
        peers.mean_squared_error(targets, values),
        peers.root_mean_squared_error(targets, values),
        peers.r2_score(targets, values),
    }
    for value in expected:
        assert rf"\mathbf{{{figure(value)}}}" in formulas(app), value
    assert r"\text{minutes²}" in formulas(app)
    app.text_input(key="metrics.numbers.unit").set_value("kg_$").run()
    assert r"\text{kg\_\$²}" in formulas(app)


@pytest.mark.parametrize("preset", metrics_numbers.PRESETS)
def test_every_preset_of_numbers_is_worked_out(preset: str) -> None:
    app = opened("Numbers")
    app.button(key=f"metrics.numbers.preset.{preset}").click().run()
    assert not app.exception and not app.error
    assert len(app.latex) == 5
    if preset == "mean":
        assert r"= \mathbf{0}" in formulas(app)


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ({0: {"value": None}}, "Row 1"),
        ({1: {"target": 2e6}}, "1,000,000"),
        ({2: {"value": math.inf}}, "Row 3"),
    ],
)
def test_nonsense_among_estimates_gets_a_sentence(rows: dict[int, Any], word: str) -> None:
    app = opened("Numbers")
    before = formulas(app)
    edited(app, NUMBERS, rows)
    assert word in app.error[0].value
    assert formulas(app) == before


def test_too_few_or_too_many_rows_get_a_sentence() -> None:
    table = pd.DataFrame({"target": [1.0] * 31, "value": [2.0] * 31})
    assert "31" in str(checked_numbers(table))
    assert "1 rows" in str(checked_numbers(table[:1]))
    assert not isinstance(checked_numbers(table[:30]), str)
    app = edited(opened("Numbers"), NUMBERS, {}, deleted_rows=[0, 1, 2, 3, 4])
    assert "2 to 30" in app.error[0].value


def test_estimates_of_values_that_are_all_alike() -> None:
    rows = {i: {"target": 5.0, "value": 5.0} for i in range(5)}
    app = edited(opened("Numbers"), NUMBERS, rows)
    assert r"= \mathbf{1}" in formulas(app)
    assert "all alike" in "".join(item.value for item in app.caption)


@pytest.mark.parametrize("preset", metrics_probabilities.PRESETS)
def test_probabilities_equal_scikit_learn(preset: str) -> None:
    app = opened("Probabilities")
    app.button(key=f"metrics.probabilities.preset.{preset}").click().run()
    assert not app.exception and not app.error
    example = metrics_probabilities.PRESETS[preset]
    positive = [1] * len(example.positives) + [0] * len(example.negatives)
    scores = [*example.positives, *example.negatives]
    for value in (peers.roc_auc_score(positive, scores), peers.log_loss(positive, scores)):
        assert rf"\mathbf{{{figure(value)}}}" in formulas(app), value


def test_nonsense_among_probabilities_gets_a_sentence() -> None:
    app = opened("Probabilities")
    before = formulas(app)
    for value in (1.5, -0.1, None):
        edited(app, CHANCES, {1: {"probability": value}})
        assert "Row 2" in app.error[0].value
        assert formulas(app) == before
    added = [{"positive": True}]
    edited(app, CHANCES, {}, added_rows=added)
    assert "Row 9" in app.error[0].value
    assert isinstance(checked_probabilities(pd.DataFrame({"probability": []})), str)


def test_examples_of_one_kind_have_no_area() -> None:
    app = edited(opened("Probabilities"), CHANCES, {i: {"positive": False} for i in range(8)})
    assert "at least one of each" in app.info[0].value
    assert r"\frac{0}{0}" in formulas(app)


@pytest.mark.parametrize("name", exercises())
def test_exercises_check_what_is_answered(name: str) -> None:
    exercise = exercises()[name]
    app = chosen(opened("Exercises"), "metrics.exercises.exercise", name)
    assert app.button(key=f"metrics.exercises.check.{name}").disabled
    assert not [item for item in app.button if item.key == f"metrics.exercises.show.{name}"]
    solution = exercise.right.reply.format(**exercise.numbers)
    wrong = [answer for answer in exercise.answers if not answer.right]
    assert wrong
    for answer in wrong:
        answered(app, name, answer.value)
        assert app.warning[0].value == answer.reply.format(**exercise.numbers)
        assert not app.success and not app.info, "nothing is given away"
    if exercise.numeric:
        answered(app, name, 123.0)
        assert app.warning[0].value == exercise.otherwise.format(**exercise.numbers)
    app.button(key=f"metrics.exercises.show.{name}").click().run()
    assert app.info[0].value == solution
    answered(app, name, exercise.right.value)
    assert app.success[0].value == solution
    assert "1 of 6 solved" in app.markdown[1].value
    app.button(key="metrics.exercises.reset").click().run()
    assert not app.success and "0 of 6 solved" in app.markdown[1].value


def answered(app: AppTest, name: str, value: float | str) -> None:
    """Give an answer and have it checked."""
    key = f"metrics.exercises.answer.{name}"
    field = app.radio(key=key) if isinstance(value, str) else app.number_input(key=key)
    field.set_value(value).run()
    app.button(key=f"metrics.exercises.check.{name}").click().run()
    assert not app.exception


def test_an_answer_outlasts_another_tab_and_language() -> None:
    app = opened("Exercises")
    answered(app, "regression", "mse")
    chosen(app, "metrics.tabs", "Classes")
    chosen(app, "language", "zh")
    chosen(app, "language", "en")
    chosen(app, "metrics.tabs", "Exercises")
    assert app.warning and app.radio[0].value == "mse"


def test_the_numbers_of_the_exercises() -> None:
    found = {name: exercise.right.value for name, exercise in exercises().items()}
    assert found["recall"] == pytest.approx(30 / 50)
    assert found["rmse"] == pytest.approx((9 + 16 + 144) / 4)
    assert found["r2"] == -3
    assert found["threshold"] == 0
    assert (found["regression"], found["imbalance"]) == ("mae", "recall")


def scored(said: Answers, recipe: str, dataset: str, name: str = "a run", unknown: str = "") -> str:
    """Store a finished run that said this of the test examples; one metric may be unknown."""
    spec = build_spec({"recipe": recipe, "dataset": dataset})
    run = runs.create(spec, name=name, worker={"cli": True})
    values = {key: None if math.isnan(each) else each for key, each in score(said).items()}
    values.pop(unknown, None)
    runs.settle(run, 1, "finished", scores={"test": values})
    arrays.save(run, "predictions", as_arrays({"test": said}))
    return run


def guesses(seed: int, classes: int, probabilistic: bool = True) -> Predictions:
    """Return random predictions with ties; of more than two classes the last never occurs."""
    random = np.random.default_rng(seed)
    # 64ths, so that keeping them as 32-bit numbers changes nothing.
    scores = random.multinomial(64, random.dirichlet(np.ones(classes), 80)) / 64
    targets = random.integers(0, classes - (seed % 2 and classes > 2), 80)
    return Predictions(targets, scores if probabilistic else scores - 0.5, probabilistic)


@pytest.mark.parametrize("probabilistic", [True, False])
@pytest.mark.parametrize(("seed", "classes"), [(0, 2), (1, 3), (2, 10), (3, 5)])
def test_scores_of_a_run_worked_out_again_are_its_scores(
    seed: int, classes: int, probabilistic: bool
) -> None:
    said = guesses(seed, classes, probabilistic)
    kept = as_arrays({"test": said})
    found, expected = worked_scores(kept), score(said)
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-6, nan_ok=True), name
    assert (
        matrix_of(kept).tolist()
        == peers.confusion_matrix(said.targets, said.labels, labels=list(range(classes))).tolist()
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ones_own_classifier_equals_the_scoreboard(language: str) -> None:
    scored(guesses(2, 10), "logistic_regression", "digits")
    app = opened("Your runs", language)
    table = app.dataframe[0].value
    assert (table["here"] == table["stored"]).all()
    assert len(table) == 9
    assert table["same"].str.startswith("✓").all()
    assert app.latex
    for name in ("precision", "recall", "f1"):
        chosen(app, "metrics.runs.metric", name)
    chosen(app, "metrics.runs.view", "chances")
    assert r"\frac" in formulas(app)


def test_ones_own_regressor_equals_the_scoreboard() -> None:
    random = np.random.default_rng(0)
    targets = random.normal(150, 70, 89)
    scored(Estimates(targets, targets + random.normal(0, 50, 89)), "ridge", "diabetes")
    app = opened("Your runs")
    table = app.dataframe[0].value
    assert table["metric"].tolist() == ["MAE", "MSE", "RMSE", "R²", "MAPE"]
    assert table["same"].tolist() == ["✓ equal"] * 5
    assert len(app.latex) == 5


def test_ones_own_language_model_equals_the_scoreboard() -> None:
    random = np.random.default_rng(0)
    targets = random.integers(0, 90, 500)
    said = Likelihoods(targets, np.roll(targets, 1), np.log(random.uniform(0.01, 1, 500)))
    scored(said, "ngram_lm", "python_docs")
    app = opened("Your runs")
    table = app.dataframe[0].value
    assert len(table) == 3 and table["same"].str.startswith("✓").all()
    assert len(app.latex) == 3 and r"\frac" in formulas(app)


def test_ones_own_written_strings_equal_the_scoreboard() -> None:
    targets = np.array(["abc", "de", "<b>"] * 20)
    said = Transcripts(targets, np.array(["abc", "xe", "<i>"] * 20))
    scored(said, "seq2seq", "reverse")
    app = opened("Your runs")
    table = app.dataframe[0].value
    assert table["same"].tolist() == ["✓ equal"] * 3
    assert r"\frac{20}{60}" in formulas(app)
    html = "".join(item.proto.body for item in app.get("html"))
    assert "&lt;i&gt;" in html and "<i>" not in html
    assert html.count("<code>") == 2 * 30


def test_a_run_of_before_a_metric_was_known() -> None:
    random = np.random.default_rng(0)
    targets = random.normal(150, 70, 89)
    scored(Estimates(targets, targets + 1), "ridge", "diabetes", unknown="mape")
    table = opened("Your runs").dataframe[0].value
    assert table["metric"].tolist() == ["MAE", "MSE", "RMSE", "R²"]


def test_nothing_is_a_fraction_of_zero() -> None:
    app = edited(opened("Numbers"), NUMBERS, {0: {"target": 0}})
    assert "undefined" in "".join(item.value for item in app.caption)
    assert r"\text{–}" in formulas(app)


def test_a_margin_classifier_has_no_log_loss() -> None:
    scored(guesses(0, 3, probabilistic=False), "linear_svm", "wine")
    app = chosen(opened("Your runs"), "metrics.runs.view", "chances")
    assert "no probabilities" in app.info[0].value
    table = app.dataframe[0].value.set_index("metric")
    assert table.loc["Log loss", "same"] == "undefined in both"


def test_many_classes_are_drawn_in_part() -> None:
    scored(guesses(0, 15), "logistic_regression", "digits")
    app = chosen(opened("Your runs"), "metrics.runs.metric", "recall")
    html = "".join(item.proto.body for item in app.get("html"))
    assert html.count('scope="row"') == 12
    assert "12 largest of 15" in "".join(item.value for item in app.caption)
    assert len(app.dataframe[-1].value) == 15 + 3


def test_runs_of_others_and_without_predictions() -> None:
    assert "scored yet" in opened("Your runs").info[0].value
    theirs = build_spec({"recipe": "ridge", "dataset": "diabetes"})
    run = runs.create(theirs, name="secret", owner="somebody", worker={"cli": True})
    runs.settle(run, 1, "finished", scores={"test": {"mae": 1.0}})
    assert "scored yet" in opened("Your runs").info[0].value
    run = runs.create(theirs, name="old", worker={"cli": True})
    runs.settle(run, 1, "finished", scores={"test": {"mae": 1.0}})
    assert "not kept" in opened("Your runs").info[0].value


def test_squares_along_the_diagonal() -> None:
    x, y = outline([(1, 3)])
    assert list(zip(x, y, strict=True))[:4] == [(1, 1), (3, 1), (3, 3), (1, 3)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (2 / 3, "0.667"), (0.4004, "0.400"), (-3, "-3"), (1234.56, "1234.6"), (0, "0")],
)
def test_figures_have_the_digits_one_needs(value: float, text: str) -> None:
    assert figure(value) == text


def test_a_rounded_result_is_said_to_be_about() -> None:
    assert equals(0.25).startswith("=")
    assert equals(1 / 3).startswith(r"\approx")
    assert equals(math.nan).startswith(r"\approx")
    assert literal("a*b") == r"a\*b"

"""What matters to a model: the same as scikit-learn finds by hand, and known answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import Ridge
from sklearn.tree import DecisionTreeClassifier

from core.catalog.build import build_spec
from core.data.dataset import Dataset
from core.probes.datasets import dataset
from core.probes.dependence import dependence
from core.probes.estimators import as_estimator, sample
from core.probes.importance import importance
from core.probes.models import model_of
from core.probes.requests import MomentRequest
from core.probes.row import row, row_form
from core.probes.snapshots import described
from core.spec.message import SpecError
from core.spec.parameters import parse
from core.store.runs import Run
from tests.fixtures.mixed_table import mixed_run, mixed_table
from tests.fixtures.playing import play_in_store


def plain(recipe: str, name: str, **sections: Any) -> Run:
    raw = {"recipe": recipe, "dataset": name, "device": "cpu", **sections}
    return play_in_store(build_spec(raw))


@pytest.fixture(scope="module")
def mixed(home_of_probes: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Return a network for either task, on numbers, categories and dates with gaps."""
    table = mixed_table(tmp_path_factory.mktemp("tables"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home_of_probes))
        return {target: mixed_run(table, "mlp", target) for target in ("species", "price")}


def data_of(run: Run) -> Dataset:
    known = described(run.id)
    return dataset(known.spec.dataset, known.spec.data)


def asked(run: Run, **more: Any) -> dict[str, Any]:
    return {"run": run.id, "tick": "live", **more}


def test_importance_equals_scikit_learns_on_the_same_estimator_and_seed(
    home_of_probes: Path,
) -> None:
    run = plain("decision_tree", "breast_cancer", data={"extra_noise_columns": 2}, seed=4)
    found = importance(asked(run, repeats=4, seed=7, columns=[31, 0, 22, 27]))
    data = data_of(run)
    train, valid = data.splits["train"], data.splits["valid"]
    depth = build_spec(run.spec).params.model_dump()["max_depth"]
    tree = DecisionTreeClassifier(max_depth=depth, random_state=4).fit(train.inputs, train.targets)
    expected = permutation_importance(
        tree, valid.inputs, valid.targets, n_repeats=4, random_state=7
    ).importances
    np.testing.assert_allclose(found["importances"], expected[[31, 0, 22, 27]], atol=1e-12)
    assert found["score"] == pytest.approx(tree.score(valid.inputs, valid.targets))
    assert found["rows"] == found["among"] == len(valid)
    assert found["columns_in_all"] == 32
    assert list(found["names"][:2]) == ["noise 2", "mean radius"]


def test_columns_of_noise_hardly_matter_and_one_that_decides_does(mixed: dict[str, Run]) -> None:
    for target, run in mixed.items():
        found = importance(asked(run))
        assert list(found["names"]) == ["length", "legs", "town", "seen"]
        means = found["importances"].mean(axis=1)
        assert means.argmax() == 0
        assert found["importances"].shape == (4, 10)
        assert abs(means[1]) < 0.2 * means[0], target


def test_a_column_that_the_model_does_not_use_has_no_importance_at_all(
    home_of_probes: Path,
) -> None:
    run = plain("decision_tree", "surfaces", data={"surface": "plane", "extra_noise_columns": 1})
    lasso = plain(
        "lasso",
        "surfaces",
        data={"surface": "plane", "extra_noise_columns": 1},
        params={"alpha": 0.1},
    )
    assert importance(asked(lasso))["importances"][2].tolist() == [0.0] * 10
    assert abs(importance(asked(run))["importances"][2].mean()) < 0.05
    assert importance(asked(run))["score"] == pytest.approx(run.scores["valid"]["rmse"], rel=1e-5)


def test_the_features_of_a_category_are_shuffled_together(mixed: dict[str, Run]) -> None:
    run = mixed["price"]
    data, inputs = data_of(run), data_of(run).splits["valid"].inputs
    town = np.array([name.startswith("town = ") for name in data.features])
    assert town.sum() > 3
    model = model_of(parse(MomentRequest, asked(run), ""))
    asked_with: list[Any] = []

    def answers(rows: Any) -> Any:
        asked_with.append(rows)
        return model.answers(rows)

    seen, originals, _ = sample(model)
    estimator = as_estimator(model._replace(answers=answers), seen, originals, (2,))
    estimator.predict(seen.codes[::-1, [2]])
    np.testing.assert_array_equal(asked_with[-1][:, town], inputs[::-1][:, town])
    np.testing.assert_array_equal(asked_with[-1][:, ~town], inputs[:, ~town])
    assert (asked_with[-1][:, town].sum(axis=1) == 1).all()


def test_the_partial_dependence_of_a_linear_model_is_a_line_with_its_slope(
    home_of_probes: Path,
) -> None:
    run = plain("ridge", "diabetes", params={"alpha": 1.0})
    data = data_of(run)
    train = data.splits["train"]
    mean, deviation = train.inputs.mean(0), train.inputs.std(0)
    ridge = Ridge(alpha=1.0).fit((train.inputs - mean) / deviation, train.targets)
    found = dependence(asked(run, column=2))
    slopes = np.diff(found["average"][0]) / np.diff(found["grid"])
    np.testing.assert_allclose(slopes, ridge.coef_[2] / deviation[2], rtol=1e-3)
    lines = np.diff(found["lines"][0], axis=1) / np.diff(found["grid"])
    np.testing.assert_allclose(lines, ridge.coef_[2] / deviation[2], rtol=1e-3)
    assert str(found["unit"]) == "points" and found["lines"].shape[1] == 40


@pytest.mark.parametrize(("name", "recipe"), [("iris", "random_forest"), ("wine", "mlp")])
def test_dependence_equals_scikit_learns(home_of_probes: Path, name: str, recipe: str) -> None:
    training = {"training": {"epochs": 3}} if recipe == "mlp" else {}
    run = plain(recipe, name, **training)
    found = dependence(asked(run, column=1))
    valid = data_of(run).splits["valid"].inputs
    some = slice(None, None, 8)
    by_hand = np.empty((3, len(found["grid"][some])))
    for place, value in enumerate(found["grid"][some]):
        changed = valid.astype(np.float64)
        changed[:, 1] = value
        said = [row(asked(run, values=[float(v) for v in one]))["scores"] for one in changed]
        by_hand[:, place] = np.mean(said, axis=0)
    np.testing.assert_allclose(found["average"][:, some], by_hand, atol=1e-6)
    np.testing.assert_allclose(found["average"].sum(axis=0), 1, atol=1e-6)
    assert found["probabilistic"]


def test_of_two_classes_both_are_told(home_of_probes: Path) -> None:
    run = plain("logistic_regression", "breast_cancer")
    found = dependence(asked(run, column=20))
    np.testing.assert_allclose(found["average"].sum(axis=0), 1, atol=1e-9)
    assert found["average"][0, -1] > found["average"][0, 0]  # a larger radius, more malignant
    margin = plain("linear_svm", "breast_cancer")
    values = dependence(asked(margin, column=20))
    assert not values["probabilistic"]
    np.testing.assert_allclose(values["average"][0], -values["average"][1])
    form = typed_first(margin)
    np.testing.assert_allclose(form["scores"][0], -form["scores"][1])


def typed_first(run: Run) -> dict[str, Any]:
    words = row_form({"run": run.id, "example": 0})["start"]
    return row(asked(run, values=[float(word) for word in words]))


def test_categories_and_dates_have_grids_of_their_own(mixed: dict[str, Run]) -> None:
    run = mixed["price"]
    towns = dependence(asked(run, column=2))
    assert str(towns["kind"]) == "category"
    known = [label for label in towns["labels"] if label]
    assert set(known) <= {"Bern", "Lima", "Nowhere", "Oslo", "Rome"} and len(known) >= 4
    assert towns["labels"][-1] == "" and np.isnan(towns["grid"][-1])  # no value at all
    days = dependence(asked(run, column=3))
    assert str(days["kind"]) == "date" and (days["grid"] == np.round(days["grid"])).all()
    assert np.isfinite(days["average"]).all()


def test_large_data_are_sampled_and_it_is_told(home_of_probes: Path) -> None:
    run = plain("naive_bayes", "moons", data={"size": 5000})
    found = importance(asked(run, repeats=2))
    assert (found["rows"], found["among"]) == (500, 1000)
    assert dependence(asked(run, column=0))["rows"] == 500


def test_partial_dependence_is_scikit_learns_own(home_of_probes: Path) -> None:
    run = plain("decision_tree", "breast_cancer", seed=2)
    found = dependence(asked(run, column=22))
    data = data_of(run)
    train, valid = data.splits["train"], data.splits["valid"]
    depth = build_spec(run.spec).params.model_dump()["max_depth"]
    tree = DecisionTreeClassifier(max_depth=depth, random_state=2).fit(train.inputs, train.targets)
    expected = partial_dependence(
        tree,
        valid.inputs.astype(np.float64),
        [22],
        kind="both",
        method="brute",
        custom_values={22: found["grid"]},
    )
    np.testing.assert_allclose(found["average"][1], expected.average[0], atol=1e-12)
    assert 2 <= len(found["grid"]) <= 25


@pytest.mark.parametrize(
    ("probe", "changes", "sentence"),
    [
        (importance, {"columns": [4]}, "must be from 0 to 3, not 4"),
        (importance, {"columns": list(range(31))}, "30"),
        (importance, {"repeats": 1}, "2"),
        (dependence, {"column": 9}, "must be from 0 to 3, not 9"),
        (dependence, {"column": -1}, "0"),
    ],
)
def test_what_there_is_not_is_refused(
    mixed: dict[str, Run], probe: Any, changes: Any, sentence: str
) -> None:
    with pytest.raises(SpecError, match=sentence):
        probe(asked(mixed["price"], **changes))


def test_pictures_have_no_columns(run: Run) -> None:
    with pytest.raises(SpecError, match="only the columns of a table"):
        importance(asked(run))

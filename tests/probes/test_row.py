"""A row typed in: it becomes what the dataset holds, and is answered as when the run was scored."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.probes.datasets import dataset
from core.probes.originals import originals_of
from core.probes.row import row, row_form
from core.probes.snapshots import described
from core.spec.message import SpecError
from core.store import arrays
from core.store.runs import Run
from tests.fixtures.mixed_table import mixed_run, mixed_table
from tests.fixtures.playing import play_in_store

PENGUINS = Path(__file__).parents[3] / "shared" / "data" / "penguins.csv"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mixed_table(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def mixed(home_of_probes: Path, table: Path) -> dict[tuple[str, str], Run]:
    """Return a network and a classical run for either task."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home_of_probes))
        return {
            (recipe, target): mixed_run(table, recipe, target, extra_noise_columns=2)
            for recipe in ("mlp", "gradient_boosting")
            for target in ("species", "price")
        }


def plain(recipe: str, name: str, **sections: Any) -> Run:
    raw = {"recipe": recipe, "dataset": name, "device": "cpu", **sections}
    return play_in_store(build_spec(raw))


def typed(form: dict[str, Any]) -> list[Any]:
    """Return the row that a form tells, as a page sends it."""
    pairs = zip(form["kinds"], form["start"], strict=True)
    return [
        None if not word else float(word) if kind == "number" else str(word) for kind, word in pairs
    ]


def answered(run: Run, values: list[Any]) -> dict[str, Any]:
    return row({"run": run.id, "tick": "live", "values": values})


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_what_columns_hold_becomes_the_datasets_own_features(
    mixed: dict[tuple[str, str], Run], split: Any
) -> None:
    known = described(mixed["mlp", "species"].id)
    originals, data = originals_of(known), dataset(known.spec.dataset, known.spec.data)
    everything = np.arange(len(data.splits[split]))
    codes = originals.codes(split, everything)
    assert {column.kind for column in originals.columns} == {"number", "category", "date"}
    assert np.isnan(codes[:, :4]).any(axis=0).all() or split != "train"
    np.testing.assert_array_equal(originals.features(codes), data.splits[split].inputs)
    places = [place for c in originals.columns for place in range(*c.features.indices(1000))]
    assert places == list(range(len(data.features)))


@pytest.mark.skipif(not PENGUINS.exists(), reason="the penguins are not here")
def test_every_penguin_typed_in_is_the_penguin_of_the_dataset(home_of_probes: Path) -> None:
    data = {"path": str(PENGUINS), "target": "species"}
    run = plain("logistic_regression", "csv", data=data)
    known = described(run.id)
    originals = originals_of(known)
    tested = dataset(known.spec.dataset, known.spec.data).splits["test"]
    np.testing.assert_array_equal(
        originals.features(originals.codes("test", np.arange(len(tested)))), tested.inputs
    )
    form = row_form({"run": run.id, "example": 0})
    assert list(form["names"]) == [
        *("island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex")
    ]
    assert list(form["choices.0"]) == ["Biscoe", "Dream", "Torgersen"]


@pytest.mark.parametrize("recipe", ["mlp", "gradient_boosting"])
@pytest.mark.parametrize("target", ["species", "price"])
def test_a_test_example_typed_in_is_answered_as_it_was_scored(
    mixed: dict[tuple[str, str], Run], recipe: str, target: str
) -> None:
    run = mixed[recipe, target]
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    for example in range(0, len(kept["test.targets"]), 5):
        form = row_form({"run": run.id, "example": example})
        said = answered(run, typed(form))
        assert form["truth"] == pytest.approx(kept["test.targets"][example])
        if target == "species":
            assert said["probabilistic"]
            np.testing.assert_allclose(said["scores"], kept["test.scores"][example], atol=1e-6)
        else:
            np.testing.assert_allclose(said["value"], kept["test.values"][example], rtol=1e-5)


@pytest.mark.parametrize("name", ["breast_cancer", "diabetes"])
def test_a_table_of_numbers_is_typed_to_the_last_bit(home_of_probes: Path, name: str) -> None:
    run = plain("decision_tree", name, data={"noise": 0.3, "extra_noise_columns": 1})
    known = described(run.id)
    tested = dataset(name, known.spec.data).splits["test"]
    for example in range(0, len(tested), 9):
        values = np.array(typed(row_form({"run": run.id, "example": example})))
        np.testing.assert_array_equal(values.astype(np.float32), tested.inputs[example])


def test_a_margin_classifier_answers_decision_values(home_of_probes: Path) -> None:
    run = plain("linear_svm", "breast_cancer")
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    said = answered(run, typed(row_form({"run": run.id, "example": 3})))
    assert not said["probabilistic"]
    np.testing.assert_allclose(said["scores"], kept["test.scores"][3], rtol=1e-5)


def test_the_median_is_that_of_the_training_examples(mixed: dict[tuple[str, str], Run]) -> None:
    run = mixed["mlp", "species"]
    known = described(run.id)
    form = row_form({"run": run.id})
    codes = originals_of(known).codes("train", np.arange(len(train := _train(known))))
    assert float(form["start"][0]) == pytest.approx(np.nanmedian(codes[:, 0]))
    assert form["low"][0] == np.nanmin(codes[:, 0]) and form["high"][0] == np.nanmax(codes[:, 0])
    days = date.fromisoformat(str(form["start"][3])) - date(1970, 1, 1)
    assert days.days == int(np.nanmedian(codes[:, 3]))
    counts = dict.fromkeys(form["choices.2"], 0)
    for code in codes[~np.isnan(codes[:, 2]), 2]:
        counts[str(form["choices.2"][int(code)])] += 1
    assert form["start"][2] == max(counts, key=lambda town: counts[town])
    assert np.isnan(form["truth"]) and form["whole"][1] and not form["whole"][0]
    assert len(train) > 50


def _train(known: Any) -> Any:
    return dataset(known.spec.dataset, known.spec.data).splits["train"]


def test_a_missing_value_counts_as_one(mixed: dict[tuple[str, str], Run]) -> None:
    known = described(mixed["mlp", "species"].id)
    originals = originals_of(known)
    data = dataset(known.spec.dataset, known.spec.data)
    features = originals.features(np.full((1, 6), np.nan))[0]
    held = dict(zip(data.features, features, strict=True))
    assert held["length is missing"] == held["town = missing"] == held["seen is missing"] == 1
    assert held["town = Bern"] == 0


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (0, float("nan"), "must be a number such as"),
        (0, float("inf"), "must be a number such as"),
        (0, 1e300, "must be a number such as"),
        (0, 10**400, "must be a number such as"),
        (0, "long", "must be a number such as"),
        (0, True, "must be a number such as"),
        (1, [4], "must be a number such as"),
        (2, "Atlantis", "must be one of 'Bern', 'Lima'.*not 'Atlantis'"),
        (2, 3.0, "must be one of 'Bern'"),
        (2, {}, "must be one of 'Bern'"),
        (3, "2020-13-40", "must be a date such as 20"),
        (3, 5.0, "must be a date such as 20"),
        (5, None, "never empty"),
    ],
)
def test_garbage_typed_in_gets_a_sentence(
    mixed: dict[tuple[str, str], Run], place: int, value: Any, sentence: str
) -> None:
    run = mixed["mlp", "species"]
    values = typed(row_form({"run": run.id, "example": 1}))
    values[place] = value
    with pytest.raises(SpecError, match=sentence) as raised:
        answered(run, values)
    (problem,) = raised.value.problems
    assert problem.field.startswith("values.")


def test_rows_of_another_length_and_examples_that_are_not_there_are_refused(
    mixed: dict[tuple[str, str], Run], run: Run
) -> None:
    mine = mixed["mlp", "species"]
    with pytest.raises(SpecError, match="has 6 columns to fill in; here are 1 values"):
        answered(mine, [1.0])
    with pytest.raises(SpecError, match="must be from 0 to 29, not 30"):
        row_form({"run": mine.id, "example": 30})
    with pytest.raises(SpecError, match="only the columns of a table"):
        row_form({"run": run.id})


def test_what_was_typed_beyond_the_training_range_is_still_answered(
    mixed: dict[tuple[str, str], Run],
) -> None:
    for (_, target), mine in mixed.items():
        values = typed(row_form({"run": mine.id}))
        values[0] = -1e9
        said = answered(mine, values)
        assert np.isfinite(said["scores" if target == "species" else "value"]).all()

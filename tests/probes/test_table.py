"""Probe `table`: what a table holds, before anything is learned from it."""

import numpy as np
import pytest

from core.data.uploads import keep
from core.probes.registry import PROBES, RUN_PROBES
from core.probes.table import MOST_COLUMNS, table
from core.spec.message import SpecError
from tests.fixtures.tables import columns, text, with_column


def test_it_is_a_probe_of_data() -> None:
    assert "table" in PROBES and "table" not in RUN_PROBES


def test_a_file_is_shown_as_it_stands_there() -> None:
    content = with_column("day", ["2024-01-05", "", *["2024-02-07"] * 58])
    data = {"path": keep(content.encode(), "mine.csv"), "target": "kind"}
    found = table({"dataset": "csv", "data": data})
    assert found["names"].tolist() == ["day", "height", "width", "colour", "kind"]
    assert found["kinds"].tolist() == ["date", "number", "number", "category", "category"]
    assert found["missing"].tolist() == [1, 0, 0, 0, 0]
    assert found["distinct"].tolist()[0] == 2 and found["distinct"].tolist()[3:] == [3, 2]
    assert found["columns"] == 5
    assert found["first"].shape == (5, 20)
    assert found["first"][0, :3].tolist() == ["2024-01-05", "", "2024-02-07"]
    assert found["first"][1, 0] == str(float(content.splitlines()[1].split(",")[1]))
    assert found["target"] == "kind"
    assert dict(zip(found["classes"], found["counts"], strict=True)) == {"a": 30, "b": 30}


def test_a_file_is_shown_also_if_nothing_can_be_learned_from_it_yet() -> None:
    data = {"path": keep(text().encode(), "mine.csv"), "target": "price"}
    found = table({"dataset": "csv", "data": data})
    assert found["names"].tolist() == ["height", "width", "colour", "kind"]
    assert "target" not in found and "counts" not in found


def test_of_very_many_columns_the_first_are_shown() -> None:
    wide = columns(**{f"c{n}": [n * k % 7 for k in range(40)] for n in range(300)})
    found = table({"dataset": "csv", "data": {"path": keep(wide.encode(), "mine.csv")}})
    assert found["columns"] == 300
    assert len(found["names"]) == len(found["first"]) == MOST_COLUMNS


def test_other_tables_are_shown_with_their_answers() -> None:
    found = table({"dataset": "iris", "data": {}})
    assert found["names"].tolist()[-2:] == ["petal width (cm)", "species"]
    assert found["kinds"].tolist() == ["number"] * 4 + ["category"]
    assert found["counts"].tolist() == [50, 50, 50]
    assert set(found["first"][-1]) <= {"setosa", "versicolor", "virginica"}
    assert all(0 < float(value) < 10 for value in found["first"][0])


def test_numbers_that_are_predicted_are_counted_in_steps() -> None:
    found = table({"dataset": "diabetes", "data": {}})
    assert found["edges"][[0, -1]].tolist() == [25, 346]
    assert found["counts"].sum() == 442 and len(found["edges"]) == len(found["counts"]) + 1
    assert found["counts"].dtype == np.int32
    assert "classes" not in found


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ({"dataset": "digits"}, "digits is no table"),
        ({"dataset": "csv"}, "no file has been chosen yet"),
        ({"dataset": "csv", "data": {"path": "/nowhere"}}, "there is no file"),
        ({"dataset": "nothing"}, "not known here"),
        ({}, "missing"),
    ],
)
def test_a_wrong_request_is_refused(request_: dict[str, object], answer: str) -> None:
    with pytest.raises(SpecError, match=answer):
        table(request_)

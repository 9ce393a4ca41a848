"""Comparing on a table of one's own: the file says which recipes fit."""

import json
from pathlib import Path

import pytest

from core.catalog.find import recipes
from core.cli import main
from tests.fixtures.tables import text


@pytest.mark.parametrize(
    ("target", "task", "metric"),
    [("kind", "classification", "accuracy"), ("height", "regression", "rmse")],
)
def test_a_table_is_compared_without_hand_work(
    target: str, task: str, metric: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text())
    told = [f"data.path={path}", f"data.target={target}", "training.epochs=1", "params.trees=5"]
    told += ["params.rounds=5"]
    assert main(["compare", "csv", "--json", *(f"--set={one}" for one in told)]) == 0
    found = json.loads(capsys.readouterr().out)
    fitting = {one.name for one in recipes().values() if {"tabular"} <= one.accepts}
    assert set(found["recipes"]) == {name for name in fitting if task in recipes()[name].tasks}
    assert {"ridge" if task == "regression" else "naive_bayes"} <= set(found["recipes"])
    assert all(metric in entry["test"] for entry in found["recipes"].values())


def test_what_is_wrong_with_a_table_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "csv", "--set", "data.path=/nowhere/at/all.csv"]) == 2
    error = capsys.readouterr().err
    assert "data.path: there is no file" in error and error.count("\n") == 1

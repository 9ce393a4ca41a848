"""`python -m core list` and `compare`."""

import json
from typing import Any

import pytest

from core.catalog.find import recipes, sources
from core.cli import main
from core.store import runs


def printed_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Run a command with `--json` and return the one object it prints."""
    assert main([*arguments, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def test_the_list_holds_the_whole_catalog(capsys: pytest.CaptureFixture[str]) -> None:
    catalog = printed_json(capsys, "list")
    assert [entry["name"] for entry in catalog["recipes"]] == list(recipes())
    assert [entry["name"] for entry in catalog["datasets"]] == list(sources())
    cnn = next(entry for entry in catalog["recipes"] if entry["name"] == "cnn")
    assert "lenet" in cnn["presets"]
    dropout = next(item for item in cnn["params"] if item["name"] == "dropout")
    assert (dropout["kind"], dropout["minimum"], dropout["maximum"]) == ("float", 0, 1)
    optimiser = next(item for item in cnn["training"] if item["name"] == "optimiser")
    assert optimiser["default"] in optimiser["choices"]


def test_the_list_can_be_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    printed = capsys.readouterr().out
    for name in (*recipes(), *sources(), "params.dropout", "training.learning_rate"):
        assert name in printed


def test_comparing_two_recipes_over_two_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    table = printed_json(
        capsys, "compare", "digits", "--recipes", "random_forest", "--seeds", "2", "--device", "cpu"
    )
    entry = table["recipes"]["random_forest"]["test"]["accuracy"]
    one, other = entry["values"]
    assert entry["mean"] == pytest.approx((one + other) / 2)
    assert entry["deviation"] == pytest.approx(abs(one - other) / 2**0.5)
    assert [result["seed"] for result in table["results"]] == [0, 1]


def test_all_recipes_that_fit_are_compared_on_the_same_split(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = printed_json(capsys, "compare", "digits", "--set", "data.split_seed=5", *FAST)
    assert set(table["recipes"]) == {
        name for name, entry in recipes().items() if "image" in entry.accepts
    }
    assert {result["spec"]["data"]["split_seed"] for result in table["results"]} == {5}
    assert len({run.data_hash for run in runs.find()}) == 1
    assert table["recipes"]["cnn"]["test"]["accuracy"]["deviation"] is None


# Nothing that every recipe understands makes them all quick, so the learners are.
FAST = ("--device", "cpu")


@pytest.fixture(autouse=True)
def quick_learners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let forests be small and networks train for one epoch only."""
    from core.recipes.random_forest import ForestLearner
    from core.training.learner import Progress
    from core.training.supervised import ClassifierLearner

    def one_epoch(learner: Any) -> Progress:
        batches = learner.order.batches_per_epoch
        return Progress(learner.order.steps, batches, learner.order.epoch, 1)

    monkeypatch.setattr(ForestLearner, "members", lambda learner: 10)
    monkeypatch.setattr(ClassifierLearner, "progress", one_epoch)


def test_the_table_can_be_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["compare", "digits", "--recipes", "random_forest,cnn", "--seeds", "2"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("test scores")
    assert "accuracy" in printed[1]
    assert [line.split()[0] for line in printed[2:]] == ["random_forest", "cnn"]
    assert all("±" in line for line in printed[2:])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["digit"], ("dataset", "digits")),
        (["digits", "--recipes", "cnn,cnm"], ("recipe", "'cnm'", "cnn")),
        (["digits", "--recipes", "toy_gan_fixture"], ("dataset", "toy_gan_fixture")),
        (["digits", "--seeds", "0"], ("--seeds", "1 or more")),
        (["digits", "--seeds", "two"], ("--seeds", "two")),
        (["digits", "--device", "gpu"], ("device", "auto")),
    ],
)
def test_mistakes_are_told_in_one_line_before_anything_is_trained(
    arguments: list[str], words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: Any = main(["compare", *arguments])
    except SystemExit as error:
        status = error.code
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert all(word in line for word in words), line
    assert runs.find() == []

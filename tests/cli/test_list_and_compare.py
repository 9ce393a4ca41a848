"""`python -m core list` and `compare`."""

import json
from typing import Any

import pytest
from scipy.stats import binomtest, ttest_rel

from core.catalog.find import recipes, source, sources
from core.cli import main
from core.store import arrays, runs


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
    assert cnn["tasks"] == ["classification"]
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


QUICK = tuple(
    part
    for setting in ("params.trees=10", "params.rounds=5", "training.epochs=1")
    for part in ("--set", setting)
)


def test_comparing_two_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    table = printed_json(
        capsys,
        *("compare", "digits", "--recipes", "random_forest", "--seeds", "2", "--device", "cpu"),
        *("--set", "params.trees=10"),
    )
    entry = table["recipes"]["random_forest"]["test"]["accuracy"]
    one, other = entry["values"]
    assert entry["mean"] == pytest.approx((one + other) / 2)
    assert entry["deviation"] == pytest.approx(abs(one - other) / 2**0.5)
    assert [result["seed"] for result in table["results"]] == [0, 1]
    assert table["best"] == "random_forest"
    assert table["recipes"]["random_forest"]["versus_best"] is None


def test_all_recipes_that_fit_are_compared_on_the_same_split(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = printed_json(capsys, "compare", "digits", "--set", "data.split_seed=5", *QUICK)
    assert set(table["recipes"]) == {
        name
        for name, entry in recipes().items()
        if entry.asked(source("digits")) == "classification"
    }
    assert {result["spec"]["data"]["split_seed"] for result in table["results"]} == {5}
    assert len({run.data_hash for run in runs.find()}) == 1
    assert table["recipes"]["cnn"]["test"]["accuracy"]["deviation"] is None
    assert table["recipes"]["rbf_svm"]["test"]["log_loss"]["mean"] is None


def test_what_may_be_luck_follows_from_the_kept_predictions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = ["naive_bayes", "k_neighbors", "decision_tree"]
    table = printed_json(capsys, "compare", "digits", "--recipes", ",".join(names), "--seeds", "2")
    assert table["best"] == "k_neighbors"
    # Only the tree uses its seed; the others are trained once and have no spread.
    trained = [(result["spec"]["recipe"], result["seed"]) for result in table["results"]]
    assert trained == [(names[0], 0), (names[1], 0), (names[2], 0), (names[2], 1)]
    entries = table["recipes"]
    assert [entries[name]["test"]["accuracy"]["deviation"] is None for name in names] == [
        True,
        True,
        False,
    ]
    right = {}
    for result in table["results"]:
        kept = arrays.load(result["run"], "predictions")
        assert kept is not None
        name = result["spec"]["recipe"]
        right.setdefault(name, kept["test.labels"] == kept["test.targets"])
    for name in names:
        assert right[name].mean() == entries[name]["test"]["accuracy"]["values"][0]
        low, high = entries[name]["interval"]
        assert low < right[name].mean() < high
    versus = entries["naive_bayes"]["versus_best"]
    first, second = right["k_neighbors"], right["naive_bayes"]
    counted = (int((first & ~second).sum()), int((second & ~first).sum()))
    assert (versus["first_only"], versus["second_only"]) == counted
    assert versus["p_value"] == pytest.approx(binomtest(counted[0], sum(counted)).pvalue)
    assert "k_neighbors gets right" in versus["words"]
    assert entries["k_neighbors"]["versus_best"] is None


def test_the_table_can_be_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["random_forest", "cnn", "linear_svm"]
    arguments = ["compare", "digits", "--recipes", ",".join(names), "--seeds", "2"]
    assert main([*arguments, "--set", "params.trees=10", "--set", "training.epochs=1"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("test scores")
    assert printed[1].split() == ["accuracy", "f1_macro", "log_loss", "roc_auc", "seconds"]
    assert [line.split()[0] for line in printed[2:5]] == names
    assert [line.count("±") for line in printed[2:5]] == [4, 4, 0]
    assert max(len(line) for line in printed[:5]) <= 100
    assert "trained once: linear_svm" in printed[5]
    sentences = printed[-3:]
    assert [line.split()[0] for line in sentences] == names
    assert sum(line.endswith("The best.") for line in sentences) == 1
    assert sum("chance" in line for line in sentences) == 2


def test_regressors_are_compared_by_their_errors(capsys: pytest.CaptureFixture[str]) -> None:
    table = printed_json(capsys, "compare", "diabetes", "--seeds", "2", *QUICK)
    entries = table["recipes"]
    assert set(entries) == {
        name for name, entry in recipes().items() if entry.takes(source("diabetes"))
    }
    assert {"ridge", "lasso", "svr", "mlp", "random_forest", "dummy"} <= set(entries)
    means = {name: entry["test"]["mae"]["mean"] for name, entry in entries.items()}
    assert table["best"] == min(means, key=lambda name: means[name])
    best, first = table["best"], {}
    for result in table["results"]:
        kept = arrays.load(result["run"], "predictions")
        assert kept is not None
        first.setdefault(result["spec"]["recipe"], kept["test.values"] - kept["test.targets"])
    low, high = entries["dummy"]["interval"]
    assert low < means["dummy"] < high
    versus = entries["dummy"]["versus_best"]
    assert versus["first_mae"] == pytest.approx(abs(first[best]).mean())
    assert versus["second_mae"] == pytest.approx(abs(first["dummy"]).mean())
    test = ttest_rel(abs(first[best]), abs(first["dummy"]))  # takes 89 errors for normal; near
    assert versus["p_value"] == pytest.approx(test.pvalue, abs=0.01)
    assert versus["words"].startswith(f"{best} is off by")


def test_the_table_of_regressors_can_be_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["ridge", "random_forest", "dummy"]
    arguments = ["compare", "diabetes", "--recipes", ",".join(names), "--seeds", "2"]
    assert main([*arguments, "--set", "params.trees=10"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split() == ["mae", "rmse", "mape", "r2", "seconds"]
    assert [line.split()[0] for line in printed[2:5]] == names
    assert [line.count("±") for line in printed[2:5]] == [0, 4, 0]
    # Points stand below each other.
    assert len({line.index(".") for line in printed[2:5]}) == 1
    assert max(len(line) for line in printed[:5]) <= 100
    assert any("has the lowest mae" in line for line in printed)
    assert sum("difference is" in line for line in printed[-3:]) == 2


@pytest.mark.parametrize(
    ("data", "names", "columns", "words"),
    [
        (
            "sine_mix",
            ["last_value", "ridge", "dummy"],
            ["mae", "rmse", "mape", "r2"],
            "Neighbouring forecasts err alike",
        ),
        (
            "python_docs",
            ["ngram_lm", "rnn_lm"],
            ["bits_per_character", "perplexity", "accuracy"],
            "bits for a character",
        ),
        (
            "reverse",
            ["seq2seq"],
            ["exact_match", "edit_distance", "character_error_rate"],
            "The best.",
        ),
        (
            "names",
            ["ngram_bayes", "rnn"],
            ["accuracy", "f1_macro", "log_loss", "roc_auc"],
            "gets right",
        ),
    ],
)
def test_every_task_has_its_columns_and_its_words(
    data: str,
    names: list[str],
    columns: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    small = {"training.epochs": 1, "training.steps_per_epoch": 2, "params.hidden": 4}
    small |= {"params.width": 16, "params.order": 3}
    takes = {
        f"{section}.{name}"
        for recipe in names
        for section in ("params", "training")
        for name in getattr(recipes()[recipe], section).model_fields
    }
    told = [f"--set={key}={value}" for key, value in small.items() if key in takes]
    told += ["--set=data.subset=500"] if data == "reverse" else []
    assert main(["compare", data, "--recipes", ",".join(names), *told]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split() == [*columns, "seconds"]
    assert [line.split()[0] for line in printed[2 : 2 + len(names)]] == names
    assert max(len(line) for line in printed[: 2 + len(names)]) <= 100
    assert all("-" not in line.split() for line in printed[2 : 2 + len(names)]), (
        "every score is there"
    )
    assert any(
        f"the {'lowest' if data in ('sine_mix', 'python_docs') else 'highest'} {columns[0]}" in line
        for line in printed
    )
    assert words in printed[-1] + printed[-len(names)]


def test_all_that_can_write_strings_are_networks(capsys: pytest.CaptureFixture[str]) -> None:
    told = ["--set=training.epochs=1", "--set=data.subset=300", "--set=params.width=16"]
    assert main(["compare", "reverse", *told]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("no classical model here")


GENERATORS = ["pca_sampling", "kernel_density"]


def test_what_makes_examples_is_compared_if_that_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["compare", "ring", "--task", "generation", "--recipes", ",".join(GENERATORS)]
    table = printed_json(capsys, *arguments)
    means = {
        name: entry["test"]["frechet_distance"]["mean"] for name, entry in table["recipes"].items()
    }
    assert table["best"] == min(means, key=lambda name: means[name])
    assert all(
        entry["interval"] is None and entry["versus_best"] is None
        for entry in table["recipes"].values()
    )


def test_the_table_of_generators_can_be_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "ring", "--recipes", ",".join(GENERATORS), "--seeds", "2"]) == 0
    printed = capsys.readouterr().out.splitlines()
    columns = ["frechet_distance", "recognised", "classes_covered", "copied"]
    assert printed[1].split() == [*columns, "seconds"]
    assert [line.split()[0] for line in printed[2:4]] == GENERATORS
    assert printed[4].startswith("real examples")
    floor, recognised, *rest = printed[4].split()[2:]
    assert 0 < float(floor) < 0.1 and float(recognised) > 0.95
    assert rest == ["-", "-"]
    assert max(len(line) for line in printed[:5]) <= 100
    assert printed[-1].endswith("the spread over seeds tells alone.")
    assert not any("interval" in line for line in printed)


def test_what_is_compared_follows_from_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.cli import compare

    asked: list[list[str]] = []

    def train_nothing(parsed: Any, names: list[str]) -> list[Any]:
        asked.append(names)
        return []

    monkeypatch.setattr(compare, "_train_all", train_nothing)
    monkeypatch.setattr(compare, "summary", lambda results: {"test": {}, "seconds": None})
    monkeypatch.setattr(compare, "add_uncertainty", lambda *given, **named: None)
    for told in ([], ["--task", "classification"], ["--task", "generation"]):
        assert main(["compare", "digits", *told, "--json"]) == 0
    assert asked[0] == asked[1]
    assert "cnn" in asked[0] and "rbm" not in asked[0]
    assert {"rbm", "hopfield", "gaussian_mixture", "kernel_density", "pca_sampling"} <= set(
        asked[2]
    )
    assert "cnn" not in asked[2]


def test_recipes_that_predict_nothing_are_compared_by_their_own_scores(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["compare", "ring_fixture", "--recipes", "toy_gan_fixture"]
    arguments += ["--set", "training.epochs=1"]
    table = printed_json(capsys, *arguments)
    assert table["best"] is None
    assert main(arguments) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split() == ["energy_distance", "seconds"]
    assert len(printed) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["digit"], ("dataset", "digits")),
        (["digits", "--recipes", "cnn,cnm"], ("recipe", "'cnm'", "cnn")),
        (["digits", "--recipes", "toy_gan_fixture"], ("dataset", "toy_gan_fixture")),
        (["digits", "--seeds", "0"], ("--seeds", "1 or more")),
        (["digits", "--seeds", "two"], ("--seeds", "two")),
        (["digits", "--device", "gpu"], ("device", "auto")),
        (["digits", "--task", "making"], ("--task", "making", "generation")),
        (["diabetes", "--task", "generation"], ("--task", "generation", "diabetes")),
        (["digits", "--recipes", "cnn,rbm"], ("--recipes", "cnn (classification)", "rbm (gen")),
        (["digits", "--recipes", "cnn", "--task", "generation"], ("--recipes", "cnn (class")),
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

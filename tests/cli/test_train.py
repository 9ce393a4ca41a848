"""`python -m core train`: its events, its closing line, and one line for each mistake."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.catalog.build import build_spec
from core.cli import main
from core.store import recording, runs

ROOT = Path(__file__).parents[2]
TINY = ["--set", "params.trees=12", "--device", "cpu"]
PROMISED = {
    "event",
    "status",
    "scores",
    "seconds",
    "parameters",
    "memory_mb",
    "device",
    "seed",
    "spec",
}
FURTHER = {"run", "message", "environment", "size_bytes"}


def lines(printed: str) -> list[dict[str, Any]]:
    """Read what was printed as one JSON value a line."""
    return [json.loads(line, parse_constant=refuse) for line in printed.splitlines()]


def refuse(constant: str) -> None:
    """Fail at NaN and Infinity, which are not JSON."""
    raise AssertionError(f"{constant} is not JSON")


def trained(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """Train with `--json` and return the lines."""
    assert main(["train", *arguments, "--json"]) == 0
    return lines(capsys.readouterr().out)


def test_the_closing_line_holds_what_was_promised(capsys: pytest.CaptureFixture[str]) -> None:
    *_, result = trained(capsys, "random_forest", "digits", *TINY, "--seed", "4")
    assert set(result) == PROMISED | FURTHER
    assert result["event"] == "result"
    assert result["status"] == "finished"
    for split in ("valid", "test"):
        assert 0.5 < result["scores"][split]["accuracy"] <= 1
    assert result["seconds"]["train"] > 0
    assert result["seconds"]["predict"] > 0
    assert isinstance(result["parameters"], int)
    assert result["memory_mb"] > 10
    assert result["size_bytes"] == result["environment"]["size_bytes"] > 8 * result["parameters"]
    assert (result["device"], result["seed"]) == ("cpu", 4)
    assert build_spec(result["spec"]).to_json() == result["spec"]
    assert result["environment"]["torch"]
    stored = runs.get(result["run"])
    assert stored is not None
    assert stored.scores == result["scores"]


def test_events_are_lines_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    *events, result = trained(capsys, "random_forest", "digits", *TINY)
    kinds = {event["event"] for event in events}
    assert kinds == {"scalar", "progress"}
    _, series = recording.events_after(result["run"], 0)
    for key, points in series.items():
        split, _, name = key.partition("/")
        told = [
            (event["step"], event["value"])
            for event in events
            if event["event"] == "scalar" and (event["split"], event["name"]) == (split, name)
        ]
        assert told == list(zip(points["x"], points["y"], strict=True))
    last = [event for event in events if event["event"] == "progress"][-1]
    assert last["step"] == last["steps"] == 12


def test_the_same_seed_prints_the_same_scores(capsys: pytest.CaptureFixture[str]) -> None:
    scores = [
        trained(capsys, "random_forest", "digits", *TINY, "--seed", seed)[-1]["scores"]
        for seed in ("0", "0", "1")
    ]
    assert scores[0] == scores[1]
    assert scores[0] != scores[2]


def test_a_spec_file_repeats_a_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    *_, first = trained(capsys, "random_forest", "digits", *TINY, "--seed", "2")
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(first["spec"]))
    *_, second = trained(capsys, "--spec", str(file))
    assert second["spec"] == first["spec"]
    assert second["scores"] == first["scores"]
    assert second["run"] != first["run"]


def test_presets_and_settings_may_be_combined(capsys: pytest.CaptureFixture[str]) -> None:
    *_, result = trained(
        capsys, "cnn", "digits", "--preset", "linear", "--set", "training.epochs=1"
    )
    assert [layer["type"] for layer in result["spec"]["params"]["layers"]] == ["flatten"]
    assert result["spec"]["training"]["epochs"] == 1
    assert result["parameters"] == 650


def test_an_environment_is_trained_on_alike(capsys: pytest.CaptureFixture[str]) -> None:
    *_, result = trained(capsys, "value_iteration", "FrozenLake-v1", "--set", "training.epochs=1")
    assert result["scores"]["test"]["success_rate"] == pytest.approx(0.740, abs=0.0005)
    assert "solved" not in result["seconds"], "who plans has not acted"
    *_, result = trained(capsys, "q_learning", "FrozenLake-v1")
    assert 0 < result["seconds"]["solved"] <= result["seconds"]["train"]


def test_without_json_people_can_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "random_forest", "digits", *TINY]) == 0
    printed = capsys.readouterr().out
    assert "valid/accuracy" in printed
    assert "finished on cpu" in printed
    assert "test " in printed


FOREST = ["random_forest", "digits"]
WRONG: list[tuple[list[str], tuple[str, ...]]] = [
    (["forest", "digits"], ("recipe", "'forest'", "random_forest", "cnn")),
    (["random_forest", "digit"], ("dataset", "'digit'", "digits")),
    (["random_forest", "ring_fixture"], ("dataset", "ring_fixture", "image", "points")),
    ([*FOREST, "--set", "params.tree=3"], ("params.tree", "trees", "max_depth")),
    ([*FOREST, "--set", "parms.trees=3"], ("parms", "params", "training")),
    ([*FOREST, "--set", "params.trees=many"], ("params.trees", "'many'", "whole number")),
    ([*FOREST, "--set", "params.trees=0"], ("params.trees", "1 or more", "0")),
    ([*FOREST, "--set", "params.max_features=most"], ("params.max_features", "'most'", "'sqrt'")),
    ([*FOREST, "--set", "params.trees"], ("--set", "KEY=VALUE", "params.trees")),
    ([*FOREST, "--set", "seed.x=1"], ("seed",)),
    ([*FOREST, "--set", "params=3"], ("params", "3", "group of settings")),
    ([*FOREST, "--set", "params.trees=NaN"], ("params.trees", "nan")),
    ([*FOREST, "--set", "params.trees=" + "[" * 5000], ("params.trees",)),
    ([*FOREST, "--set", "params.trees=" + "9" * 5000], ("params.trees",)),
    ([*FOREST, "--device", "gpu"], ("device", "'gpu'", "auto, cpu, cuda")),
    ([*FOREST, "--seed", "-1"], ("seed", "-1", "0 or more")),
    ([*FOREST, "--seed", "1.5"], ("seed", "1.5", "whole number")),
    ([*FOREST, "--seed", "4294967296"], ("seed", "4294967295", "4294967296")),
    ([*FOREST, "--seed", "lucky"], ("seed", "'lucky'", "whole number")),
    (["cnn", "digits", "--preset", "giant"], ("preset", "'giant'", "lenet", "slim")),
    ([*FOREST, "--preset", "giant"], ("preset", "'giant'", "none")),
    (["--spec", "/no/such/file.json"], ("--spec", "No such file")),
    (["--spec", "."], ("--spec", "directory")),
    ([*FOREST, "--epochs", "3"], ("--epochs",)),
    ([], ("RECIPE", "DATA", "--spec")),
    (["cnn"], ("RECIPE", "DATA", "--spec")),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG, ids=lambda part: " ".join(part)[:60])
def test_a_wrong_argument_is_explained_in_one_line(
    arguments: list[str], words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(["train", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert all(word in line for word in words), line
    assert runs.find() == []


def exit_status(arguments: list[str]) -> int:
    """Return with which status the command would exit."""
    try:
        return main(arguments)
    except SystemExit as error:
        assert isinstance(error.code, int)
        return error.code


SPEC_FILES = {
    "empty": b"",
    "not JSON": b"{'recipe': 1}",
    "not text": b"\xff\xfe\x00",
    "a list": b"[]",
    "nested": b"[" * 100_000,
    "huge number": b'{"recipe": "cnn", "dataset": "digits", "seed": ' + b"9" * 5000 + b"}",
    "constant": b'{"recipe": "cnn", "dataset": "digits", "seed": NaN}',
    "surrogate": b'{"recipe": "\\ud800", "dataset": "digits"}',
    "twice": b'{"recipe": "cnn", "dataset": "digits", "a\\nb": 1}',
}


@pytest.mark.parametrize("content", SPEC_FILES.values(), ids=SPEC_FILES)
def test_a_wrong_spec_file_is_explained_in_one_line(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "spec.json"
    file.write_bytes(content)
    assert exit_status(["train", "--spec", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("python -m core: ")
    assert len(line) < 1500


def start(*arguments: str) -> "subprocess.Popen[str]":
    """Start the command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "core", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_mistake_in_a_real_process_has_no_traceback() -> None:
    process = start("train", "forrest", "digits")
    out, err = process.communicate()
    assert (process.returncode, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "random_forest" in err


@pytest.mark.slow
def test_interrupting_stops_and_keeps_the_run() -> None:
    process = start(
        *("train", "cnn", "digits", "--preset", "linear", "--json"),
        *("--set", "training.epochs=2000", "--set", "training.batch_size=8"),
    )
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "progress" and event["epoch"] >= 1:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 0, err
    result = json.loads(out.splitlines()[-1])
    assert result["status"] == "stopped"
    assert result["scores"]["test"]["accuracy"] > 0.1
    stored = runs.get(result["run"])
    assert stored is not None
    assert stored.status == "stopped"
    assert 0 < stored.progress["step"] < stored.progress["steps"]
    assert recording.checkpoints_of(stored.id)[-1]["step"] == stored.progress["step"]

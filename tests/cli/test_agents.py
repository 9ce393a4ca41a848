"""Agents from the command line: their scores, over seeds, and what is refused."""

import json
from typing import Any

import pytest

from core.cli import main
from core.store import runs

SHORT = ("--set", "training.steps=3000", "--set", "training.epochs=2")


def compared(capsys: pytest.CaptureFixture[str], *more: str) -> Any:
    """Compare agents on the lake and return what is printed as JSON."""
    assert main(["compare", "FrozenLake-v1", *SHORT, "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_agents_are_compared_over_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    found = compared(capsys, "--recipes", "q_learning,value_iteration,heuristic", "--seeds", "2")
    table = found["recipes"]
    assert found["best"] == "value_iteration"
    assert table["value_iteration"]["test"]["success_rate"]["mean"] == pytest.approx(0.7401649)
    middle, low, high = table["q_learning"]["iqm"]
    values = table["q_learning"]["test"]["return_mean"]["values"]
    assert middle == pytest.approx(sum(values) / 2)
    assert min(values) <= low <= middle <= high <= max(values)
    assert table["heuristic"]["iqm"] is None  # one run, for its seed changes nothing


def test_the_table_of_agents_can_be_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    told = ["--recipes", "q_learning,random_agent", "--seeds", "2"]
    assert main(["compare", "FrozenLake-v1", *SHORT, *told]) == 0
    printed = capsys.readouterr().out
    for word in ("return_mean", "success_rate", "length_mean", "interquartile mean"):
        assert word in printed


def test_what_cannot_be_learned_here_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "q_learning", "Pendulum-v1"]) == 2
    assert "q_learning cannot learn from Pendulum-v1" in capsys.readouterr().err
    assert main(["train", "q_learning", "FrozenLake-v1", "--set", "data.map=SFF"]) == 2
    assert "data.map" in capsys.readouterr().err


def test_what_is_not_installed_gets_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.environments.lunar_lander.find_spec", lambda name: None)
    for command in (["train", "ppo", "LunarLander-v3"], ["compare", "LunarLander-v3"]):
        assert main(command) == 2
        assert capsys.readouterr().err == (
            "python -m core: dataset: Lunar lander needs Box2D, which is not installed here. To "
            "install it, run: .venv/bin/python -m pip install -r requirements-extras.txt\n"
        )
    assert not runs.find()

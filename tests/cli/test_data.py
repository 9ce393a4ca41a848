"""Data from files and from the internet, as the command line meets them."""

import json

import pytest

from core.cli import main
from tests.fixtures.files import needed


@pytest.mark.parametrize("name", ["idx", "pictures"])
def test_a_run_on_files_of_one_s_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = [f"--set=data.{key}={value}" for key, value in needed(name).items()]
    assert main(["train", "random_forest", name, *files, "--set=params.trees=10", "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["scores"]["test"]["accuracy"] > 0.9


def test_data_that_are_not_there_yet_are_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "random_forest", "cifar10", "--json"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "dataset: CIFAR-10 (small colour photographs) must be fetched" in said


def test_files_that_cannot_be_read_are_a_wrong_argument(
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = needed("idx")
    swapped = [f"--set=data.images={files['labels']}", f"--set=data.labels={files['images']}"]
    assert main(["train", "random_forest", "idx", *swapped]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "perhaps the two files were swapped" in said

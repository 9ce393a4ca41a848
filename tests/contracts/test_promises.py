"""What the project promises its users about results; slow, because it is about whole runs."""

import statistics

import pytest

from core.catalog.build import build_spec
from tests.fixtures.playing import play


@pytest.mark.slow
def test_the_default_network_reads_digits_well() -> None:
    accuracies = []
    for seed in range(5):
        spec = build_spec({"recipe": "cnn", "dataset": "digits", "device": "cpu", "seed": seed})
        outcome, _ = play(spec)
        accuracies.append(outcome.scores["test"]["accuracy"])
    assert statistics.fmean(accuracies) >= 0.985, accuracies

"""Scores belong to the model they were measured on, not to what it becomes."""

from core.catalog.build import build_spec
from core.store import runs


def test_a_resumed_or_rewound_run_has_no_scores_until_it_is_scored_again() -> None:
    for go_on in (runs.enqueue, runs.rewind):
        run = runs.create(build_spec({"recipe": "cnn", "dataset": "digits"}), name="a run")
        attempt = runs.claim(run, worker={})
        assert attempt is not None
        scores, seconds = {"test": {"accuracy": 0.5}}, {"train": 1.0}
        runs.settle(run, attempt, "stopped", scores=scores, seconds=seconds)
        assert go_on(run)
        found = runs.get(run)
        assert found is not None
        assert (found.scores, found.seconds) == ({}, {})

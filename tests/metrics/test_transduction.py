"""Metrics of written strings: distances by hand and against the textbook."""

import io
import math

import numpy as np
import pytest

from core.metrics.metric import Transcripts, as_arrays
from core.metrics.scoring import metrics_of, metrics_scored, score
from core.metrics.transduction import METRICS, edit_distances


def textbook(one: str, other: str) -> int:
    """Return the Levenshtein distance of two strings, row by row."""
    row = list(range(len(other) + 1))
    for i, here in enumerate(one):
        below = [i + 1]
        for j, there in enumerate(other):
            below.append(min(row[j] + (here != there), row[j + 1] + 1, below[j] + 1))
        row = below
    return row[-1]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("kitten", "sitting", 3),
        ("saturday", "sunday", 3),
        ("2024-03-05", "2024-05-03", 2),
        ("", "abc", 3),
        ("abc", "", 3),
        ("", "", 0),
        ("ab", "ba", 2),
        ("é", "e", 1),
        ("same", "same", 0),
    ],
)
def test_known_distances(one: str, other: str, distance: int) -> None:
    assert edit_distances(np.array([one]), np.array([other])).tolist() == [distance]


def test_distances_of_many_at_once_equal_the_textbook() -> None:
    random = np.random.default_rng(0)
    pairs = [
        tuple("".join(random.choice(list("abé中"), random.integers(0, 9))) for _ in range(2))
        for _ in range(300)
    ]
    ones, others = (np.array(column) for column in zip(*pairs, strict=True))
    expected = [textbook(*pair) for pair in pairs]
    assert edit_distances(ones, others).tolist() == expected
    assert edit_distances(others, ones).tolist() == expected, "either way round"


def test_a_worked_example() -> None:
    said = Transcripts(np.array(["abc", "abcd", "x"]), np.array(["abc", "abd", "xyz"]))
    scores = score(said)
    assert scores["exact_match"] == 1 / 3
    assert scores["edit_distance"] == pytest.approx((0 + 1 + 2) / 3)
    assert scores["character_error_rate"] == pytest.approx(3 / 8)


def test_nothing_to_write_has_no_rate() -> None:
    scores = score(Transcripts(np.array(["", ""]), np.array(["", "a"])))
    assert math.isnan(scores["character_error_rate"])
    assert scores["edit_distance"] == scores["exact_match"] == 0.5


def test_names_are_fixed_and_the_first_ranks() -> None:
    names = ["exact_match", "edit_distance", "character_error_rate"]
    assert [metric.name for metric in METRICS] == names
    assert metrics_of("transduction") == METRICS == metrics_scored(dict.fromkeys(names, 0.0))
    assert [metric.higher_is_better for metric in METRICS] == [True, False, False]


def test_strings_are_kept_as_they_are() -> None:
    said = Transcripts(np.array(["abc", "中é"]), np.array(["", "a longer one"]))
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **as_arrays({"test": said}))
    file.seek(0)
    kept = np.load(file, allow_pickle=False)
    again = Transcripts(kept["test.targets"], kept["test.outputs"])
    assert again.outputs.tolist() == said.outputs.tolist()
    assert score(again) == score(said)

"""Metrics of models that answer a string with a string."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Metric, Transcripts
from core.spec.message import N_


def exact_match(said: Transcripts) -> float:
    """Return the fraction of strings that are right to the last character."""
    return float(np.mean(said.outputs == said.targets))


def edit_distance(said: Transcripts) -> float:
    """Return how many characters have to be put right in a string, on average."""
    return float(edit_distances(said.outputs, said.targets).mean())


def character_error_rate(said: Transcripts) -> float:
    """Return how many characters have to be put right for each one that should be there.

    NaN if none should be there.
    """
    wanted = int(np.char.str_len(said.targets).sum())
    edits = int(edit_distances(said.outputs, said.targets).sum())
    return edits / wanted if wanted else math.nan


def edit_distances(outputs: NDArray[np.str_], targets: NDArray[np.str_]) -> NDArray[np.int64]:
    """Return the Levenshtein distance of each pair of strings: (example,) characters.

    It is the least number of characters to insert, delete or replace that makes one string the
    other (Levenshtein 1966), by the table of Wagner and Fischer (1974): its cell in row i and
    column j is the distance of the first i characters from the first j, here of all pairs at once.

    Args:
        outputs: (example,) strings.
        targets: (example,) as many others.
    """
    ours, theirs = _codes(outputs), _codes(targets)
    examples, width = theirs.shape
    our_lengths, their_lengths = np.char.str_len(outputs), np.char.str_len(targets)
    row = np.tile(np.arange(width + 1), (examples, 1))
    found = np.where(our_lengths == 0, their_lengths, 0).astype(np.int64)
    for i in range(ours.shape[1]):
        above, row = row, np.empty_like(row)
        row[:, 0] = i + 1
        replaced = above[:, :-1] + (ours[:, i : i + 1] != theirs)
        for j in range(width):
            shorter = np.minimum(above[:, j + 1], row[:, j]) + 1
            row[:, j + 1] = np.minimum(replaced[:, j], shorter)
        over = our_lengths == i + 1
        found[over] = row[over, their_lengths[over]]
    return found


def _codes(strings: NDArray[np.str_]) -> NDArray[np.uint32]:
    """Return the code point of each character: (example, character), 0 after the end."""
    wide = np.ascontiguousarray(strings, dtype=f"<U{max(1, strings.dtype.itemsize // 4)}")
    return wide.view(np.uint32).reshape(len(wide), -1)


METRICS: tuple[Metric, ...] = (
    Metric(
        "exact_match",
        N_("Exact match"),
        N_(
            "Fraction of strings that are right to the last character. One wrong character counts "
            "as much as nonsense."
        ),
        r"\frac{1}{n}\sum_i [\hat y_i = y_i]",
        N_("fraction"),
        True,
        exact_match,
        "Rajpurkar and others 2016 (SQuAD), exact match",
        N_(
            "It is hard on long strings: a model that gets 99 of 100 characters right gets most "
            "strings of 100 wrong. It says nothing about how wrong the wrong ones are."
        ),
        live=True,
        range=(0, 1),
    ),
    Metric(
        "edit_distance",
        N_("Edit distance"),
        N_(
            "How many characters one has to insert, delete or replace until a string is right, on "
            "average (Levenshtein distance). 0 is perfect."
        ),
        r"\frac{1}{n}\sum_i \mathrm{lev}(\hat y_i, y_i)",
        N_("characters for each string"),
        False,
        edit_distance,
        "Levenshtein 1966; Wagner and Fischer 1974",
        N_(
            "It grows with the length of the strings, so compare it on the same strings only. A "
            "date with one wrong digit is near by this measure, and still another date."
        ),
        live=True,
        range=(0, math.inf),
    ),
    Metric(
        "character_error_rate",
        N_("Character error rate"),
        N_(
            "The same edits for each character that should be there, so that short and long "
            "strings can be compared. 0 is perfect."
        ),
        r"\frac{\sum_i \mathrm{lev}(\hat y_i, y_i)}{\sum_i |y_i|}",
        N_("edits for each character"),
        False,
        character_error_rate,
        "Levenshtein 1966; usual in the recognition of speech and writing",
        N_(
            "It is no fraction of wrong characters: a model that writes far too much exceeds 1. "
            "Long strings weigh more than short ones."
        ),
        live=True,
        range=(0, math.inf),
    ),
)

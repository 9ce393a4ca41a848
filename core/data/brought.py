"""What holds for all files that somebody brings; of pictures how many, how large, their split."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import prod

from core.spec.layers import Shape
from core.spec.message import N_, Message, Problem, SpecError

MOST_PICTURES = 200_000
MOST_NUMBERS = 200_000_000  # pixels times channels of all pictures: 800 MB once they are float32
LEAST_OF_A_CLASS = 5
_LONGEST_NAME = 60


def problem(field: str, text: str, **values: object) -> SpecError:
    """Return the error that says one marked sentence about one field."""
    return SpecError([Problem(field, Message(text, values))])


def fit_name(name: str) -> str:
    """Return a name in one spelling, without characters that cannot be seen, not too long."""
    seen = (mark for mark in unicodedata.normalize("NFC", name) if mark.isprintable())
    return "".join(seen).strip()[:_LONGEST_NAME] or "?"


def check_amount(field: str, pictures: int, shape: Shape) -> None:
    """Raise SpecError if the pictures, of this shape each, are more than memory should hold."""
    if pictures > MOST_PICTURES:
        text = N_("there are {count} pictures; {most} is the most this playground takes")
        raise problem(field, text, count=f"{pictures:,}", most=f"{MOST_PICTURES:,}")
    if pictures * prod(shape) > MOST_NUMBERS:
        text = N_(
            "{count} pictures of {size} numbers each are too many to hold at once; "
            "bring fewer, or smaller ones"
        )
        raise problem(field, text, count=f"{pictures:,}", size=f"{prod(shape):,}")


def check_classes(field: str, names: Sequence[str], counts: Sequence[int]) -> None:
    """Raise SpecError unless there are classes to tell apart, each with enough pictures to split.

    Args:
        field: The setting that named the file.
        names: Of the classes.
        counts: How many pictures each class has.
    """
    if len(names) < 2:
        text = N_("all pictures are of one class, {name}; there must be two or more to tell apart")
        raise problem(field, text, name=names[0])
    few = min(range(len(counts)), key=lambda label: counts[label])
    if counts[few] < LEAST_OF_A_CLASS:
        text = N_("class {name} has {count} pictures; each class needs {least} or more")
        values = {"name": names[few], "count": counts[few], "least": LEAST_OF_A_CLASS}
        raise problem(field, text, **values)


def tenths(counts: Sequence[int]) -> dict[str, int]:
    """Return the sizes of the splits: a tenth each for validation and test.

    More where there are many small classes, so that each has a chance to be in every split.
    """
    held_back = max(sum(counts) // 10, len(counts))
    return {"train": sum(counts) - 2 * held_back, "valid": held_back, "test": held_back}

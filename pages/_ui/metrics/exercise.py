"""What an exercise about metrics is, and how an answer is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TOLERANCE = 0.0051  # so that two decimals are enough
RELATIVE_TOLERANCE = 0.002


@dataclass(frozen=True)
class Answer:
    """Something that one may answer.

    Attributes:
        value: The number, or the name of the choice.
        reply: What is said to it (marked text, filled with the exercise's numbers).
        title: Of a choice (marked text).
        right: Whether it is.
    """

    value: float | str
    reply: str
    title: str = ""
    right: bool = False


@dataclass(frozen=True)
class Exercise:
    """A misunderstanding to be found out.

    Attributes:
        title: In a few words (marked text, as all texts).
        story: What is claimed; filled with `numbers`.
        question: What to answer.
        numbers: What the texts are filled with, worked out from the example.
        answers: Those foreseen; one of them is right.
        otherwise: The reply to a number that none of them is.
        names: Of the classes, if there is a matrix.
        matrix: (true class, class said), counts.
    """

    title: str
    story: str
    question: str
    numbers: Mapping[str, float | str]
    answers: tuple[Answer, ...]
    otherwise: str = ""
    names: tuple[str, ...] = ()
    matrix: tuple[tuple[int, ...], ...] = field(default=())

    @property
    def right(self) -> Answer:
        """The right answer."""
        return next(answer for answer in self.answers if answer.right)

    @property
    def numeric(self) -> bool:
        """Whether a number is asked for."""
        return not isinstance(self.right.value, str)

    def judged(self, given: float | str) -> Answer | None:
        """Return the foreseen answer that somebody gave, the nearest if two are close."""
        if isinstance(given, str):
            return next(answer for answer in self.answers if answer.value == given)
        near = [
            (abs(given - float(answer.value)), place, answer)
            for place, answer in enumerate(self.answers)
            if abs(given - float(answer.value))
            <= max(TOLERANCE, RELATIVE_TOLERANCE * abs(float(answer.value)))
        ]
        return min(near)[2] if near else None


def listed(values: tuple[float, ...]) -> str:
    """Return numbers as a text lists them."""
    return "; ".join(f"{value:g}" for value in values)

"""Sentences for people: kept as an English template plus values, worded per viewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Translate = Callable[[str], str]
"""From an English source text to the viewer's language."""


def N_(text: str) -> str:
    """Mark `text` for extraction into the translation catalogs; returns it unchanged."""
    return text


def in_english(text: str) -> str:
    """Translate nothing: the source texts are English."""
    return text


@dataclass(frozen=True)
class Message:
    """A sentence whose template is a catalog id, with named values to fill in.

    Values may be messages or marked texts themselves: both are worded in the same language.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def worded(self, translate: Translate = in_english) -> str:
        """Return the sentence in the language that `translate` speaks."""
        worded = {
            name: value.worded(translate) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return translate(self.text).format(**worded)

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        values = {
            name: value.to_json() if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return {"text": self.text, "values": values}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Message:
        """Read what `to_json` wrote."""
        values = {
            name: cls.from_json(value) if isinstance(value, dict) and "text" in value else value
            for name, value in data.get("values", {}).items()
        }
        return cls(str(data["text"]), values)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of a specification, and what would be accepted."""

    field: str
    message: Message

    def worded(self, translate: Translate = in_english) -> str:
        """Return `field: sentence`."""
        return f"{self.field}: {self.message.worded(translate)}"


class SpecError(ValueError):
    """A specification that cannot run; carries one `Problem` for each field at fault."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.worded() for problem in problems))

    def worded(self, translate: Translate = in_english) -> str:
        """Return all problems as one line."""
        return "; ".join(problem.worded(translate) for problem in self.problems)

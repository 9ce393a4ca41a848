"""`text_file`: a text of one's own."""

from __future__ import annotations

from core.catalog.descriptions import DataSource, Facts
from core.data import text_reading
from core.data.dataset import Dataset
from core.data.text_reading import FIELD
from core.data.texts import TextParams, text_dataset, text_facts
from core.data.uploads import path_of
from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class TextFile(Parameters):
    """Which file."""

    path: str = setting(
        "",
        N_("Text"),
        N_(
            "A .txt file of 2,000 characters or more: its path, or the name of an upload. 10 MB is "
            "the most. Try a book, song texts, or a program."
        ),
        max_length=1000,
        upload=("txt", "text", "md", "csv", "py", "log"),
    )


class TextFileParams(TextParams, TextFile):
    """Settings of `text_file`."""


def facts(params: TextFileParams) -> Facts:
    """Return what was found in the file; the first time it is read, which may take a while."""
    found = text_reading.summary(path_of(params.path, FIELD))
    return text_facts(params, found.characters, found.vocabulary, found.notes)


def load(params: TextFileParams) -> Dataset:
    """Return the text as three streams of characters."""
    known = facts(params)
    numbers = text_reading.numbers(path_of(params.path, FIELD))
    return text_dataset("text_file", numbers, known.vocabulary, params)


SOURCE = DataSource(
    name="text_file",
    title=N_("Your own text"),
    summary=N_(
        "A text that you bring, in any language. The longer it is, the better: from 100,000 "
        "characters on, networks begin to find words. Its last tenth is kept back to measure how "
        "well they do."
    ),
    kind="text",
    task="language_modelling",
    loader="core.data.text_file:load",
    facts=facts,
    params=TextFileParams,
    origin=N_("A file that you bring"),
    licence=N_("That of the text"),
    needs=("path",),
)

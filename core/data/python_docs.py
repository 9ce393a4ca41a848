"""`python_docs`: what `help()` says about Python, from the standard library."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset
from core.data.symbols import encode_text, vocabulary_of_text
from core.data.texts import TextParams, text_dataset, text_facts
from core.spec.message import N_

VOCABULARY = vocabulary_of_text(("\n", *map(chr, range(32, 127))))


@cache
def _numbers() -> NDArray[np.int64]:
    """Return all topics one after the other, in alphabetical order, as numbers.

    Topics quote each other at length, so each paragraph is kept once: the end of the text, which is
    the test, would else be known from its beginning.
    """
    # Nothing but strings, so that it is light enough for the web process.
    from pydoc_data.topics import topics

    paragraphs = "\n\n".join(topics[name] for name in sorted(topics)).split("\n\n")
    once: dict[str, str] = {}
    for paragraph in paragraphs:
        once.setdefault(" ".join(paragraph.split()), paragraph)
    return encode_text("\n\n".join(once.values()), VOCABULARY)


def facts(params: TextParams) -> Facts:
    """Return what is known before anything is cut."""
    return text_facts(params, len(_numbers()), VOCABULARY)


def load(params: TextParams) -> Dataset:
    """Return the text as three streams of characters."""
    return text_dataset("python_docs", _numbers(), VOCABULARY, params)


SOURCE = DataSource(
    name="python_docs",
    title=N_("Python's own documentation"),
    summary=N_(
        "373,000 characters of English prose and program code: what help() says about Python, each "
        "paragraph once. Guessing at random takes 6.6 bits a character, counting which character "
        "followed the last five gets below 2. Can a network do better?"
    ),
    kind="text",
    task="language_modelling",
    loader="core.data.python_docs:load",
    facts=facts,
    params=TextParams,
    origin=N_("pydoc_data.topics, part of Python; written by the Python developers"),
    licence="PSF-2.0",
)

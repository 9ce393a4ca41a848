"""`names`: in which language somebody of this family name most likely grew up.

The names are those by which the Faker package makes up people. Of each of ten languages all family
names are taken that are one word and in no other list of the ten, or 600 of them at random if they
are more.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib import import_module

import numpy as np

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset
from core.data.labelled import LabelledParams, labelled_dataset, labelled_sizes
from core.data.symbols import encode, vocabulary_of_strings
from core.spec.message import N_, Message

_LANGUAGES = {
    "hr_HR": N_("Croatian"),
    "nl_NL": N_("Dutch"),
    "en_GB": N_("English"),
    "fi_FI": N_("Finnish"),
    "fr_FR": N_("French"),
    "de_DE": N_("German"),
    "it_IT": N_("Italian"),
    "pl_PL": N_("Polish"),
    "es_ES": N_("Spanish"),
    "sv_SE": N_("Swedish"),
}
CLASSES = tuple(_LANGUAGES.values())
_LETTERS = "abcdefghijklmnopqrstuvwxyzßàáäåçèéêëìíîñòóöúüąćčđęłńśšźżž"
VOCABULARY = vocabulary_of_strings(_LETTERS)
_SHORTEST, LONGEST = 3, 15  # letters
_LISTS = ("last_names", "unisex_last_names", "male_last_names")  # the latter two are Polish
_MOST = 600  # names of a language, so that none is much more common than the others
# What comes out, known beforehand so that a page need not load Faker; tests hold it to the truth.
_COUNT, _SHARED = 4975, 175


class NamesParams(LabelledParams):
    """Settings of `names`."""


def facts(params: NamesParams) -> Facts:
    """Return what is known before Faker is loaded."""
    text = N_(
        "{count} names that several of these languages share are left out, so each name here has "
        "one right answer. Even so some sound like their neighbours: nobody gets all of them."
    )
    notes = (Message(text, {"count": _SHARED}),)
    sizes = labelled_sizes(params, _COUNT)
    return Facts((LONGEST,), CLASSES, sizes, notes, vocabulary=VOCABULARY)


def load(params: NamesParams) -> Dataset:
    """Return the names: (example, 15), int64, padded with 0 at the end."""
    names, _ = chosen()
    labels = np.repeat(np.arange(len(names)), [len(own) for own in names])
    inputs = encode([name for own in names for name in own], VOCABULARY, LONGEST)
    return labelled_dataset("names", CLASSES, inputs, labels, params, vocabulary=VOCABULARY)


@cache
def chosen() -> tuple[list[list[str]], int]:
    """Return the names of each language, and how many were left out because several share them."""
    lists = [_family_names(locale) for locale in _LANGUAGES]
    common = Counter(name for names in lists for name in names)
    random, found = np.random.default_rng(0), []
    for names in lists:
        own = sorted(name for name in names if common[name] == 1)
        places = np.sort(random.permutation(len(own))[:_MOST])
        found.append([own[place] for place in places])
    return found, sum(count > 1 for count in common.values())


def _family_names(locale: str) -> set[str]:
    """Return the family names of a language in lower case, each one word of known letters."""
    lists = vars(import_module(f"faker.providers.person.{locale}").Provider)
    written = {name.lower() for part in _LISTS for name in lists.get(part, ())}
    return {
        name for name in written if _SHORTEST <= len(name) <= LONGEST and set(name) <= set(_LETTERS)
    }


SOURCE = DataSource(
    name="names",
    title=N_("Which language is this name?"),
    summary=N_(
        "Family names of ten languages, letter by letter. Endings give many away: -ić, -nen, -ski. "
        "Counting groups of letters gets about three of four right; one of ten is guessing."
    ),
    kind="string",
    task="classification",
    loader="core.data.names:load",
    facts=facts,
    params=NamesParams,
    origin=N_("The lists of family names in the Python package Faker, by its contributors"),
    licence="MIT",
)

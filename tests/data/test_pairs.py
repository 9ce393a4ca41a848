"""Strings to rearrange, and dates."""

from datetime import date, timedelta

import numpy as np
import pytest

from core.catalog.find import source
from core.data import dates
from core.data.dataset import SPLITS, Dataset
from core.data.dates import DatesParams
from core.data.rearranged import REVERSE, SORT, LetterParams
from core.data.symbols import decode
from core.spec.message import SpecError
from core.spec.parameters import parse


def pairs(data: Dataset) -> dict[str, list[tuple[str, str]]]:
    """Return the pairs of each split as strings."""
    symbols = data.vocabulary
    return {
        split: [
            (decode(one, symbols), decode(other, symbols))
            for one, other in zip(
                data.splits[split].inputs, data.splits[split].targets, strict=True
            )
        ]
        for split in SPLITS
    }


@pytest.mark.parametrize("task", [REVERSE, SORT], ids=lambda task: task.name)
def test_letters_are_rearranged(task: type) -> None:
    params = LetterParams(count=1000, shortest=3, longest=7, alphabet=5)
    found = pairs(task.load(params))
    everything = [pair for part in found.values() for pair in part]
    assert len(set(everything)) == 1000
    for letters, answer in everything:
        assert 3 <= len(letters) <= 7 and set(letters) <= set("abcde")
        assert answer == (letters[::-1] if task is REVERSE else "".join(sorted(letters)))
    lengths = np.bincount([len(letters) for letters, _ in everything])[3:]
    assert (lengths > 50).all()


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"shortest": 9}, "data.shortest", "cannot be longer than the longest, which have 8"),
        ({"shortest": 2, "longest": 4, "alphabet": 4}, "data.count", "only 336 different .* 84"),
    ],
)
def test_impossible_strings_are_refused(data: dict[str, int], field: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence) as caught:
        REVERSE.facts(parse(LetterParams, data, "data"))
    assert caught.value.problems[0].field == field


def test_the_smallest_alphabet_that_is_allowed_has_enough_strings() -> None:
    params = LetterParams(count=510, shortest=1, longest=10, alphabet=2)
    found = pairs(SORT.load(params))
    assert len({pair for part in found.values() for pair in part}) == 510


def in_form(form: int, day: date) -> str:
    """Return a day in one of the forms."""
    return dates.FORMS[form](day)


def read(text: str) -> date:
    """Read a date in whatever form, by rules of its own: which word or number is what."""
    words = text.replace(",", " ").replace("-", " ").replace("/", " ").replace(".", " ").split()
    if len(words) == 1:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    months = [date(2000, month, 1).strftime("%B").lower() for month in range(1, 13)]
    year, month, day = 0, 0, 0
    for place, word in enumerate(words):
        bare = word.lower()
        digits = "".join(mark for mark in bare if mark.isdigit())
        named = [n for n, name in enumerate(months, 1) if len(bare) > 2 and name.startswith(bare)]
        if len(digits) == 4:
            year = int(digits)
        elif digits and place == 1 and len(words[0]) == 4 and words[0].isdigit():
            month = int(digits)
        elif digits:
            day = int(digits)
        elif named:
            month = named[0]
    return date(year, month, day)


def test_every_form_says_one_date_and_no_other() -> None:
    assert len({in_form(form, date(2024, 3, 5)) for form in range(len(dates.FORMS))}) == 16
    day, seen = dates.FIRST, set()
    longest = 0
    while day <= dates.LAST:
        for form in range(len(dates.FORMS)):
            text = in_form(form, day)
            assert read(text) == day, text
            seen |= set(text)
            longest = max(longest, len(text))
        day += timedelta(days=37)
    assert seen == set(dates.VOCABULARY[3:])
    assert longest <= dates.LONGEST


def test_all_weekdays_and_ordinals_are_right() -> None:
    assert in_form(11, date(2024, 2, 29)) == "Thursday, February 29th, 2024"
    ordinals = [in_form(3, date(2023, 1, day)).split()[0] for day in (1, 2, 3, 4, 11, 12, 13)]
    assert ordinals == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th"]
    ordinals = [in_form(3, date(2023, 1, day)).split()[0] for day in (21, 22, 23, 30, 31)]
    assert ordinals == ["21st", "22nd", "23rd", "30th", "31st"]


def test_dates_of_the_test_are_never_seen() -> None:
    found = pairs(dates.load(DatesParams(count=3000)))
    days = {split: {answer for _, answer in part} for split, part in found.items()}
    assert {split: len(part) for split, part in days.items()} == {
        "train": 2000,
        "valid": 500,
        "test": 500,
    }
    assert not days["train"] & days["valid"] | days["train"] & days["test"]
    assert not days["valid"] & days["test"]
    for text, answer in found["test"]:
        assert read(text).isoformat() == answer


def test_fewer_forms_are_the_first_ones() -> None:
    found = pairs(dates.load(DatesParams(count=300, forms=1)))
    for text, answer in found["train"]:
        assert text == in_form(0, date.fromisoformat(answer))


def test_facts_name_the_longest_answers() -> None:
    assert source("dates").facts(DatesParams()).answer == (11,)
    assert REVERSE.facts(LetterParams(longest=12)).answer == (13,)

"""Strings as numbers and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.symbols import (
    decode,
    encode,
    encode_text,
    encode_typed,
    vocabulary_of_pairs,
    vocabulary_of_strings,
    vocabulary_of_text,
)
from core.spec.message import SpecError

STRINGS, PAIRS = vocabulary_of_strings("abcé"), vocabulary_of_pairs("abcé")


@given(st.lists(st.text("abcé", max_size=6), max_size=5))
def test_what_is_encoded_is_decoded(strings: list[str]) -> None:
    assert [decode(row, STRINGS) for row in encode(strings, STRINGS, 6)] == strings
    ended = encode(strings, PAIRS, 7, ended=True)
    assert [decode(row, PAIRS) for row in ended] == strings


def test_numbers_are_as_agreed() -> None:
    assert encode(["ab", "é"], STRINGS, 3).tolist() == [[1, 2, 0], [4, 0, 0]]
    assert encode(["ab", ""], PAIRS, 4, ended=True).tolist() == [[3, 4, 2, 0], [2, 0, 0, 0]]
    with pytest.raises(KeyError):
        encode(["x"], STRINGS, 3)


@given(st.text(st.characters(exclude_categories=[]), max_size=20))
def test_any_text_has_numbers(text: str) -> None:
    vocabulary = vocabulary_of_text("zya\n🌹")
    known = {symbol: number for number, symbol in enumerate(vocabulary) if number}
    assert encode_text(text, vocabulary).tolist() == [known.get(mark, 0) for mark in text]


def test_what_is_typed_is_encoded_or_refused_in_a_sentence() -> None:
    assert encode_typed("abé", STRINGS, 3, "text").tolist() == [1, 2, 4]
    assert encode_typed("abé", PAIRS, None, "text").tolist() == [3, 4, 6]
    refused = [
        ("", "nothing has been typed"),
        ("abab", "this has 4 characters; 3 is the most"),
        ("xaÜ", "these characters do not occur in the data: 'x', 'Ü'$"),
        ("⊢", "do not occur"),
        ("\0", r"do not occur in the data: '\\x00'"),
    ]
    for typed, sentence in refused:
        with pytest.raises(SpecError, match=sentence) as caught:
            encode_typed(typed, PAIRS, 3, "text")
        assert caught.value.problems[0].field == "text"

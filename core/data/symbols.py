"""Strings as numbers of symbols, and back: of names, texts, pairs, and of what somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.brought import problem
from core.spec.message import N_
from core.spec.parameters import shown

PADDING, START, END, UNKNOWN = "", "⊢", "⊣", "\ufffd"
"""What fills up a short string; before the first and after the last symbol of an answer; in a text,
whatever the vocabulary does not hold."""
START_NUMBER, END_NUMBER = 1, 2
"""Of these two, in every vocabulary that has them."""
_MOST_NAMED = 6


def vocabulary_of_strings(symbols: Iterable[str]) -> tuple[str, ...]:
    """Return the symbol of each number of strings made of these."""
    return (PADDING, *symbols)


def vocabulary_of_pairs(symbols: Iterable[str]) -> tuple[str, ...]:
    """Return the symbol of each number of pairs whose two sides are made of these."""
    return (PADDING, START, END, *symbols)


def vocabulary_of_text(symbols: Iterable[str]) -> tuple[str, ...]:
    """Return the symbol of each number of a text of which these are told apart."""
    return (UNKNOWN, *symbols)


def encode(
    strings: Sequence[str], vocabulary: Sequence[str], length: int, *, ended: bool = False
) -> NDArray[np.int64]:
    """Return strings as numbers, padded with 0 at the end.

    Args:
        strings: Each at most `length` symbols long, with its end.
        vocabulary: The symbol of each number, one character each.
        length: How many numbers each string becomes.
        ended: Whether the end symbol stands behind each string.

    Returns:
        (string, length); KeyError if a character is not in the vocabulary.
    """
    number_of = {symbol: number for number, symbol in enumerate(vocabulary)}
    numbers = np.zeros((len(strings), length), np.int64)
    for row, string in zip(numbers, strings, strict=True):
        found = [number_of[character] for character in string] + [END_NUMBER] * ended
        row[: len(found)] = found
    return numbers


def decode(numbers: Iterable[int], vocabulary: Sequence[str]) -> str:
    """Return the string that numbers stand for, up to its end or to the padding behind it."""
    symbols = []
    for number in numbers:
        if vocabulary[number] in (PADDING, END):
            break
        symbols.append(vocabulary[number])
    return "".join(symbols)


def encode_text(text: str, vocabulary: Sequence[str]) -> NDArray[np.int64]:
    """Return a text as numbers, 0 for each character not in the vocabulary: (character,)."""
    codes = np.array([ord(symbol) for symbol in vocabulary[1:]], np.uint32)
    order = np.argsort(codes)
    written = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    places = order[np.searchsorted(codes, written, sorter=order).clip(max=len(codes) - 1)]
    return np.where(codes[places] == written, places + 1, 0)


def encode_typed(
    text: str, vocabulary: Sequence[str], length: int | None, field: str
) -> NDArray[np.int64]:
    """Return what somebody typed as numbers, without padding.

    Args:
        text: What was typed.
        vocabulary: The symbol of each number.
        length: How many symbols are the most; None if any number is.
        field: What a sentence about it is about.

    Returns:
        (symbol,).

    Raises:
        SpecError: If nothing was typed, it is too long, or a character is not in the vocabulary.
    """
    if not text:
        raise problem(field, N_("nothing has been typed yet"))
    if length is not None and len(text) > length:
        told = {"count": len(text), "most": length}
        raise problem(field, N_("this has {count} characters; {most} is the most"), **told)
    known = {symbol for symbol in vocabulary if len(symbol) == 1} - {START, END, UNKNOWN}
    strange = list(dict.fromkeys(character for character in text if character not in known))
    if strange:
        named = ", ".join(shown(character) for character in strange[:_MOST_NAMED])
        sentence = N_("these characters do not occur in the data: {characters}")
        raise problem(field, sentence, characters=named)
    return encode_text(text, vocabulary)

"""Reading a text that somebody brings once, in a process of its own, and keeping its characters."""

from __future__ import annotations

import codecs
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data import kept
from core.data.brought import problem
from core.data.sheets.encodings import about_encoding, as_utf8
from core.data.symbols import UNKNOWN, encode_text, vocabulary_of_text
from core.spec.message import N_, Message

FIELD = "data.path"
MOST_BYTES = 10 * 2**20
LEAST_CHARACTERS = 2000
MOST_SYMBOLS = 200
_MOST_SECONDS = 60
_MOST_MEMORY = 2 * 2**30  # bytes of address space
_FORM = 1  # raised when the same file would be read differently
_MOST_INVISIBLE = 0.01  # of a text's characters
_JOINERS = "\u200c\u200d"
_NO_TEXT = N_("this is not plain text; bring a .txt file")
_DOCUMENTS = (b"PK\3\4", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


class Found(NamedTuple):
    """What was found in a text.

    Attributes:
        characters: How many it has.
        vocabulary: The symbol of each number.
        notes: What was done to it.
    """

    characters: int
    vocabulary: tuple[str, ...]
    notes: tuple[Message, ...]


def summary(path: Path) -> Found:
    """Return what a text is, having it read if it has never been; raises SpecError."""
    found = kept.found(_file(path, "json"), lambda: _read_elsewhere(path))
    notes = tuple(Message.from_json(note) for note in found["notes"])
    return Found(found["characters"], tuple(found["vocabulary"]), notes)


def numbers(path: Path) -> NDArray[np.int64]:
    """Return a text as the numbers of its characters: (character,); raises SpecError."""
    summary(path)
    read: NDArray[np.uint8] = np.load(_file(path, "npy"), allow_pickle=False)
    return read.astype(np.int64)


def _file(path: Path, ending: str) -> Path:
    return kept.beside(path, f"text-{_FORM}.{ending}")


def _read_elsewhere(path: Path) -> None:
    """Have a process of its own read a text; raises SpecError if it did not come to an end."""
    try:
        kept.read_apart("core.data.text_reading", str(path.resolve()), seconds=_MOST_SECONDS)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        text = N_("the text could not be read in the time and memory allowed; bring a shorter one")
        raise problem(FIELD, text) from None


def read(path: Path) -> None:
    """Read a text and keep its characters and what was found, or what is wrong with it."""

    def find() -> dict[str, Any]:
        text, notes = _text(path)
        symbols = Counter(text)
        # Of those that are equally common the same ones each time.
        common = sorted(symbols, key=lambda symbol: (-symbols[symbol], symbol))[:MOST_SYMBOLS]
        vocabulary = vocabulary_of_text(sorted(common))
        with kept.whole(_file(path, "npy")) as unfinished:
            np.save(unfinished, encode_text(text, vocabulary).astype(np.uint8))
        rare = len(text) - sum(symbols[symbol] for symbol in common)
        if rare:
            sentence = N_(
                "The {most} commonest characters are told apart; the other {kinds}, {share} % of "
                "the text, all count as {unknown}."
            )
            told = {"most": MOST_SYMBOLS, "kinds": f"{len(symbols) - len(common):,}"}
            told |= {"share": f"{100 * rare / len(text):.2g}", "unknown": UNKNOWN}
            notes.append(Message(sentence, told))
        return {
            "characters": len(text),
            "vocabulary": vocabulary,
            "notes": [note.to_json() for note in notes],
        }

    # Written last: where it is, the characters are whole.
    kept.keep(_file(path, "json"), find)


def _text(path: Path) -> tuple[str, list[Message]]:
    """Return a text with plain ends of lines, and what was done to it; raises SpecError."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        told = {"size": f"{size / 2**20:,.1f}", "most": MOST_BYTES // 2**20}
        raise problem(FIELD, N_("the text has {size} MB; {most} MB is the most"), **told)
    content = path.read_bytes()
    if content.startswith(_DOCUMENTS):
        text = N_("this is a PDF, a document or a packed file; save it as plain text (.txt)")
        raise problem(FIELD, text)
    written, encoding = as_utf8(content)
    text = written.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _visible(text, about_encoding(encoding))


def _visible(text: str, notes: list[Message]) -> tuple[str, list[Message]]:
    """Return a text without what cannot be seen; raises SpecError if little is left."""
    if not text.strip("\0 \n\t\ufeff"):
        raise problem(FIELD, N_("there is nothing in this file") if "\0" not in text else _NO_TEXT)
    counts = Counter(text)
    hidden = {symbol for symbol in counts if _hidden(symbol)}
    wrong = sum(
        counts[symbol]
        for symbol in hidden | {UNKNOWN}
        if unicodedata.category(symbol) != "Cf"  # a soft hyphen and such
    )
    if wrong > _MOST_INVISIBLE * len(text):
        raise problem(FIELD, _NO_TEXT)
    if hidden:
        text = text.translate(dict.fromkeys(map(ord, hidden)))
        sentence = N_("Characters that cannot be seen were left out: {count}.")
        count = sum(counts[symbol] for symbol in hidden)
        notes = [*notes, Message(sentence, {"count": f"{count:,}"})]
    if len(text) < LEAST_CHARACTERS:
        sentence = N_("the text has only {count} characters; {least} is the least to learn from")
        raise problem(FIELD, sentence, count=f"{len(text):,}", least=f"{LEAST_CHARACTERS:,}")
    if len(counts.keys() - hidden) < 2:
        raise problem(FIELD, N_("the text is one character over and over; there is no next one"))
    return text, notes


def _hidden(symbol: str) -> bool:
    """Return whether a character is nothing that one sees; two that join letters count as seen."""
    return not (symbol.isprintable() or symbol.isspace() or symbol in _JOINERS)


if __name__ == "__main__":
    kept.bound_memory(_MOST_MEMORY)
    read(Path(sys.argv[1]))

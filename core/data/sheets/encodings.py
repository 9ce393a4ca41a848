"""Which encoding a text has, found from its bytes alone."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from core.spec.message import N_, Message

_AT_ONCE = 2**20
_MOST_ODD = 0.01  # of the letters beyond ASCII, before a text is taken for another encoding
_PAIR = re.compile(rb"[\x80-\xff].", re.DOTALL)
# Common characters, levels 0 and 1 of GB 2312. A Western text has single letters above 7F.
_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")

_SAID = {"gb18030": "GB 18030", "cp1252": "Windows-1252", "latin-1": "Latin-1"}


def as_utf8(content: bytes) -> tuple[bytes, str]:
    """Return a text in UTF-8, and the encoding that it had, as Python calls it.

    What cannot be decoded becomes the character for that, U+FFFD.
    """
    encoding = _utf16(content)
    if not encoding:
        odd = _odd(content, "utf-8")
        if not odd:
            return content, "utf-8"
        encoding = "utf-8" if odd <= _MOST_ODD else _older(content)
    return content.decode(encoding, "replace").encode(), encoding


def about_encoding(encoding: str) -> list[Message]:
    """Return what there is to say about a text in this encoding: something if it was a guess."""
    if encoding not in _SAID:
        return []
    text = N_(
        "The file is not in UTF-8 and was read as {encoding}; look whether its words are right."
    )
    return [Message(text, {"encoding": _SAID[encoding]})]


def _utf16(content: bytes) -> str:
    """Return which kind of UTF-16 a text is in; empty if it is not."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Each letter of a European language has one byte that is zero.
    start = content[:4096]
    zeros = [start[side::2].count(0) for side in (0, 1)]
    if max(zeros) > len(start) / 4 and min(zeros) == 0:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    return ""


def _older(content: bytes) -> str:
    """Return which encoding from before Unicode a text is most likely in."""
    pairs = _PAIR.findall(content[: 16 * _AT_ONCE])
    common = sum(bool(_COMMON.match(pair)) for pair in pairs)
    if common > 0.8 * len(pairs) and _odd(content, "gb18030") <= _MOST_ODD:
        return "gb18030"
    return "cp1252" if _odd(content, "cp1252") == 0 else "latin-1"


def _odd(content: bytes, encoding: str) -> float:
    """Return which fraction of the letters beyond ASCII cannot be decoded."""
    beyond = odd = 0
    for text in _decoded(content, encoding):
        odd += text.count("\ufffd")
        beyond += len(text) - len(text.encode("ascii", "ignore"))
    return odd / beyond if beyond else 0.0


def _decoded(content: bytes, encoding: str) -> Iterator[str]:
    """Yield a text piece by piece, so that it need not fit into memory four times over."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for start in range(0, len(content), _AT_ONCE):
        yield decoder.decode(content[start : start + _AT_ONCE])
    yield decoder.decode(b"", True)

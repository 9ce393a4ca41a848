"""Texts: in their order, in any encoding, or refused in a sentence."""

import codecs
import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from core.data import python_docs, text_file, text_reading
from core.data.dataset import SPLITS, Dataset
from core.data.text_file import TextFileParams
from core.data.texts import TextParams
from core.data.uploads import folder, keep
from core.spec.message import SpecError
from tests.fixtures.files import png, striped, zip_bytes

SENTENCE = "Schöne Grüße, señor: a cup of café for Zoë.\n"
LONG = SENTENCE * 80
SHAKESPEARE = Path(__file__).parents[3] / "shared" / "data" / "tinyshakespeare.txt"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, which is quicker; one test below reads in another one."""
    monkeypatch.setattr(text_reading, "_read_elsewhere", text_reading.read)


def params_of(content: str | bytes, **data: int) -> TextFileParams:
    """Return settings that name an upload of this content."""
    raw = content.encode() if isinstance(content, str) else content
    return TextFileParams.model_validate({"path": keep(raw, "mine.txt"), **data})


def spelled(data: Dataset) -> str:
    """Return what a dataset holds, put together again."""
    parts = [data.splits[split] for split in SPLITS]
    numbers = np.concatenate([np.append(part.inputs, part.targets[-1]) for part in parts])
    return "".join(np.array(data.vocabulary)[numbers])


def test_python_docs_are_in_order_and_each_paragraph_is_there_once() -> None:
    from pydoc_data.topics import topics

    data = python_docs.load(TextParams())
    text = spelled(data)
    allowed = {"\n", *map(chr, range(32, 127))}
    assert set(text) <= allowed | {"\ufffd"}
    said = [
        "".join(mark if mark in allowed else "\ufffd" for mark in topics[name])
        for name in sorted(topics)
    ]
    written = [" ".join(part.split()) for part in "\n\n".join(said).split("\n\n")]
    found = [" ".join(part.split()) for part in text.split("\n\n")]
    assert found == list(dict.fromkeys(written))
    sizes = np.array([len(data.splits[split]) + 1 for split in SPLITS])
    assert sizes / len(text) == pytest.approx([0.9, 0.05, 0.05], abs=1e-4)
    few = python_docs.load(TextParams(subset=1000)).splits["train"]
    assert np.array_equal(few.inputs, data.splits["train"].inputs[-1000:])


class Written(NamedTuple):
    """A text that can be read, what comes out, and a part of what is said of it."""

    content: Callable[[], bytes]
    text: str = LONG
    note: str = ""


READ: dict[str, Written] = {
    "UTF-8": Written(LONG.encode),
    "UTF-8 with a mark": Written(lambda: LONG.encode("utf-8-sig")),
    "UTF-16": Written(lambda: LONG.encode("utf-16")),
    "UTF-16, the other way": Written(lambda: codecs.BOM_UTF16_BE + LONG.encode("utf-16-be")),
    "UTF-16 without a mark": Written(lambda: LONG.encode("utf-16-le")),
    "Windows-1252": Written(
        lambda: LONG.replace("cup", "€").encode("cp1252"),
        LONG.replace("cup", "€"),
        "read as Windows-1252",
    ),
    "Latin-1": Written(
        lambda: (LONG + "\x81").encode("latin-1"), LONG, "read as Latin-1.*cannot be seen.*: 1"
    ),
    "lines of Windows": Written(lambda: LONG.replace("\n", "\r\n").encode()),
    "lines of an old Macintosh": Written(lambda: LONG.replace("\n", "\r").encode()),
    "accents apart from their letters": Written(lambda: LONG.replace("é", "e\u0301").encode()),
    "one line": Written(lambda: LONG.replace("\n", " ").encode(), LONG.replace("\n", " ")),
    "a few invisible characters": Written(
        lambda: (LONG[:50] + "\0\x07\x1b" + LONG[50:]).encode(), LONG, "cannot be seen.*: 3"
    ),
    "Chinese": Written(lambda: ("道可道，非常道。" * 400).encode(), "道可道，非常道。" * 400),
    "Chinese of before Unicode": Written(
        lambda: ("道可道，非常道。" * 400).encode("gb18030"), "道可道，非常道。" * 400, "GB 18030"
    ),
    "Persian, whose letters are joined by what cannot be seen": Written(
        lambda: ("می\u200cخواهم " * 300).encode(), "می\u200cخواهم " * 300
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_text_is_read_whatever_its_encoding(name: str) -> None:
    params = params_of(READ[name].content())
    facts, data = text_file.facts(params), text_file.load(params)
    assert spelled(data) == READ[name].text
    said = " ".join(note.worded() for note in facts.notes)
    assert re.search(READ[name].note, said) and bool(said) == bool(READ[name].note)


def test_the_commonest_characters_are_told_apart() -> None:
    rare = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    text = LONG * 5 + rare
    params = params_of(text)
    facts = text_file.facts(params)
    assert len(facts.vocabulary) == 201
    assert set(LONG) < set(facts.vocabulary)
    gone = 300 - (200 - len(set(LONG)))
    assert f"the other {gone}, " in facts.notes[0].worded()
    assert spelled(text_file.load(params)).count("\ufffd") == gone


class Refused(NamedTuple):
    """Something that is no text to learn from, and a part of the sentence that says why."""

    content: Callable[[], bytes]
    answer: str


NO_TEXT, DOCUMENT = "this is not plain text", "a document or a packed file"
REFUSED: dict[str, Refused] = {
    "nothing": Refused(lambda: b"", "nothing in this file"),
    "blanks": Refused(lambda: b" \n\t" * 2000, "nothing in this file"),
    "a mark alone": Refused(lambda: codecs.BOM_UTF8, "nothing in this file"),
    "a mark of UTF-16 alone": Refused(lambda: codecs.BOM_UTF16_LE, "nothing in this file"),
    "NULs": Refused(lambda: bytes(5000), NO_TEXT),
    "random bytes": Refused(lambda: np.random.default_rng(1).bytes(5000), NO_TEXT),
    "a picture": Refused(lambda: png(striped(1, 60)[0][0]), NO_TEXT),
    "UTF-32": Refused(lambda: LONG.encode("utf-32"), NO_TEXT),
    "a Word file": Refused(lambda: zip_bytes({"word/document.xml": b"<w/>"}), DOCUMENT),
    "a PDF": Refused(lambda: b"%PDF-1.7\n" + LONG.encode(), DOCUMENT),
    "a gzip file": Refused(lambda: gzip.compress(LONG.encode()), DOCUMENT),
    "one line": Refused(SENTENCE.encode, "has only 44 characters; 2,000 is the least"),
    "one character": Refused(lambda: b"a" * 5000, "one character over and over"),
    "11 MB": Refused(lambda: b"abc \n" * (11 * 2**20 // 5), "has 11.0 MB; 10 MB is the most"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_garbage_is_refused_in_a_sentence(name: str) -> None:
    params = params_of(REFUSED[name].content())
    with pytest.raises(SpecError, match=REFUSED[name].answer) as caught:
        text_file.load(params)
    (problem,) = caught.value.problems
    sentence = problem.message.worded()
    assert problem.field == "data.path" and sentence.isprintable() and len(sentence) < 250
    assert all(path.parent == folder() for path in folder().iterdir())


def test_a_text_is_read_once_and_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("PLAYGROUND_HOME", str(folder().parent))
    params = params_of(LONG)
    assert spelled(text_file.load(params)) == LONG
    monkeypatch.setattr(text_reading, "_read_elsewhere", pytest.fail)
    assert text_file.facts(params).sizes["train"] == round(0.9 * len(LONG)) - 1


@pytest.mark.parametrize("content", [LONG, ""])
def test_where_others_are_served_only_uploads_are_read(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(content)
    monkeypatch.setenv("PLAYGROUND_UPLOADS_ONLY", "1")
    with pytest.raises(SpecError, match="is not an uploaded file"):
        text_file.facts(TextFileParams(path=str(path)))


@pytest.mark.skipif(not SHAKESPEARE.exists(), reason="the shared data are not there")
def test_shakespeare_is_read() -> None:
    facts = text_file.facts(TextFileParams(path=str(SHAKESPEARE)))
    assert len(facts.vocabulary) == 66 and not facts.notes
    assert sum(facts.sizes.values()) == 1_115_394 - 3

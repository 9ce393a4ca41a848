"""What people upload by mistake or with intent: a sentence each, and nothing else happens."""

import gzip
import io
import struct
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.data import archive, folders, idx, ingest, pictures, uploads
from core.data.idx import IdxParams
from core.data.pictures import PicturesParams
from core.data.uploads import keep
from core.spec.message import SpecError
from tests.fixtures.files import idx_bytes, png, striped, zip_bytes

Bytes = Callable[[], bytes]
MOST_MEMORY = 100 * 2**20  # bytes that refusing an upload may take


class Garbage(NamedTuple):
    """Something brought, made when it is needed, and a part of the sentence that answers it."""

    content: Bytes
    answer: str


def images(count: int = 60, side: int = 6) -> bytes:
    """Return an IDX file that is right."""
    return idx_bytes(striped(count, side)[0])


def labels(count: int = 60) -> bytes:
    """Return its labels."""
    return idx_bytes(striped(count, 6)[1].astype(np.uint8))


def header(*sizes: int, kind: int = 8) -> bytes:
    """Return the first bytes of an IDX file."""
    return struct.pack(f">BBBB{len(sizes)}I", 0, 0, kind, len(sizes), *sizes)


def noise(count: int) -> bytes:
    """Return random bytes."""
    return np.random.default_rng(1).bytes(count)


DIMENSIONS = "perhaps the two files were swapped"
DAMAGED = "is cut off or damaged"
NOT_IDX = "this is not an IDX file"
AS_IMAGES: dict[str, Garbage] = {
    "nothing": Garbage(lambda: b"", NOT_IDX),
    "noise": Garbage(lambda: noise(5000), NOT_IDX),
    "text": Garbage(lambda: b"5,0,4,1,9\n" * 100, NOT_IDX),
    "a picture": Garbage(lambda: png(striped(1, 28)[0][0]), NOT_IDX),
    "a zip": Garbage(lambda: zip_bytes({"images": images()}), NOT_IDX),
    "floats": Garbage(lambda: header(60, 6, 6, kind=13) + bytes(60 * 36 * 4), NOT_IDX),
    "labels": Garbage(labels, DIMENSIONS),
    "four dimensions": Garbage(lambda: header(60, 3, 6, 6) + bytes(60 * 108), DIMENSIONS),
    "half a header": Garbage(lambda: header(60, 6, 6)[:9], DAMAGED),
    "half of it": Garbage(lambda: images()[:1000], DAMAGED),
    "half of it, packed": Garbage(lambda: gzip.compress(images())[:600], DAMAGED),
    "a packed file with an error": Garbage(
        lambda: gzip.compress(images())[:-8] + bytes(8), DAMAGED
    ),
    "a packed header alone": Garbage(lambda: b"\x1f\x8b", DAMAGED),
    "packed noise": Garbage(lambda: b"\x1f\x8b" + noise(3000), DAMAGED),
    "more than announced": Garbage(lambda: images() + bytes(9), "more than its first bytes"),
    "a bomb": Garbage(
        lambda: gzip.compress(header(60, 6, 6) + bytes(150 * 2**20), 1), "more than its first bytes"
    ),
    "a bomb that announces itself": Garbage(
        lambda: gzip.compress(header(200_000, 512, 512) + bytes(2**20)), "too many to hold"
    ),
    "a bomb of one long side": Garbage(
        lambda: header(1, 2**32 - 1, 2**32 - 1) + bytes(99), "512 a side is the most"
    ),
    "too many": Garbage(lambda: header(200_001, 2, 2) + bytes(800_004), "200,000 is the most"),
    "too large": Garbage(lambda: header(60, 513, 6) + bytes(60 * 513 * 6), "512 a side is"),
    "no pictures": Garbage(lambda: header(0, 28, 28), "there is nothing in this file"),
    "pictures of nothing": Garbage(lambda: header(60, 0, 28), "there is nothing in this file"),
    "one too few": Garbage(lambda: images(59), "there are 60 labels for 59 pictures"),
}
AS_LABELS: dict[str, Garbage] = {
    "nothing": Garbage(lambda: b"", NOT_IDX),
    "noise": Garbage(lambda: noise(60), NOT_IDX),
    "pictures": Garbage(images, DIMENSIONS),
    "half of it": Garbage(lambda: labels()[:30], DAMAGED),
    "one class": Garbage(
        lambda: idx_bytes(np.zeros(60, np.uint8)), "all pictures are of one class"
    ),
    "a class of four": Garbage(
        lambda: idx_bytes(np.array([0] * 56 + [9] * 4, np.uint8)), "class 9 has 4 pictures"
    ),
    "one too many": Garbage(lambda: labels(61), "there are 61 labels for 60 pictures"),
    "a bomb": Garbage(
        lambda: gzip.compress(header(60) + bytes(150 * 2**20), 1), "more than its first bytes"
    ),
    "billions": Garbage(lambda: header(2**32 - 1), "200,000 is the most"),
}


def two_classes(count: int = 5) -> dict[str, bytes]:
    """Return the files of a ZIP that is right."""
    picture = png(np.full((8, 8), 9, np.uint8))
    return {f"{name}/{i}.png": picture for name in ("cat", "dog") for i in range(count)}


def zipped(**more: bytes) -> bytes:
    """Return a ZIP that is right but for these files."""
    return zip_bytes({**two_classes(), **more})


def locked() -> bytes:
    """Return a ZIP whose entries say that they are encrypted."""
    content = bytearray(zip_bytes(two_classes()))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def linked() -> bytes:
    """Return a ZIP with a symbolic link in it."""
    buffer = io.BytesIO(zip_bytes(two_classes()))
    with zipfile.ZipFile(buffer, "a") as file:
        link = zipfile.ZipInfo("cat/passwd.png")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def listed(content: bytes, names: list[bytes]) -> bytes:
    """Return a ZIP of one file whose table of contents lists it under all these names."""
    packed = zip_bytes({"x" * len(names[0]): content})
    start, end = packed.index(b"PK\1\2"), packed.index(b"PK\5\6")
    entry, record = packed[start:end], bytearray(packed[end:])
    count = len(names) % 65536
    struct.pack_into("<HHI", record, 8, count, count, len(entry) * len(names))
    entries = b"".join(entry[:46] + name + entry[46 + len(name) :] for name in names)
    return packed[:start] + entries + bytes(record)


def tarred() -> bytes:
    """Return a tar file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as file:
        file.addfile(tarfile.TarInfo("cat/1.png"))
    return buffer.getvalue()


def huge_png() -> bytes:
    """Return a small file that says it holds 400 million pixels."""
    content = bytearray(png(np.zeros((8, 8), np.uint8)))
    struct.pack_into(">II", content, 16, 20_000, 20_000)
    struct.pack_into(">I", content, 29, zlib.crc32(content[12:29]))
    return bytes(content)


NOT_ZIP = "this is not a ZIP file"
OUTSIDE = "which lies outside of it"
AS_ZIP: dict[str, Garbage] = {
    "nothing": Garbage(lambda: b"", NOT_ZIP),
    "noise": Garbage(lambda: noise(5000), NOT_ZIP),
    "a picture": Garbage(lambda: png(striped(1, 28)[0][0]), NOT_ZIP),
    "a tar file": Garbage(tarred, NOT_ZIP),
    "an IDX file": Garbage(images, NOT_ZIP),
    "half of it": Garbage(lambda: zipped()[:700], "the ZIP file is cut off"),
    "its first bytes": Garbage(lambda: b"PK\3\4", "the ZIP file is cut off"),
    "its last bytes": Garbage(lambda: zipped()[-22:], NOT_ZIP),
    "without its middle": Garbage(lambda: zipped()[:200] + zipped()[-400:], "cut off|damaged"),
    "an error inside": Garbage(
        lambda: zip_bytes(two_classes(), zipfile.ZIP_STORED).replace(b"IDAT", b"IDAX"),
        "is damaged; pack the folder again",
    ),
    "empty": Garbage(lambda: zip_bytes({}), "there are no pictures"),
    "texts": Garbage(lambda: zip_bytes({"cat/1.txt": b"a", "dog/1.txt": b"b"}), "no pictures"),
    "pictures in no folder": Garbage(
        lambda: zip_bytes({f"{i}.png": png(np.zeros((8, 8), np.uint8)) for i in range(20)}),
        "lie in no folders",
    ),
    "unreadable pictures": Garbage(
        lambda: zip_bytes(dict.fromkeys(two_classes(), b"\x89PNG\r\n\x1a\n" + bytes(90))),
        "none of the files",
    ),
    "one class": Garbage(
        lambda: zip_bytes(dict(list(two_classes().items())[:5])),
        "all pictures are of one class, cat",
    ),
    "a class of four": Garbage(
        lambda: zip_bytes(dict(list(two_classes().items())[:9])), "class dog has 4 pictures"
    ),
    "10 000 classes": Garbage(
        lambda: listed(b"", [b"%05d/1.png" % number for number in range(10_000)]),
        "10,000 folders of pictures",
    ),
    "too many pictures": Garbage(
        lambda: listed(b"", [b"cat/1.png", b"dog/1.png"] * 25_001), "50,000 is the most"
    ),
    "locked": Garbage(locked, "locked with a password"),
    "a way out": Garbage(lambda: zipped(**{"../../evil.png": b"x"}), OUTSIDE),
    "a way out of Windows": Garbage(lambda: zipped(**{"cat\\..\\..\\evil.png": b"x"}), OUTSIDE),
    "a way from the root": Garbage(lambda: zipped(**{"/tmp/evil.png": b"x"}), OUTSIDE),
    "a way to a drive": Garbage(lambda: zipped(**{"C:/evil.png": b"x"}), OUTSIDE),
    "a link": Garbage(linked, "holds a link"),
    "a zip in a zip": Garbage(lambda: zipped(**{"dog/more.zip": zipped()}), "another archive"),
    "a bomb": Garbage(
        lambda: zipped(**{"cat/0.bmp": bytes(60 * 2**20)}), "more than 100 times its size"
    ),
    "a bomb of many layers": Garbage(
        lambda: listed(bytes(20 * 2**20), [b"cat/1.bmp"] * 400), "would take 8,000 MB"
    ),
    "a bomb of names": Garbage(
        lambda: listed(b"", [b"cat/" + b"x" * 4000 + b".png"] * 4200), "too many files"
    ),
    "a bomb of pixels": Garbage(
        lambda: zipped(**{"cat/huge.png": huge_png()}), "more than 50 million pixels"
    ),
    "packed oddly": Garbage(
        lambda: zip_bytes(two_classes(), zipfile.ZIP_LZMA), "packed in an unusual way"
    ),
}


def answered(load: Callable[[], object], answer: str, home: Path) -> None:
    """Check that loading is refused in one sentence and leaves nothing behind."""
    with pytest.raises(SpecError, match=answer) as caught:
        load()
    (problem,) = caught.value.problems
    sentence = problem.message.worded()
    assert sentence == sentence.strip() and sentence.isprintable() and len(sentence) < 250
    outside = [path for path in home.rglob("*") if path.parent.name != "uploads"]
    assert outside == [home / "uploads"]


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Check that what happens inside takes little memory."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


def tree(folder: Path) -> set[Path]:
    """Return everything below a folder."""
    return set(folder.rglob("*"))


@pytest.mark.parametrize("name", AS_IMAGES)
def test_garbage_as_a_file_of_pictures(name: str, playground_home: Path) -> None:
    params = IdxParams(images=keep(AS_IMAGES[name].content(), "x.gz"), labels=keep(labels(), "y"))
    with bounded_memory():
        answered(lambda: idx.load(params), AS_IMAGES[name].answer, playground_home)


@pytest.mark.parametrize("name", AS_LABELS)
def test_garbage_as_a_file_of_labels(name: str, playground_home: Path) -> None:
    params = IdxParams(images=keep(images(), "x"), labels=keep(AS_LABELS[name].content(), "y.gz"))
    with bounded_memory():
        answered(lambda: idx.load(params), AS_LABELS[name].answer, playground_home)


@pytest.mark.parametrize("name", AS_ZIP)
def test_garbage_as_a_zip(
    name: str, playground_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this process, which is quicker; below some are read in a process of its own.
    monkeypatch.setattr(ingest, "_read_elsewhere", ingest.read)
    params = PicturesParams(file=keep(AS_ZIP[name].content(), "mine.zip"))
    around = tree(tmp_path) - tree(playground_home)
    answered(lambda: pictures.load(params), AS_ZIP[name].answer, playground_home)
    assert tree(tmp_path) - tree(playground_home) == around
    assert not Path("/tmp/evil.png").exists()
    # What was found out is remembered, so that nobody waits for it twice.
    monkeypatch.setattr(ingest, "_read_elsewhere", pytest.fail)
    answered(lambda: pictures.facts(params), AS_ZIP[name].answer, playground_home)


def test_there_are_fifty_kinds_of_garbage() -> None:
    assert len(AS_IMAGES) + len(AS_LABELS) + len(AS_ZIP) >= 50


@pytest.mark.parametrize("name", ["a bomb", "a way out", "half of it"])
def test_a_whole_setup_is_refused_likewise(name: str, playground_home: Path) -> None:
    raw = {
        "recipe": "random_forest",
        "dataset": "pictures",
        "data": {"file": keep(AS_ZIP[name].content(), "mine.zip")},
    }
    answered(lambda: build_spec(raw), f"data.file: .*{AS_ZIP[name].answer}", playground_home)


def test_memory_is_bounded_also_where_a_library_is_not(
    playground_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    name = keep(zip_bytes(two_classes()), "mine.zip")
    program = (
        "import runpy, sys, core.data.decoding as d;"
        "d._square = lambda *a: bytes(4 * 2**30);"
        "runpy.run_module('core.data.ingest', run_name='__main__')"
    )
    path = uploads.folder() / name
    command = [sys.executable, "-W", "ignore", "-c", program, str(path), "28", "grey"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "MemoryError" in done.stderr
    assert not list(uploads.folder().glob("*.json"))


@pytest.mark.parametrize("seed", range(40))
def test_a_zip_with_random_errors_is_read_or_refused(
    seed: int, tmp_path: Path, playground_home: Path
) -> None:
    random = np.random.default_rng(seed)
    content = bytearray(zip_bytes(two_classes(8), zipfile.ZIP_STORED))
    for place in random.integers(0, len(content), random.integers(1, 40)):
        content[place] = random.integers(0, 256)
    path = tmp_path / "some.zip"
    path.write_bytes(content)
    try:
        with archive.opened_archive(path, "data.file") as opened:
            found = folders.read_pictures(opened, 8, "grey")
    except SpecError as error:
        assert error.problems[0].message.worded().isprintable()
    else:
        assert found.images.shape[1:] == (1, 8, 8)

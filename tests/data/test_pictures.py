"""ZIP files of pictures: what becomes of sizes, folders, names and colours."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.data import ingest
from core.data.archive import opened_archive
from core.data.folders import Found, by_folder, read_pictures
from core.data.pictures import PicturesParams, facts, load
from core.data.uploads import keep
from tests.fixtures.files import png, write, zip_bytes


def flat(value: int, height: int = 28, width: int = 28) -> NDArray[np.uint8]:
    """Return a grey picture of one brightness."""
    return np.full((height, width), value, np.uint8)


def two_classes(**more: bytes) -> dict[str, bytes]:
    """Return twenty dark and twenty bright pictures by their names in an archive."""
    files = {f"dark/{number}.png": png(flat(10 + number)) for number in range(20)}
    files |= {f"light/{number}.png": png(flat(200 + number)) for number in range(20)}
    return files | more


def read(tmp_path: Path, files: dict[str, bytes], side: int = 28, colour: Any = "grey") -> Found:
    """Read an archive of these files in this process."""
    path = write(tmp_path / "some.zip", zip_bytes(files))
    with opened_archive(path, "data.file") as archive:
        return read_pictures(archive, side, colour)


def said(found: Found) -> str:
    """Return all notes as one text."""
    return " ".join(note.worded() for note in found.notes)


def test_every_picture_comes_out_as_it_went_in(tmp_path: Path) -> None:
    found = read(tmp_path, two_classes())
    assert found.classes == ("dark", "light")
    assert found.notes == ()
    assert sorted(found.images[:, 0, 5, 5].tolist()) == [*range(10, 30), *range(200, 220)]
    assert ((found.images[:, 0, 0, 0] > 100) == (found.labels == 1)).all()


def test_mixed_sizes_are_cut_resized_and_said(tmp_path: Path) -> None:
    wide = flat(0, 20, 60)
    wide[:, 20:40] = 255  # only the middle is left once it is cut to a square
    found = read(tmp_path, two_classes(**{"light/wide.png": png(wide)}), side=16)
    assert found.images.shape == (41, 1, 16, 16)
    assert (found.images[:, :, 1:-1, 1:-1] == 255).all((1, 2, 3)).sum() == 1
    assert "2 different sizes" in said(found) and "16 x 16" in said(found)
    assert "28 x 28 pixels; each was cut" in said(read(tmp_path, two_classes(), side=8))


def test_the_camera_s_rotation_is_followed_and_glass_becomes_white(tmp_path: Path) -> None:
    upright = flat(0)
    upright[:14] = 255  # bright above
    lying, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # "turn me a quarter clockwise"
    Image.fromarray(np.rot90(upright)).save(lying, "PNG", exif=exif)
    glass = io.BytesIO()
    Image.new("RGBA", (28, 28), (0, 0, 0, 0)).save(glass, "PNG")
    files = two_classes(
        **{"light/lying.png": lying.getvalue(), "light/glass.png": glass.getvalue()}
    )
    found = read(tmp_path, files)
    assert any(np.array_equal(image[0], upright) for image in found.images)
    assert (found.images == 255).all((1, 2, 3)).sum() == 1


def test_colours_are_kept_if_wanted(tmp_path: Path) -> None:
    red = np.zeros((28, 28, 3), np.uint8)
    red[..., 0] = 255
    files = two_classes(**{"light/red.png": png(red)})
    found = read(tmp_path, files, colour="colour")
    assert found.images.shape == (41, 3, 28, 28)
    assert any((image[0] == 255).all() and not image[1:].any() for image in found.images)
    # ITU-R 601: red counts 0.299 of the brightness.
    assert 76 in read(tmp_path, files).images[:, 0, 0, 0]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM"])
def test_the_usual_kinds_of_pictures_are_read(tmp_path: Path, kind: str) -> None:
    files = {
        f"{name}/{number}.{kind.lower()}": png(flat(value + number), kind)
        for name, value in (("dark", 20), ("light", 200))
        for number in range(10)
    }
    found = read(tmp_path, files)
    values = np.sort(found.images[:, 0, 14, 14].astype(int))
    # JPEG and WebP round as they please.
    assert np.abs(values - [*range(20, 30), *range(200, 210)]).max() <= 2


def test_a_large_photograph_is_decoded_small(tmp_path: Path) -> None:
    image = np.zeros((3000, 4000), np.uint8)
    image[:, 2000:] = 255
    found = read(tmp_path, two_classes(**{"light/photo.jpg": png(image, "JPEG")}))
    halves = [picture[0] for picture in found.images if picture[0, 0, 0] < 3]
    assert len(halves) == 1 and (halves[0][:, 15:] > 250).all() and (halves[0][:, :13] < 5).all()


def test_what_is_no_picture_is_left_out_and_counted(tmp_path: Path) -> None:
    files = two_classes(
        **{
            "dark/broken.png": png(flat(3))[:40],
            "light/notes.txt": b"hello",
            "dark/fake.jpg": b"not a picture",
            "README.md": b"# mine",
            "__MACOSX/dark/._1.png": b"resource fork",
            ".hidden/x.png": png(flat(1)),
            "dark/.DS_Store": b"x",
            "light/Thumbs.db": b"x",
        }
    )
    found = read(tmp_path, files)
    assert len(found.images) == 40
    assert "cannot be read, were left out: 4." in said(found)


@pytest.mark.parametrize(
    ("names", "classes", "stray", "pooled"),
    [
        (("cat/1.png", "dog/1.png"), {"cat", "dog"}, 0, False),
        (("animals/cat/1.png", "animals/dog/1.png"), {"cat", "dog"}, 0, False),
        (("a/b/cat/1.png", "a/b/dog/old/1.png"), {"cat", "dog"}, 0, False),
        (("a/cat/1.png", "a/dog/1.png", "a/logo.png", "b.png"), {"cat", "dog"}, 2, False),
        (("train/cat/1.png", "train/dog/1.png", "test/cat/2.png"), {"cat", "dog"}, 0, True),
        (("set/Train/cat/1.png", "set/Val/dog/1.png"), {"cat", "dog"}, 0, True),
        (("cat/1.png", "cat/2.png"), {"cat"}, 0, False),
        (("1.png", "2.png"), set(), 2, False),
        (("train/1.png", "car/1.png"), {"train", "car"}, 0, False),
    ],
)
def test_the_class_is_the_first_folder_that_differs(
    tmp_path: Path, names: tuple[str, ...], classes: set[str], stray: int, pooled: bool
) -> None:
    path = write(tmp_path / "some.zip", zip_bytes(dict.fromkeys(names, b"x")))
    with opened_archive(path, "data.file") as archive:
        found = by_folder(archive.entries)
    assert {name for _, name in found.pairs} == classes
    assert (found.stray, found.pooled) == (stray, pooled)


def test_odd_names_become_readable_ones(tmp_path: Path) -> None:
    files = {}
    for name in ("ne\u0301", "né", "猫", "a\u202eb\x07", "x" * 200, "<b>"):
        for number in range(5):
            files[f"{name}/{number}-{len(files)}.png"] = png(flat(number))
    found = read(tmp_path, files)
    # One class in two spellings of the same letters is one class.
    assert set(found.classes) == {"né", "猫", "ab", "x" * 60, "<b>"}
    assert np.bincount(found.labels).max() == 10


def test_names_in_utf_8_that_do_not_say_so_are_understood(tmp_path: Path) -> None:
    content = zip_bytes(two_classes())
    raw = content.replace(b"light/", "ü/é/".encode())  # as long, and without the flag for UTF-8
    path = write(tmp_path / "a.zip", raw)
    with opened_archive(path, "f") as archive:
        assert {entry.folders for entry in archive.entries} == {("dark",), ("ü", "é")}


def test_it_is_read_once_in_a_process_of_its_own_and_kept(
    playground_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: (calls.append(a), run(*a, **k))[1])
    params = PicturesParams(file=keep(zip_bytes(two_classes()), "mine.zip"), side=12)
    found = facts(params)
    assert found.shape == (1, 12, 12)
    assert found.classes == ("dark", "light")
    assert found.sizes == {"train": 32, "valid": 4, "test": 4}
    assert "28 x 28" in found.notes[0].worded()
    assert facts(params) == found
    data = load(params)
    assert len(calls) == 1
    assert calls[0][0][:3] == [sys.executable, "-m", "core.data.ingest"]
    values = np.concatenate([part.inputs[:, 0, 3, 3] for part in data.splits.values()])
    expected = [*range(10, 30), *range(200, 220)]
    assert np.round(np.sort(values) * 255).astype(int).tolist() == expected
    assert {path.parent for path in playground_home.rglob("*.*")} == {playground_home / "uploads"}


def test_a_reader_that_dies_or_hangs_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    params = PicturesParams(file=keep(zip_bytes(two_classes()), "mine.zip"))
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "MOST_SECONDS", 0.01)
        with pytest.raises(ValueError, match="took longer than"):
            facts(params)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ValueError, match="could not be read within the memory"):
        facts(params)

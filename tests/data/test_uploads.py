"""Uploaded files: kept once, found by name, and no way out of their folder."""

import hashlib
import io
from pathlib import Path

import pytest

from core.data import uploads
from core.data.uploads import keep, path_of
from core.spec.message import SpecError


def test_a_file_is_kept_once_under_the_hash_of_its_content(playground_home: Path) -> None:
    name = keep(b"content", "My Pictures.ZIP")
    assert name == hashlib.sha256(b"content").hexdigest()[:32] + ".zip"
    assert keep(io.BytesIO(b"content"), "other.zip") == name
    assert [path.name for path in (playground_home / "uploads").iterdir()] == [name]
    assert path_of(name, "data.file").read_bytes() == b"content"


@pytest.mark.parametrize(
    "name", ["", "plain", "../../evil", "a/b\\c", "x.\0zip", "名前", "a." + "b" * 300, ".zip/.."]
)
def test_whatever_a_file_is_called_it_lies_in_the_folder(name: str, playground_home: Path) -> None:
    kept = keep(b"abc", name)
    assert path_of(kept, "f").parent == playground_home / "uploads"
    assert len(list(playground_home.rglob("*"))) == 2


def test_a_file_too_large_leaves_nothing(
    playground_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 2**20)
    with pytest.raises(SpecError, match="larger than"):
        keep(io.BytesIO(bytes(2**20 + 1)), "a.zip")
    assert list((playground_home / "uploads").iterdir()) == []
    assert keep(bytes(2**20), "a.zip")


def test_all_uploads_together_are_bounded_and_what_was_found_in_them_goes_first(
    playground_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_KEPT_BYTES", 2 * 2**20)
    first = keep(bytes(2**20), "a.zip")
    folder = playground_home / "uploads"
    (folder / f"{first[:32]}-28-grey.npz").write_bytes(bytes(2**20))
    second = keep(b"1" * 2**19, "b.zip")
    assert sorted(path.name for path in folder.iterdir()) == sorted([first, second])
    with pytest.raises(SpecError, match="no room for this file: uploads take 2 MB"):
        keep(b"2" * 2**20, "c.zip")
    assert sorted(path.name for path in folder.iterdir()) == sorted([first, second])


def test_paths_of_this_machine_are_read_unless_others_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"abc")
    assert path_of(str(path), "data.file") == path
    monkeypatch.setenv("PLAYGROUND_UPLOADS_ONLY", "1")
    with pytest.raises(SpecError, match="not an uploaded file") as caught:
        path_of(str(path), "data.file")
    assert caught.value.problems[0].field == "data.file"
    assert path_of(keep(b"abc", "a.zip"), "data.file").read_bytes() == b"abc"


@pytest.mark.parametrize(
    "name",
    [
        *("", "/nowhere/at/all", "0" * 32 + ".zip", "/dev/zero", "/", "\0", "a" * 5000, "\ud800"),
        *("~nobody-of-this-name/x", "../playground.db", "../secret.key"),
    ],
)
def test_what_is_no_file_gets_a_sentence(name: str, playground_home: Path) -> None:
    uploads.folder()
    (playground_home / "secret.key").write_text("secret")
    with pytest.raises(SpecError, match=r"no file"):
        path_of(name, "data.file")

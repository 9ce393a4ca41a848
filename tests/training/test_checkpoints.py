"""Checkpoint files: bounded in number and bytes, and the newest sound one is found."""

import os
import pickle
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

from core.store import recording, runs
from core.store.home import run_folder
from core.training import checkpoints
from core.training.checkpoints import CheckpointFolder
from core.training.packing import pack
from tests.fixtures.playing import play_in_store, play_on, small_spec


@pytest.fixture
def folder(tmp_path: Path) -> CheckpointFolder:
    """Return a folder with three checkpoints."""
    found = CheckpointFolder(tmp_path / "run")
    for tick in (0, 5, 10):
        found.write(tick, pack({"weights": torch.arange(tick + 1.0), "tick": tick}))
    return found


def test_what_was_written_is_read(folder: CheckpointFolder) -> None:
    assert folder.ticks() == [0, 5, 10]
    state = folder.read(5)
    assert state["tick"] == 5
    assert torch.equal(state["weights"], torch.arange(6.0))
    assert folder.write(15, pack(state)) == folder.path(15).stat().st_size


def truncate(path: Path) -> None:
    """Keep the first half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_a_bit_of_a_weight(path: Path) -> None:
    """Change one weight a little, which nothing but a checksum can notice."""
    content = bytearray(path.read_bytes())
    content[content.index(torch.arange(11.0).numpy().tobytes()) + 20] ^= 1
    path.write_bytes(content)


def cut_header(path: Path) -> None:
    """Lose the beginning."""
    path.write_bytes(path.read_bytes()[100:])


def fill_with_garbage(path: Path) -> None:
    """Write random bytes."""
    path.write_bytes(os.urandom(5000))


def leave_empty(path: Path) -> None:
    """Leave nothing."""
    path.write_bytes(b"")


def write_text(path: Path) -> None:
    """Write something else altogether."""
    path.write_text("not a checkpoint")


def write_other_data(path: Path) -> None:
    """Write a sound file that is no state."""
    torch.save([1, 2], path)


class Harmful:
    """Would make a file when unpickled."""

    def __reduce__(self) -> Any:
        return os.mkdir, ("harm",)


def write_harmful_pickle(path: Path) -> None:
    """Write a pickle that runs code."""
    path.write_bytes(pickle.dumps(Harmful()))


def save_harmful_object(path: Path) -> None:
    """Write a proper torch file with an object that runs code."""
    torch.save({"tick": Harmful()}, path)


def write_pickle(content: bytes) -> Callable[[Path], None]:
    """Return what writes a sound archive whose pickle torch stumbles over."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            kept = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, old in kept.items():
                archive.writestr(name, content if name.endswith("data.pkl") else old)

    write.__name__ = f"write_pickle_{content.hex()}"
    return write


DAMAGES = [
    write_pickle(b"\x80\x02h\t."),  # KeyError
    write_pickle(b"\x80\x02}}]s."),  # TypeError
    write_pickle(b"\x80\x02."),  # IndexError
    truncate,
    flip_a_bit_of_a_weight,
    cut_header,
    fill_with_garbage,
    leave_empty,
    write_text,
    write_other_data,
    write_harmful_pickle,
    save_harmful_object,
    Path.unlink,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_checkpoint_is_passed_over(
    damage: Any, folder: CheckpointFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    damage(folder.path(10))
    newest = folder.newest([0, 5, 10])
    assert newest is not None
    assert (newest[0], newest[1]["tick"]) == (5, 5)
    assert not (tmp_path / "harm").exists()


def test_there_may_be_no_sound_checkpoint_at_all(folder: CheckpointFolder) -> None:
    for tick in folder.ticks():
        fill_with_garbage(folder.path(tick))
    assert folder.newest([0, 5, 10]) is None
    assert folder.newest([]) is None


def test_a_failed_write_leaves_nothing_behind(
    folder: CheckpointFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folder.path(10).read_bytes()

    def refuse(path: Path, target: Path) -> Path:
        raise OSError("no")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no"):
        folder.write(10, pack({"tick": 11}))
    assert folder.path(10).read_bytes() == before
    assert len(list(folder.folder.iterdir())) == 3


def test_the_number_of_checkpoints_is_bounded(tmp_path: Path) -> None:
    folder = CheckpointFolder(tmp_path)
    for tick in range(200):
        folder.write(tick, pack({}))
        folder.discard(folder.surplus({}))
        ticks = folder.ticks()
        assert len(ticks) <= checkpoints.MOST_KEPT
        assert {0, tick} <= set(ticks), "the first and the newest are never deleted"
    gaps = [later - earlier for earlier, later in pairwise(ticks)]
    assert max(gaps) <= 2 * 200 / checkpoints.MOST_KEPT, "the rest are spread evenly"


def test_their_bytes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "MOST_BYTES", 50_000)
    folder = CheckpointFolder(tmp_path)
    for tick in range(30):
        folder.write(tick, pack({"weights": torch.zeros(2000)}))
        folder.discard(folder.surplus({}))
        total = sum(path.stat().st_size for path in tmp_path.iterdir())
        assert total <= 50_000 or len(folder.ticks()) <= 3
    assert {0, 29} <= set(folder.ticks())


def test_a_run_goes_on_from_the_checkpoint_before_the_damaged_one() -> None:
    spec = small_spec("cnn", "digits")
    whole = play_in_store(spec)
    _, events = recording.events_after(whole.id, 0)
    again = runs.create(spec, name="test", until="epoch")
    assert play_on(again).status == "paused"
    runs.enqueue(again, until="batch")
    assert play_on(again).status == "paused"
    folder = CheckpointFolder(run_folder(again))
    truncate(folder.path(folder.ticks()[-1]))
    runs.enqueue(again)
    done = play_on(again)
    assert done.status == "finished"
    assert done.scores == whole.scores
    assert recording.events_after(again, 0)[1] == events


def test_a_run_whose_checkpoints_are_all_damaged_starts_over() -> None:
    spec = small_spec("cnn", "digits")
    run = runs.create(spec, name="test", until="epoch")
    play_on(run)
    folder = CheckpointFolder(run_folder(run))
    for tick in folder.ticks():
        truncate(folder.path(tick))
    runs.enqueue(run)
    done = play_on(run)
    whole = play_in_store(spec)
    assert done.scores == whole.scores
    assert recording.events_after(run, 0)[1] == recording.events_after(whole.id, 0)[1]

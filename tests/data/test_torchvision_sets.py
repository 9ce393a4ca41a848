"""The sets that torchvision fetches: small ones in the same form, from a server of this machine."""

import gzip
import hashlib
import io
import os
import pickle
import socket
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.catalog.find import source, sources
from core.cli import main
from core.data import download as downloads
from core.data import torchvision_sets
from core.data.download import Download, folder
from core.data.images import ImageParams
from core.data.torchvision_sets import CIFAR10, MNIST, TorchvisionSet, cifar_files, idx_files
from core.networks.vision import torchvision
from core.spec.message import SpecError
from tests.fixtures.files import idx_bytes, write

NAMES = [entry.name for entry in sources().values() if entry.download]
TRAIN, TEST, VALID = 100, 20, 30


def pixels(count: int, *shape: int) -> NDArray[np.uint8]:
    """Return random pictures, no two alike."""
    return np.random.default_rng(count).integers(0, 256, (count, *shape)).astype(np.uint8)


def labels(count: int) -> NDArray[np.uint8]:
    """Return labels, each as often."""
    return (np.arange(count) % 10).astype(np.uint8)


def idx_archives() -> dict[str, bytes]:
    """Return the four files of a set like MNIST."""
    return {
        f"{part}-{content}-ubyte.gz": gzip.compress(idx_bytes(values))
        for part, count in (("train", TRAIN), ("t10k", TEST))
        for content, values in (
            ("images-idx3", pixels(count, 28, 28)),
            ("labels-idx1", labels(count)),
        )
    }


def cifar_batches() -> dict[str, bytes]:
    """Return the files inside of the archive of a set like CIFAR-10."""
    flat = pixels(TRAIN, 3, 32, 32).reshape(TRAIN, -1)
    batches = {
        f"data_batch_{number + 1}": (flat[20 * number :][:20], labels(TRAIN)[20 * number :][:20])
        for number in range(5)
    }
    batches["test_batch"] = pixels(TEST, 3, 32, 32).reshape(TEST, -1), labels(TEST)
    files = {
        name: pickle.dumps({"data": data, "labels": of.tolist()})
        for name, (data, of) in batches.items()
    }
    return files | {"batches.meta": pickle.dumps({"label_names": list("abcdefghij")})}


def tar(files: dict[str, bytes]) -> bytes:
    """Return files as a tar archive, packed."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def md5(content: bytes) -> str:
    """Return the checksum that torchvision asks for."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Serve a folder over HTTP; yields the folder and its address."""
    root = tmp_path / "served"
    root.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield root, f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


Small = Callable[[str], TorchvisionSet]


@pytest.fixture
def small(served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Small:
    """Return a function that puts a small set in the place of a real one, on the small server."""
    root, address = served
    kinds = torchvision().datasets

    def idx(known: TorchvisionSet) -> TorchvisionSet:
        files = idx_archives()
        kind = getattr(kinds, known.kind)
        monkeypatch.setattr(kind, "mirrors", [address])
        monkeypatch.setattr(kind, "resources", [(name, md5(c)) for name, c in files.items()])
        for name, content in files.items():
            write(root / name, content)
        archives = {f"{known.kind}/raw/{name}": len(content) for name, content in files.items()}
        return replace(known, archives=archives, files=idx_files(known.kind, TRAIN, TEST))

    def cifar(known: TorchvisionSet) -> TorchvisionSet:
        batches = cifar_batches()
        content = tar(batches)
        write(root / "cifar-10-python.tar.gz", content)
        checked = [[name, md5(batches[name])] for name in batches]
        kind = kinds.CIFAR10
        monkeypatch.setattr(kind, "url", f"{address}cifar-10-python.tar.gz")
        monkeypatch.setattr(kind, "tgz_md5", md5(content))
        monkeypatch.setattr(kind, "train_list", checked[:5])
        monkeypatch.setattr(kind, "test_list", checked[5:6])
        meta = {"filename": "batches.meta", "key": "label_names", "md5": checked[6][1]}
        monkeypatch.setattr(kind, "meta", meta)
        archives = {"cifar-10-python.tar.gz": len(content)}
        return replace(known, archives=archives, files=cifar_files(TRAIN, TEST))

    def make(name: str) -> TorchvisionSet:
        constant = name.upper()
        known = getattr(torchvision_sets, constant)
        made = (cifar if known is CIFAR10 else idx)(known)
        made = replace(made, train=TRAIN, test=TEST, valid=VALID)
        monkeypatch.setattr(torchvision_sets, constant, made)
        return made

    return make


@pytest.mark.parametrize("name", NAMES)
def test_the_command_fetches_what_is_then_loaded(
    name: str, small: Small, capfd: pytest.CaptureFixture[str]
) -> None:
    known = small(name)
    assert not known.complete()
    reason = source(name).unavailable(ImageParams())
    assert reason is not None
    assert f"python -m core download {name}" in reason.worded()
    assert "press Download" in reason.worded()
    with pytest.raises(SpecError, match="must be fetched from the internet first"):
        known.load(ImageParams())
    assert main(["download", name]) == 0
    told = capfd.readouterr()
    assert told.out == "" and "100%" in told.err  # the progress, where it belongs
    assert known.download.state().status == "done"
    assert source(name).unavailable(ImageParams()) is None
    facts, data = known.facts(ImageParams(subset=50)), known.load(ImageParams(subset=50))
    assert data.classes == facts.classes and len(facts.classes) == 10
    assert {split: len(part) for split, part in data.splits.items()} == facts.sizes
    assert facts.sizes == {"train": 50, "valid": VALID, "test": TEST}
    for part in data.splits.values():
        assert part.inputs.shape[1:] == facts.shape
    assert main(["download", name]) == 0
    assert "there already" in capfd.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_the_official_test_is_the_test_and_validation_comes_out_of_the_rest(
    name: str, small: Small
) -> None:
    known = small(name)
    known.fetch()
    shape = known.shape if name == "cifar10" else known.shape[1:]
    data = known.load(ImageParams(split_seed=4))
    test = pixels(TEST, *shape).reshape(TEST, *known.shape).astype(np.float32) / 255
    assert np.array_equal(data.splits["test"].inputs, test)
    assert np.array_equal(data.splits["test"].targets, labels(TEST))
    rest = pixels(TRAIN, *shape).reshape(TRAIN, *known.shape).astype(np.float32) / 255
    expected = {
        (image.tobytes(), int(label)) for image, label in zip(rest, labels(TRAIN), strict=True)
    }
    found = [
        {
            (image.tobytes(), int(label))
            for image, label in zip(part.inputs, part.targets, strict=True)
        }
        for part in (data.splits["train"], data.splits["valid"])
    ]
    assert found[0] | found[1] == expected and not found[0] & found[1]
    assert np.bincount(data.splits["valid"].targets.astype(int)).tolist() == [3] * 10
    other = known.load(ImageParams(split_seed=5))
    assert np.array_equal(other.splits["test"].inputs, test)
    assert not np.array_equal(other.splits["valid"].inputs, data.splits["valid"].inputs)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_known_of_the_real_sets(name: str) -> None:
    known: TorchvisionSet = getattr(torchvision_sets, name.upper())
    facts = known.facts(ImageParams())
    assert sum(facts.sizes.values()) == (60_000 if name == "cifar10" else 70_000)
    assert facts.sizes["valid"] == facts.sizes["test"] == 10_000
    kind = getattr(torchvision().datasets, known.kind)
    if name == "cifar10":
        fetched = [kind.filename]
        unpacked = [f"cifar-10-batches-py/{file}" for file, _ in kind.train_list + kind.test_list]
        unpacked.append(f"cifar-10-batches-py/{kind.meta['filename']}")
    else:
        fetched = [f"{known.kind}/raw/{file}" for file, _ in kind.resources]
        unpacked = [file.removesuffix(".gz") for file in fetched]
    assert set(known.archives) == set(fetched)
    assert set(known.files) == set(unpacked)
    assert 10 < known.download.megabytes < 200


def test_datasets_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder().parent == Path(os.environ["PLAYGROUND_HOME"]).resolve()
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(tmp_path / "mine"))
    assert folder() == tmp_path / "mine"


def test_half_a_file_is_not_taken_for_the_whole(small: Small) -> None:
    known = small("mnist")
    known.fetch()
    for name in known.files:
        path = folder() / name
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        assert not known.complete()
        known.fetch()
        assert known.complete() and path.read_bytes() == content


def test_damaged_files_are_said_to_be(small: Small) -> None:
    known = small("cifar10")
    known.fetch()
    path = folder() / "cifar-10-batches-py/data_batch_3"
    path.write_bytes(bytes(len(path.read_bytes())))
    with pytest.raises(SpecError, match="are damaged; delete"):
        known.load(ImageParams())


def test_a_wrong_file_on_the_server_is_refused(
    small: Small, served: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    known = small("mnist")
    write(served[0] / "train-images-idx3-ubyte.gz", gzip.compress(b"something else"))
    assert main(["download", "mnist"]) == 2
    said = capsys.readouterr().err
    assert "could not be fetched from 127.0.0.1: File not found or corrupted" in said
    state = known.download.state()
    assert state.status == "failed" and state.message is not None
    assert state.message.worded() in said


def test_a_missing_file_on_the_server_is_no_missing_connection(
    small: Small, served: tuple[Path, str]
) -> None:
    known = small("kmnist")
    (served[0] / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(SpecError, match=r"from 127\.0\.0\.1: HTTP Error 404"):
        known.fetch()


@pytest.mark.parametrize("name", NAMES)
def test_no_connection_is_said_plainly(
    name: str, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = small(name)
    kind = getattr(torchvision().datasets, known.kind)
    nowhere = "http://127.0.0.1:9/"  # nothing listens there
    if name == "cifar10":
        monkeypatch.setattr(kind, "url", nowhere)
    else:
        monkeypatch.setattr(kind, "mirrors", [nowhere])
    with pytest.raises(SpecError, match=r"could not be fetched: no connection to 127\.0\.0\.1"):
        known.fetch()


def test_a_silent_server_is_not_waited_for(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    known = small("mnist")
    monkeypatch.setattr(torchvision_sets, "_SECONDS_OF_SILENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        monkeypatch.setattr(torchvision().datasets.MNIST, "mirrors", [address])
        began = time.monotonic()
        with pytest.raises(SpecError, match="no connection to"):
            known.fetch()
        assert time.monotonic() - began < 10


def wait_for(download: Download, status: str) -> Any:
    """Wait until a download stands so, and return how."""
    deadline = time.monotonic() + 60
    while (state := download.state()).status != status and time.monotonic() < deadline:
        time.sleep(0.05)
    assert state.status == status
    return state


@pytest.mark.slow
def test_a_page_starts_a_download_and_hears_that_it_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    download = MNIST.download
    assert download.state() == ("idle", 0, 11_594_722, None)
    # The process that is started has no other way out than a proxy that is not there.
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    download.start()
    assert download.state().status == "running"
    state = wait_for(download, "failed")
    assert state.message.worded().startswith(
        "MNIST (handwritten digits) could not be fetched: no connection to"
    )
    download.start()  # one may try again
    assert download.state().status == "running"
    downloads._started[-1].kill()
    state = wait_for(download, "failed")
    assert "ended unexpectedly" in state.message.worded()


def test_progress_is_the_size_of_the_files() -> None:
    download = MNIST.download
    download.note("running")
    assert download.state().done_bytes == 0
    first, second, *_ = download.archives
    write(folder() / first, bytes(9_912_422))
    write(folder() / second, bytes(1000))
    state = download.state()
    assert state == ("running", 9_913_422, 11_594_722, None)
    download.start()  # does nothing while this process is at it
    assert download.state().status == "running"


def test_a_download_whose_process_is_gone_has_failed() -> None:
    download = MNIST.download
    download.note("running", process=2**22 + 1)
    state = download.state()
    assert state.status == "failed"
    assert state.message is not None and "ended unexpectedly" in state.message.worded()


def test_two_do_not_fetch_the_same(small: Small, capsys: pytest.CaptureFixture[str]) -> None:
    small("mnist").download.note("running", process=os.getppid())
    assert main(["download", "mnist"]) == 2
    assert "is being fetched already" in capsys.readouterr().err


def test_what_needs_no_download_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["download", "digits"]) == 2
    assert "digits needs no download; those that do are mnist" in capsys.readouterr().err
    assert main(["download", "imagenet"]) == 2
    assert "not known here" in capsys.readouterr().err

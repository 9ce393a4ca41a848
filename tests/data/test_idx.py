"""IDX files: written by hand and read back, and the real MNIST where it lies."""

import gzip
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from core.data.idx import IdxParams, facts, load
from core.data.uploads import keep
from tests.fixtures.files import idx_bytes, striped, write

SHARED = Path(__file__).parents[3] / "shared" / "data" / "mnist"


def test_a_file_written_by_hand_is_read_exactly(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (50, 3, 4)).astype(np.uint8)
    labels = np.array([200, 7] * 25, np.uint8)
    content = struct.pack(">IIII", 0x803, 50, 3, 4) + images.tobytes()
    params = IdxParams(
        images=str(write(tmp_path / "images", content)),
        labels=str(write(tmp_path / "labels", struct.pack(">II", 0x801, 50) + labels.tobytes())),
    )
    assert facts(params).classes == ("7", "200")
    data = load(params)
    found = {
        (part.inputs[i].tobytes(), data.classes[part.targets[i]])
        for part in data.splits.values()
        for i in range(len(part))
    }
    expected = {
        ((image[None] / np.float32(255)).astype(np.float32).tobytes(), str(label))
        for image, label in zip(images, labels, strict=True)
    }
    assert found == expected


def test_packed_or_not_by_path_or_uploaded_the_data_are_the_same(tmp_path: Path) -> None:
    images, labels = striped(120, 6)
    plain = idx_bytes(images), idx_bytes(labels.astype(np.uint8))
    by_path = IdxParams(
        images=str(write(tmp_path / "images.gz", gzip.compress(plain[0]))),
        labels=str(write(tmp_path / "labels.gz", gzip.compress(plain[1]))),
    )
    uploaded = IdxParams(images=keep(plain[0], "images"), labels=keep(plain[1], "labels"))
    one, other = load(by_path), load(uploaded)
    assert facts(by_path) == facts(uploaded)
    for split in ("train", "valid", "test"):
        assert np.array_equal(one.splits[split].inputs, other.splits[split].inputs)
        assert np.array_equal(one.splits[split].targets, other.splits[split].targets)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    images, labels = striped(120, 6)
    paths = tmp_path / "images", tmp_path / "labels"
    params = IdxParams(images=str(paths[0]), labels=str(paths[1]))
    write(paths[0], idx_bytes(images))
    write(paths[1], idx_bytes(labels.astype(np.uint8)))
    assert facts(params).sizes == {"train": 96, "valid": 12, "test": 12}
    write(paths[0], idx_bytes(images[:90, :5]))
    write(paths[1], idx_bytes(labels[:90].astype(np.uint8)))
    assert facts(params).sizes == {"train": 72, "valid": 9, "test": 9}
    assert facts(params).shape == (1, 5, 6)
    before = paths[1].stat()
    write(paths[1], idx_bytes(labels[:90].astype(np.uint8) + 1))
    os.utime(paths[1], ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert facts(params).classes == ("1", "2", "3")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the MNIST test images are not here")
def test_the_real_mnist_is_read() -> None:
    params = IdxParams(
        images=str(SHARED / "t10k-images-idx3-ubyte.gz"),
        labels=str(SHARED / "t10k-labels-idx1-ubyte.gz"),
    )
    found = facts(params)
    assert found.shape == (1, 28, 28)
    assert found.classes == tuple("0123456789")
    assert found.sizes == {"train": 8000, "valid": 1000, "test": 1000}
    data = load(params)
    labels = np.concatenate([part.targets for part in data.splits.values()])
    # As counted in the literature; the first test image is a 7.
    assert np.bincount(labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    ink = np.mean([part.inputs.mean() for part in data.splits.values()])
    assert ink == pytest.approx(0.1325, abs=0.001)

"""`idx`: pictures and labels from a pair of IDX files, the format that MNIST came in."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BufferedIOBase
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.data.brought import check_amount, check_classes, problem, tenths
from core.data.dataset import Dataset, split_stratified
from core.data.images import ImageParams, image_dataset, image_facts
from core.data.uploads import path_of
from core.spec.message import N_
from core.spec.parameters import setting

MOST_PIXELS_A_SIDE = 512
_IMAGES, _LABELS = "data.images", "data.labels"
_GZIP = b"\x1f\x8b"
_OF_BYTES = b"\0\0\x08"  # how an IDX file of unsigned bytes begins; the next byte counts dimensions


class IdxParams(ImageParams):
    """Which two files."""

    images: str = setting(
        "",
        N_("File of pictures"),
        N_(
            "An IDX file of grey pictures, packed with gzip or not, such as "
            "train-images-idx3-ubyte.gz: its path, or the name of an upload."
        ),
        max_length=1000,
        upload=("*",),
    )
    labels: str = setting(
        "",
        N_("File of labels"),
        N_(
            "The IDX file with the class of each picture, 0 to 255, such as "
            "train-labels-idx1-ubyte.gz: its path, or the name of an upload."
        ),
        max_length=1000,
        upload=("*",),
    )


def facts(params: IdxParams) -> Facts:
    """Return what the labels and the header of the pictures tell; no picture is read."""
    labels = _kept_labels(*_version(path_of(params.labels, _LABELS)))
    count, height, width = _kept_shape(*_version(path_of(params.images, _IMAGES)))
    if len(labels) != count:
        text = N_("there are {labels} labels for {count} pictures; the files are not of one set")
        raise problem(_LABELS, text, labels=f"{len(labels):,}", count=f"{count:,}")
    values, counts = np.unique(labels, return_counts=True)
    names = tuple(str(value) for value in values)
    check_classes(_LABELS, names, counts.tolist())
    return image_facts(params, (1, height, width), names, tenths(counts.tolist()))


def load(params: IdxParams) -> Dataset:
    """Return the pictures: (example, 1, height, width), float32 in [0, 1]."""
    classes = facts(params).classes
    images = _read(path_of(params.images, _IMAGES), _IMAGES, 3)[:, None]
    labels = _kept_labels(*_version(path_of(params.labels, _LABELS)))
    # The values there are become the classes 0, 1, 2 and so on.
    targets = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    sizes = tenths(np.bincount(targets).tolist())
    parts = split_stratified(
        targets, valid=sizes["valid"], test=sizes["test"], seed=params.split_seed
    )
    return image_dataset("idx", classes, images, targets, parts, params)


def _version(path: Path) -> tuple[Path, int, int]:
    """Return what tells a file's content from an earlier one, short of reading it."""
    status = path.stat()
    return path, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=16)
def _kept_shape(path: Path, size: int, changed: int) -> tuple[int, ...]:
    """Return (count, height, width) of a file of pictures."""
    with _opened(path, _IMAGES) as file:
        return _shape(file, _IMAGES, 3)


@lru_cache(maxsize=16)
def _kept_labels(path: Path, size: int, changed: int) -> NDArray[np.uint8]:
    """Return the labels: (example,); not to be changed."""
    return _read(path, _LABELS, 1)


def _read(path: Path, field: str, dimensions: int) -> NDArray[np.uint8]:
    """Return all of an IDX file, reading no more than its header says there is."""
    with _opened(path, field) as file:
        shape = _shape(file, field, dimensions)
        content = file.read(prod(shape))
        if len(content) < prod(shape):
            raise EOFError
        if file.read(1):
            text = N_("the file holds more than its first bytes announce; it is damaged")
            raise problem(field, text)
    return np.frombuffer(content, np.uint8).reshape(shape)


@contextmanager
def _opened(path: Path, field: str) -> Iterator[BufferedIOBase]:
    """Open a file, packed with gzip or not; whatever is wrong with its bytes is a sentence."""
    try:
        with path.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
        with gzip.open(path) if packed else path.open("rb") as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile):
        text = N_("the file is cut off or damaged; bring it again")
        raise problem(field, text) from None
    except OSError as error:
        text = N_("the file cannot be read: {reason}")
        raise problem(field, text, reason=error.strerror or str(error)) from None


def _shape(file: BufferedIOBase, field: str, dimensions: int) -> tuple[int, ...]:
    """Read the header: the size of each dimension, the examples first."""
    start = file.read(len(_OF_BYTES) + 1)
    if start[:-1] != _OF_BYTES:
        raise problem(field, N_("this is not an IDX file, the format that MNIST comes in"))
    if start[-1] != dimensions:
        text = N_(
            "this IDX file has {found} dimensions and {wanted} belong here; "
            "pictures have 3 and labels 1, so perhaps the two files were swapped"
        )
        raise problem(field, text, found=start[-1], wanted=dimensions)
    header = file.read(4 * dimensions)
    if len(header) < 4 * dimensions:
        raise EOFError
    shape = tuple(int(size) for size in np.frombuffer(header, ">u4"))
    if prod(shape) == 0:
        raise problem(field, N_("there is nothing in this file"))
    if max(shape[1:], default=1) > MOST_PIXELS_A_SIDE:
        text = N_("its pictures are {width} x {height} pixels; {most} a side is the most")
        values = {"width": shape[2], "height": shape[1], "most": MOST_PIXELS_A_SIDE}
        raise problem(field, text, **values)
    check_amount(field, shape[0], shape[1:])
    return shape


SOURCE = DataSource(
    name="idx",
    title=N_("IDX files"),
    summary=N_(
        "Grey pictures and their labels from a pair of files in the format of MNIST. A tenth is "
        "held back for validation and a tenth for the test."
    ),
    kind="image",
    task="classification",
    loader="core.data.idx:load",
    facts=facts,
    params=IdxParams,
    origin=N_("Files that you bring"),
    licence=N_("That of the files"),
    needs=("images", "labels"),
    drawing="ink",
)

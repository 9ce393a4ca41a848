"""`mnist`, `fashion_mnist`, `kmnist`, `cifar10`: well-known sets that torchvision fetches."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from http.client import HTTPException
from math import prod
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlparse

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset, Parts, hold_back
from core.data.download import Download, folder
from core.data.images import ImageParams, image_dataset, image_facts
from core.spec.layers import Shape
from core.spec.message import N_, Message, Problem, SpecError
from core.store.home import disk_is_full

_SECONDS_OF_SILENCE = 30.0


@dataclass(frozen=True)
class TorchvisionSet:
    """One set: its official test examples are the test, and validation comes out of the rest.

    Attributes:
        name: The catalog name.
        title: What people call it (marked text).
        kind: Its class in `torchvision.datasets`.
        shape: (channel, height, width).
        classes: Class names in label order.
        archives: What is fetched: bytes of each file, by its path in the folder of datasets.
        files: What comes out of it: the least bytes of each file, likewise.
        train: How many examples it has beside the official test.
        test: How many the official test has.
        valid: How many of `train` are held back for validation.
    """

    name: str
    title: str
    kind: str
    shape: Shape
    classes: tuple[str, ...]
    archives: Mapping[str, int]
    files: Mapping[str, int]
    train: int = 60_000
    test: int = 10_000
    valid: int = 10_000

    @property
    def download(self) -> Download:
        """How the set is fetched."""
        return Download(self.name, self.archives, self.complete, self.fetch)

    def facts(self, params: ImageParams) -> Facts:
        """Return what is known before loading, fetched or not."""
        sizes = {"train": self.train - self.valid, "valid": self.valid, "test": self.test}
        return image_facts(params, self.shape, self.classes, sizes)

    def missing(self, params: ImageParams) -> Message | None:
        """Return what to do before the set can be used, or None if it is there."""
        if self.complete():
            return None
        text = N_(
            "{dataset} must be fetched from the internet first ({size} MB): press Download on the "
            "Images page, or run: python -m core download {name}"
        )
        size = self.download.megabytes
        return Message(text, {"dataset": Message(self.title), "size": size, "name": self.name})

    def load(self, params: ImageParams) -> Dataset:
        """Return the images: (example, channel, height, width), float32 in [0, 1]."""
        reason = self.missing(params)
        if reason is not None:
            raise SpecError([Problem("dataset", reason)])
        try:
            read = [self._kind()(folder(), train=train) for train in (True, False)]
        except (RuntimeError, OSError) as error:
            text = N_("the files of {dataset} are damaged; delete {folder} and fetch them again")
            values = {"dataset": Message(self.title), "folder": str(folder())}
            raise SpecError([Problem("dataset", Message(text, values))]) from error
        images = np.concatenate([self._channels_first(part.data) for part in read])
        labels = np.concatenate([np.asarray(part.targets, np.int64) for part in read])
        trained, validated = hold_back(np.arange(self.train), labels, self.valid, params.split_seed)
        tested = np.arange(self.train, self.train + self.test)
        parts: Parts = {"train": trained, "valid": validated, "test": tested}
        return image_dataset(self.name, self.classes, images, labels, parts, params)

    def complete(self) -> bool:
        """Return whether all files are there, whole."""
        return not any(self._unfinished())

    def fetch(self) -> None:
        """Fetch the set, with its progress on stderr; raises SpecError if it cannot be had."""
        for path in list(self._unfinished()):
            path.unlink(missing_ok=True)  # torchvision would take half a file for the whole
        kind = self._kind()
        patience = socket.getdefaulttimeout()
        # A server that says nothing would be waited for without end.
        socket.setdefaulttimeout(_SECONDS_OF_SILENCE)
        try:
            with redirect_stdout(sys.stderr):
                kind(folder(), download=True)
        except (OSError, HTTPException, RuntimeError) as error:
            host = urlparse(kind.url if hasattr(kind, "url") else kind.mirrors[0]).hostname
            raise SpecError([Problem("dataset", self._refusal(error, str(host)))]) from error
        finally:
            socket.setdefaulttimeout(patience)

    def _kind(self) -> Any:
        from core.networks.vision import torchvision

        return getattr(torchvision().datasets, self.kind)

    def _unfinished(self) -> Iterator[Path]:
        """Yield the files that are not there or too small."""
        for name, size in self.files.items():
            path = folder() / name
            if not path.is_file() or path.stat().st_size < size:
                yield path

    def _channels_first(self, pixels: Any) -> NDArray[np.uint8]:
        """Return images as (example, channel, height, width); torchvision has channels last."""
        channels, height, width = self.shape
        return np.moveaxis(np.asarray(pixels).reshape(-1, height, width, channels), -1, 1)

    def _refusal(self, error: Exception, host: str) -> Message:
        """Say why the set could not be fetched."""
        reason = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        values = {"dataset": Message(self.title), "host": host, "reason": reason[:200]}
        if disk_is_full(error):
            return Message(N_("{dataset} could not be fetched: the disk is full"), values)
        # torchvision tells of several attempts in one text.
        if isinstance(error, (ConnectionError, TimeoutError)) or "urlopen error" in str(error):
            text = N_(
                "{dataset} could not be fetched: no connection to {host} ({reason}); "
                "try again when this machine is on the internet"
            )
            return Message(text, values)
        return Message(N_("{dataset} could not be fetched from {host}: {reason}"), values)


def idx_files(kind: str, train: int, test: int, side: int = 28) -> dict[str, int]:
    """Return the files of a set in the form of MNIST, with their sizes."""
    return {
        f"{kind}/raw/{part}-{content}-ubyte": size
        for part, count in (("train", train), ("t10k", test))
        for content, size in (("images-idx3", 16 + count * side**2), ("labels-idx1", 8 + count))
    }


def cifar_files(train: int, test: int) -> dict[str, int]:
    """Return the files of CIFAR-10 with the bytes of their pixels."""
    parts = {f"data_batch_{number}": train // 5 for number in range(1, 6)} | {"test_batch": test}
    sizes = {name: count * prod((3, 32, 32)) for name, count in parts.items()}
    return {
        f"cifar-10-batches-py/{name}": size for name, size in (sizes | {"batches.meta": 1}).items()
    }


def _idx_archives(kind: str, *sizes: int) -> dict[str, int]:
    names = (f"{path}.gz" for path in idx_files(kind, 0, 0))
    return dict(zip(names, sizes, strict=True))


MNIST = TorchvisionSet(
    "mnist",
    N_("MNIST (handwritten digits)"),
    "MNIST",
    (1, 28, 28),
    tuple("0123456789"),
    _idx_archives("MNIST", 9_912_422, 28_881, 1_648_877, 4_542),
    idx_files("MNIST", 60_000, 10_000),
)
FASHION_MNIST = TorchvisionSet(
    "fashion_mnist",
    N_("Fashion-MNIST (clothes)"),
    "FashionMNIST",
    (1, 28, 28),
    (
        *(N_("T-shirt"), N_("trousers"), N_("pullover"), N_("dress"), N_("coat")),
        *(N_("sandal"), N_("shirt"), N_("sneaker"), N_("bag"), N_("ankle boot")),
    ),
    _idx_archives("FashionMNIST", 26_421_880, 29_515, 4_422_102, 5_148),
    idx_files("FashionMNIST", 60_000, 10_000),
)
KMNIST = TorchvisionSet(
    "kmnist",
    N_("Kuzushiji-MNIST (old Japanese script)"),
    "KMNIST",
    (1, 28, 28),
    ("お o", "き ki", "す su", "つ tsu", "な na", "は ha", "ま ma", "や ya", "れ re", "を wo"),
    _idx_archives("KMNIST", 18_165_135, 29_497, 3_041_136, 5_120),
    idx_files("KMNIST", 60_000, 10_000),
)
CIFAR10 = TorchvisionSet(
    "cifar10",
    N_("CIFAR-10 (small colour photographs)"),
    "CIFAR10",
    (3, 32, 32),
    (
        *(N_("airplane"), N_("car"), N_("bird"), N_("cat"), N_("deer")),
        *(N_("dog"), N_("frog"), N_("horse"), N_("ship"), N_("truck")),
    ),
    {"cifar-10-python.tar.gz": 170_498_071},
    cifar_files(50_000, 10_000),
    train=50_000,
)


def _source(
    constant: str,
    known: TorchvisionSet,
    drawing: Literal["ink", "photo"],
    *,
    summary: str,
    origin: str,
    licence: str,
) -> DataSource:
    """Describe a set; `constant` is its name in this module."""
    here = f"core.data.torchvision_sets:{constant}"
    return DataSource(
        name=known.name,
        title=known.title,
        kind="image",
        task="classification",
        loader=f"{here}.load",
        facts=known.facts,
        params=ImageParams,
        drawing=drawing,
        availability=f"{here}.missing",
        download=f"{here}.download",
        summary=summary,
        origin=origin,
        licence=licence,
    )


SOURCE = (
    _source(
        "MNIST",
        MNIST,
        "ink",
        summary=N_(
            "70,000 handwritten digits of 28 x 28 grey pixels, the best-known set of all. 10,000 "
            "are the official test."
        ),
        origin=N_("LeCun, Cortes and Burges 1998, from NIST's forms; fetched by torchvision"),
        licence="CC BY-SA 3.0",
    ),
    _source(
        "FASHION_MNIST",
        FASHION_MNIST,
        "photo",
        summary=N_(
            "70,000 grey photographs of clothes in ten kinds, 28 x 28 pixels. Made to replace "
            "MNIST because it is harder."
        ),
        origin=N_("Xiao, Rasul and Vollgraf 2017, Zalando Research; fetched by torchvision"),
        licence="MIT",
    ),
    _source(
        "KMNIST",
        KMNIST,
        "ink",
        summary=N_(
            "70,000 characters from old Japanese books, 28 x 28 grey pixels. Each of the ten was "
            "written in many ways."
        ),
        origin=N_(
            "Clanuwat et al. 2018, Kuzushiji Dataset of NIJL and CODH; fetched by torchvision"
        ),
        licence="CC BY-SA 4.0",
    ),
    _source(
        "CIFAR10",
        CIFAR10,
        "photo",
        summary=N_(
            "60,000 colour photographs of ten kinds of things, 32 x 32 pixels. Here a small "
            "network no longer gets everything right."
        ),
        origin=N_("Krizhevsky 2009, University of Toronto; fetched by torchvision"),
        licence=N_("none stated"),
    ),
)

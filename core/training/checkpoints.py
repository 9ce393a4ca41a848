"""A run's checkpoints on disk: written whole or not at all, thinned, the newest sound one found."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

MOST_KEPT = 32
MOST_BYTES = 256 * 2**20
# What reading a missing or damaged file may raise.
DAMAGED = (
    OSError,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
    pickle.UnpicklingError,
    zipfile.BadZipFile,
    zlib.error,
)


class CheckpointFolder:
    """The checkpoint files of one run, named by their tick."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sizes: dict[int, int] | None = None

    def path(self, tick: int) -> Path:
        """Return where the checkpoint of a tick lies."""
        return self.folder / f"{tick:010d}.pt"

    def ticks(self) -> list[int]:
        """Return the ticks of which there is a file, in order."""
        return sorted(int(path.stem) for path in self.folder.glob("*.pt") if path.stem.isdigit())

    @property
    def live(self) -> Path:
        """Return where a run that is watched shows its current weights."""
        return self.folder / "live.pt"

    def write(self, tick: int, state: dict[str, Any]) -> int:
        """Write a checkpoint so that it is there whole or not at all; return its bytes.

        Args:
            tick: Where the run stands.
            state: What `core.training.packing.pack` makes of a state.

        Raises:
            OSError: If the disk does not take it; nothing half-written stays behind.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        size = _write(self.path(tick), state)
        if self._sizes is not None:
            self._sizes[tick] = size
        return size

    def publish(self, state: dict[str, Any]) -> None:
        """Write what `live` holds; raises OSError like `write`."""
        from core.training.packing import pack

        _write(self.live, pack(state))

    def read(self, tick: int) -> dict[str, Any]:
        """Return a checkpoint; tensors on the CPU, nothing but plain data is ever unpickled.

        Raises:
            DAMAGED: One of these, if it is not there or not as it was written.
        """
        content = io.BytesIO(self.path(tick).read_bytes())
        # torch itself takes damaged weights without a word, so the checksums are looked at here.
        with zipfile.ZipFile(content) as archive:
            damaged = archive.testzip()
        if damaged is not None:
            raise zipfile.BadZipFile(f"{damaged} in checkpoint {tick} is damaged")
        content.seek(0)
        return _loaded(content, f"checkpoint {tick}")

    def weights(self, tick: int) -> dict[str, Any]:
        """Return a checkpoint's weights; what lies beside them, an optimiser's state, is not read.

        The checksums are not looked at either, which would mean to read it all.

        Raises:
            DAMAGED: One of these, if it is not there or holds no weights.
        """
        return _read_part(self.path(tick), "learner", "network")

    def published(self) -> dict[str, Any]:
        """Return what `publish` wrote last; raises DAMAGED like `weights`."""
        return _read_part(self.live)

    def newest(self, ticks: list[int]) -> tuple[int, dict[str, Any]] | None:
        """Return the last of the checkpoints at `ticks` that can be read, and where it is."""
        for tick in sorted(ticks, reverse=True):
            try:
                return tick, self.read(tick)
            except DAMAGED:
                continue  # missing or damaged: the one before it will do
        return None

    def discard(self, ticks: Iterable[int]) -> None:
        """Delete the files of some ticks."""
        for tick in ticks:
            self.path(tick).unlink(missing_ok=True)
            if self._sizes is not None:
                self._sizes.pop(tick, None)

    def surplus(self, coming: Mapping[int, int]) -> list[int]:
        """Return which checkpoints are too many, so that the rest stay spread evenly.

        The first and the last never are. Asked of the one who writes here: the folder is read once.

        Args:
            coming: The bytes, by tick, of checkpoints that are about to be written.
        """
        if self._sizes is None:
            self._sizes = {tick: self.path(tick).stat().st_size for tick in self.ticks()}
        found: list[int] = []
        sizes = {**self._sizes, **coming}
        ticks, size = sorted(sizes), sum(sizes.values())
        while len(ticks) > 3 and (len(ticks) > MOST_KEPT or size > MOST_BYTES):
            # The one whose neighbours are nearest to each other is missed least.
            nearest = min(range(1, len(ticks) - 1), key=lambda i: ticks[i + 1] - ticks[i - 1])
            found.append(ticks.pop(nearest))
            size -= sizes[found[-1]]
        return found


def _write(path: Path, state: dict[str, Any]) -> int:
    """Write a packed state whole or not at all; return its bytes."""
    import torch

    # Not to the file at once: of a full disk torch says nothing that one could tell it by.
    buffer = io.BytesIO()
    torch.save(state, buffer)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        partial.write_bytes(buffer.getbuffer())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    return buffer.tell()


def _read_part(path: Path, *names: str) -> dict[str, Any]:
    """Return the part of a stored state that lies under `names`, its tensors on the CPU."""
    return _loaded(path, path.name, *names, mmap=True)


def _loaded(
    source: Path | io.BytesIO, title: str, *names: str, mmap: bool = False
) -> dict[str, Any]:
    """Return the state in a file, or the part of it that lies under `names`.

    Raises:
        OSError: If there is no such file.
        pickle.UnpicklingError: If it holds no state.
    """
    import torch

    from core.training.packing import MALFORMED, unpack

    try:
        packed = torch.load(source, weights_only=True, mmap=mmap)
        state: dict[str, Any] = unpack(packed, *names)
    except MALFORMED as error:
        raise pickle.UnpicklingError(f"{title} holds no state: {error!r}") from error
    return state

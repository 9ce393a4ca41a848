"""A run's checkpoints on disk: written whole or not at all, thinned, the newest sound one found."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

MOST_KEPT = 32
MOST_BYTES = 256 * 2**20


class CheckpointFolder:
    """The checkpoint files of one run, named by their tick."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, tick: int) -> Path:
        """Return where the checkpoint of a tick lies."""
        return self.folder / f"{tick:010d}.pt"

    def ticks(self) -> list[int]:
        """Return the ticks of which there is a file, in order."""
        return sorted(int(path.stem) for path in self.folder.glob("*.pt") if path.stem.isdigit())

    def write(self, tick: int, state: dict[str, Any]) -> int:
        """Write a checkpoint so that it is there whole or not at all; return its bytes.

        Raises:
            OSError: If the disk does not take it; nothing half-written stays behind.
        """
        import torch

        buffer = io.BytesIO()
        torch.save(state, buffer)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{tick:010d}.{os.getpid()}.partial"
        try:
            partial.write_bytes(buffer.getbuffer())
            partial.replace(self.path(tick))
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        return buffer.tell()

    def read(self, tick: int) -> dict[str, Any]:
        """Return a checkpoint; tensors on the CPU, nothing but plain data is ever unpickled."""
        import torch

        state: dict[str, Any] = torch.load(self.path(tick), map_location="cpu", weights_only=True)
        return state

    def newest(self, ticks: list[int]) -> tuple[int, dict[str, Any]] | None:
        """Return the last of the checkpoints at `ticks` that can be read, and where it is."""
        for tick in sorted(ticks, reverse=True):
            try:
                return tick, self.read(tick)
            except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile):
                continue  # missing or damaged: the one before it will do
        return None

    def discard(self, ticks: Iterable[int]) -> None:
        """Delete the files of some ticks."""
        for tick in ticks:
            self.path(tick).unlink(missing_ok=True)

    def thin(self) -> list[int]:
        """Delete every second checkpoint, never the first or last, while there are too many.

        Returns:
            The ticks that were deleted.
        """
        deleted: list[int] = []
        ticks = self.ticks()
        while len(ticks) > 3 and (len(ticks) > MOST_KEPT or self._bytes(ticks) > MOST_BYTES):
            surplus = ticks[1:-1:2]
            self.discard(surplus)
            deleted += surplus
            ticks = [tick for tick in ticks if tick not in surplus]
        return deleted

    def _bytes(self, ticks: list[int]) -> int:
        return sum(self.path(tick).stat().st_size for tick in ticks)

"""Arrays that belong to a run, such as its predictions: one file each in the run's folder."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.store.home import run_folder


def save(run: str, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays so that they are there whole or not at all.

    Raises:
        OSError: If the disk does not take them.
    """
    folder = run_folder(run)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}.{os.getpid()}.partial"
    try:
        with partial.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        partial.replace(folder / f"{name}.npz")
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def load(run: str, name: str) -> dict[str, NDArray[Any]] | None:
    """Return what `save` wrote, or None if it is not there or damaged."""
    try:
        with np.load(run_folder(run) / f"{name}.npz", allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error):
        return None

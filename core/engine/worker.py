"""A Dask worker that is ready to fork children which have torch imported already."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from typing import Any


def dask_setup(worker: Any) -> None:
    """Start the worker's fork server; called by Dask before the worker takes tasks."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["core.engine.preloaded"])
    forkserver.ensure_running()


if __name__ == "__main__":
    # Each child imports its parent's main module again: this one is light, Dask's own is not.
    from distributed.cli.dask_worker import main

    main()

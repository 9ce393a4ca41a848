"""Dask preload: makes a worker ready to fork children that have torch imported already."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from typing import Any

# What a run would otherwise import itself, one after the other, before its first step. The first
# optimiser of a process imports torch._dynamo.
PRELOADED = [
    "torch",
    "torch._dynamo",
    "sklearn.datasets",
    "sklearn.model_selection",
    "sklearn.metrics",
    "sklearn.ensemble",
    "core.engine.child",
    "core.training.supervised",
]


def dask_setup(worker: Any) -> None:
    """Start the worker's fork server; called by Dask before the worker takes tasks."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    forkserver.ensure_running()

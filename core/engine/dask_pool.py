"""A pool on Dask distributed: a scheduler and one worker a core, as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import dask
import psutil
from distributed import Client, Future

from core.computing import ENVIRONMENT
from core.engine.pool import Slot
from core.engine.supervisor import supervise
from core.store.home import home

ROOT = Path(__file__).parents[2]

# Why each: see ARCHITECTURE.md, "Engine".
COMPUTING = {
    **ENVIRONMENT,
    "PYTHONPATH": str(ROOT),
}
"""The environment of the processes in which runs and probes compute."""
_DASK_SETTINGS = {
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "60s",
    "distributed.admin.system-monitor.interval": "10s",
}


class DaskPool:
    """Starts the cluster's processes, replaces workers that die, and submits runs to them."""

    def __init__(self, workers: int) -> None:
        dask.config.set(_DASK_SETTINGS)  # of the client, which lives here
        self.workers = workers
        self._file = home() / "scheduler.json"
        self._file.unlink(missing_ok=True)
        self._futures: dict[str, Future[None]] = {}
        self._scheduler = self._start(
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--no-show",
            "--scheduler-file",
            str(self._file),
        )
        self._wait_for_scheduler()
        self._workers = [self._start_worker() for _ in range(workers)]
        self._client = Client(scheduler_file=str(self._file), timeout=30)

    def _wait_for_scheduler(self) -> None:
        deadline = time.monotonic() + 60
        while not self._file.exists():
            if time.monotonic() > deadline or self._scheduler.poll() is not None:
                raise RuntimeError("the Dask scheduler did not start; see cluster.log")
            time.sleep(0.02)

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (home() / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=os.environ | COMPUTING | _as_environment(_DASK_SETTINGS),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def _start_worker(self) -> subprocess.Popen[bytes]:
        # One thread for a training run, one for single steps of paused runs beside it.
        return self._start(
            "core.engine.worker",
            "--scheduler-file",
            str(self._file),
            "--no-nanny",
            "--nthreads",
            "2",
            "--resources",
            "train=1,interactive=1",
            "--no-dashboard",
            "--memory-limit",
            "0",
            "--death-timeout",
            "10",
            "--preload",
            "core.engine.worker",
            "--local-directory",
            str(home() / "dask"),
        )

    def pids(self) -> list[int]:
        """Return the process ids of the scheduler and the workers."""
        return [process.pid for process in (self._scheduler, *self._workers)]

    def healthy(self) -> bool:
        """Replace dead workers; return whether the scheduler still stands."""
        if self._scheduler.poll() is not None:
            return False
        for index, worker in enumerate(self._workers):
            if worker.poll() is not None:
                self._workers[index] = self._start_worker()
        return True

    def slots(self, slot: Slot) -> int:
        """See `Pool.slots`."""
        return self.workers

    def submit(self, runs: Sequence[str], slot: Slot) -> str:
        """See `Pool.submit`."""
        resources: Mapping[str, int] = {slot: 1}
        priority = 10 if slot == "interactive" else 0
        future = self._client.submit(
            supervise, list(runs), pure=False, resources=resources, priority=priority
        )
        handle = str(future.key)
        self._futures[handle] = future
        return handle

    def kill(self, handle: str) -> None:
        """See `Pool.kill`: a task that runs is ended through its run's row, by its supervisor."""
        future = self._futures.pop(handle, None)
        if future is not None:
            future.cancel()

    def status(self, handle: str) -> Literal["running", "done", "lost"]:
        """See `Pool.status`."""
        future = self._futures.get(handle)
        status = future.status if future is not None else "lost"
        state: Literal["running", "done", "lost"] = (
            "running" if status == "pending" else "done" if status == "finished" else "lost"
        )
        if state != "running":
            self._futures.pop(handle, None)
        return state

    def close(self) -> None:
        """End scheduler, workers and every process under them."""
        doomed: list[Any] = []
        for pid in self.pids():
            doomed += _family(pid)
        for process in doomed:
            _kill(process)
        self._client.close(timeout=1)


def _as_environment(settings: Mapping[str, object]) -> dict[str, str]:
    """Return Dask's settings as its processes read them from their environment."""
    return {
        "DASK_" + name.upper().replace(".", "__").replace("-", "_"): str(value)
        for name, value in settings.items()
    }


def _family(pid: int) -> list[psutil.Process]:
    """Return a process and all its descendants."""
    try:
        process = psutil.Process(pid)
        return [*process.children(recursive=True), process]
    except psutil.NoSuchProcess:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def born_at(pid: int) -> float | None:
    """Return when a process was made, in seconds since the epoch, or None if it is gone."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def end_process(pid: int, created: float) -> None:
    """Kill a process and its descendants, unless its number now belongs to another one."""
    born = born_at(pid)
    if born is not None and abs(born - created) < 1:
        for process in _family(pid):
            _kill(process)

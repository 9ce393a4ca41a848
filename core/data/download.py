"""Fetching a dataset from the internet in a process of its own, followed by all who look.

The process writes down how it stands; how far it is shows in the size of the files. So a page can
start a download and follow it, also one that the command line or another server started.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import psutil

from core.spec.message import N_, Message, Problem, SpecError
from core.store.home import home

_ROOT = Path(__file__).parents[2]
_started: list[subprocess.Popen[bytes]] = []  # so that they can be reaped when they end

Status = Literal["idle", "running", "failed", "done"]
ENDED = N_("The download ended unexpectedly; start it again.")


class DownloadState(NamedTuple):
    """How a download stands; `message` says why it failed."""

    status: Status
    done_bytes: int
    total_bytes: int
    message: Message | None = None


def folder() -> Path:
    """Return where fetched datasets lie: `PLAYGROUND_DATASETS`, else in the data folder."""
    named = os.environ.get("PLAYGROUND_DATASETS")
    found = Path(named).expanduser() if named else home() / "datasets"
    found.mkdir(parents=True, exist_ok=True)
    return found.resolve()


@dataclass(frozen=True)
class Download:
    """A dataset that can be fetched.

    Attributes:
        name: Its catalog name.
        archives: What is fetched: bytes of each file, by its path in the folder of datasets.
        complete: Whether everything is there.
        fetch: Fetches it, with its progress on stderr; raises SpecError if that is impossible.
    """

    name: str
    archives: Mapping[str, int]
    complete: Callable[[], bool]
    fetch: Callable[[], None]

    @property
    def megabytes(self) -> int:
        """How much there is to fetch."""
        return round(sum(self.archives.values()) / 1e6)

    def start(self) -> None:
        """Start fetching in a process that outlives this one, unless one is at it."""
        if self.state().status in ("running", "done"):
            return
        process = subprocess.Popen(
            [sys.executable, "-m", "core", "download", self.name],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(_ROOT)},
        )
        _started.append(process)
        self.note("running", process=process.pid)

    def state(self) -> DownloadState:
        """Return how fetching stands, whoever started it."""
        for process in _started:
            process.poll()
        total = sum(self.archives.values())
        noted = self._noted()
        if noted.get("status") == "running" and _alive(noted):
            return DownloadState("running", self._done_bytes(), total)
        if self.complete():
            return DownloadState("done", total, total)
        if noted.get("status") not in ("running", "failed"):
            return DownloadState("idle", 0, total)
        message = Message.from_json(noted["message"]) if noted["message"] else Message(ENDED)
        return DownloadState("failed", self._done_bytes(), total, message)

    def run(self) -> None:
        """Fetch in this process, writing down how it stands; raises SpecError if it cannot be."""
        noted = self._noted()
        if noted.get("status") == "running" and noted["process"] != os.getpid() and _alive(noted):
            text = N_("{dataset} is being fetched already")
            raise SpecError([Problem("dataset", Message(text, {"dataset": self.name}))])
        self.note("running")
        try:
            self.fetch()
        except SpecError as error:
            self.note("failed", message=error.problems[0].message)
            raise
        except BaseException:  # an interruption too
            self.note("failed", message=Message(ENDED))
            raise
        self.note("done")

    def note(
        self, status: Status, *, message: Message | None = None, process: int | None = None
    ) -> None:
        """Write down how fetching stands."""
        process = os.getpid() if process is None else process
        content = {
            "status": status,
            "message": message.to_json() if message else None,
            "process": process,
            "created": _created(process),
        }
        unfinished = folder() / f"{secrets.token_hex(8)}.partial"
        unfinished.write_text(json.dumps(content), encoding="utf-8")
        unfinished.replace(self._file())

    def _noted(self) -> dict[str, Any]:
        try:
            noted: dict[str, Any] = json.loads(self._file().read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted

    def _file(self) -> Path:
        return folder() / f"{self.name}.json"

    def _done_bytes(self) -> int:
        done = 0
        for path, size in self.archives.items():
            with suppress(OSError):
                done += min(size, (folder() / path).stat().st_size)
        return done


def _created(process: int) -> float:
    """Return when a process began, 0.0 if there is none; numbers of processes come again."""
    try:
        return float(psutil.Process(process).create_time())
    except psutil.Error:
        return 0.0


def _alive(noted: Mapping[str, Any]) -> bool:
    """Return whether the process that wrote a note still runs."""
    try:
        process = psutil.Process(noted["process"])
        ended = process.status() == psutil.STATUS_ZOMBIE
        return not ended and abs(process.create_time() - noted["created"]) < 1
    except psutil.Error:
        return False

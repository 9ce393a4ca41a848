"""A player's journal in the store: events in the database, checkpoints as files."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.exc import OperationalError

from core.store import recording
from core.store.home import disk_is_full, run_folder
from core.store.recording import Chunk, Moment
from core.store.watching import is_watched
from core.training.checkpoints import CheckpointFolder
from core.training.packing import pack, packed_bytes
from core.training.recorder import Series

T = TypeVar("T")

SECONDS_BETWEEN_WRITES = 0.3
MOST_BYTES_WAITING = 32 * 2**20
SECONDS_BETWEEN_TRIES = 2.0
SECONDS_BETWEEN_PUBLICATIONS = 0.25
MOST_TIME_PUBLISHING = 0.03  # as a fraction, for networks that take long to write


class _Unwritten(NamedTuple):
    """What waits to be written: events, and a packed state where there is one."""

    series: Series
    progress: Mapping[str, Any]
    checkpoint: tuple[Moment, dict[str, Any]] | None = None


class StoreJournal:
    """Writes one attempt at one run; see `core.training.player.Journal`.

    It writes beside the training, in a thread of its own: what is written was copied first, and
    what went wrong is raised by whoever hands over or waits next. Where epochs are short, several
    are written together, for a transaction keeps Python busy, which the training then waits for.
    """

    def __init__(self, run: str, attempt: int) -> None:
        self.run, self.attempt = run, attempt
        self.folder = CheckpointFolder(run_folder(run))
        self._next_publication = 0.0
        self._waiting: list[_Unwritten] = []
        self._next_write = 0.0
        self._writer = ThreadPoolExecutor(1, "journal")
        self._writing: Future[None] | None = None

    def newest(self) -> tuple[int, dict[str, Any]] | None:
        """See `Journal.newest`: only checkpoints that the database knows count."""
        ticks = [row["tick"] for row in recording.checkpoints_of(self.run)]
        return self.folder.newest(ticks)

    def cut(self, tick: int) -> None:
        """See `Journal.cut`."""
        patiently(lambda: recording.cut(self.run, self.attempt, tick))
        self.folder.discard(later for later in self.folder.ticks() if later > tick)

    def append(self, series: Series, progress: Mapping[str, Any]) -> None:
        """See `Journal.append`."""
        self._soon(_Unwritten(series, progress))

    def checkpoint(
        self, at: Moment, state: dict[str, Any], series: Series, progress: Mapping[str, Any]
    ) -> None:
        """See `Journal.checkpoint`; thins out old checkpoints so that the disk stays bounded."""
        self._soon(_Unwritten(series, progress, (at, pack(state))))

    def written(self) -> None:
        """See `Journal.written`."""
        self._hand_over()
        self._wait()

    def _soon(self, unwritten: _Unwritten) -> None:
        """Have something written, together with what follows at once; nothing piles up."""
        self._waiting.append(unwritten)
        much = sum(_sizes(self._waiting).values()) > MOST_BYTES_WAITING
        if much or time.monotonic() >= self._next_write:
            self._hand_over()

    def _hand_over(self) -> None:
        """Begin to write all that waits, once what was handed over before is written."""
        self._wait()
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._writing = self._writer.submit(self._keep, waiting)
            self._next_write = time.monotonic() + SECONDS_BETWEEN_WRITES

    def _wait(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _keep(self, handed_over: list[_Unwritten]) -> None:
        """Write checkpoints as files, then all that was handed over into the database."""
        surplus = self.folder.surplus(_sizes(handed_over))
        recorded = []
        for series, _, checkpoint in handed_over:
            if checkpoint is None or checkpoint[0].tick in surplus:
                recorded.append(Chunk(series))
                continue
            at, packed = checkpoint
            size = patiently(partial(self.folder.write, at.tick, packed))
            recorded.append(Chunk(series, (at, size)))
        progress = handed_over[-1].progress
        patiently(
            lambda: recording.append(
                self.run, self.attempt, recorded, progress=progress, forgotten=surplus
            )
        )
        self.folder.discard(surplus)

    def publish(self, at: Moment, weights: Callable[[], Mapping[str, Any] | None]) -> None:
        """See `Journal.publish`. It takes a small share of the time, and never fails the run."""
        began = time.monotonic()
        if began < self._next_publication or not is_watched(self.folder.folder):
            return
        network = weights()
        if network is None:
            return
        # A full disk, or a folder deleted with its run: viewers see the last checkpoint instead.
        with contextlib.suppress(OSError):
            self.folder.publish({**at._asdict(), "attempt": self.attempt, "network": network})
        took = time.monotonic() - began
        self._next_publication = began + max(
            SECONDS_BETWEEN_PUBLICATIONS, took / MOST_TIME_PUBLISHING
        )


def _sizes(unwritten: Iterable[_Unwritten]) -> dict[int, int]:
    """Return about how many bytes checkpoints will have, by tick."""
    return {
        one.checkpoint[0].tick: packed_bytes(one.checkpoint[1])
        for one in unwritten
        if one.checkpoint
    }


def patiently(write: Callable[[], T]) -> T:
    """Return what `write` returns; while the disk is full, wait and try again.

    A run that meets a full disk stands still and loses nothing; it goes on when there is room.
    """
    while True:
        try:
            return write()
        except (OSError, OperationalError) as error:
            if not disk_is_full(error):
                raise
        time.sleep(SECONDS_BETWEEN_TRIES)

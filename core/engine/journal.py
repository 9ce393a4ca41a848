"""A player's journal in the store: events in the database, checkpoints as files."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError

from core.store import recording
from core.store.home import disk_is_full, run_folder
from core.store.recording import Moment
from core.store.watching import is_watched
from core.training.checkpoints import CheckpointFolder
from core.training.packing import pack
from core.training.recorder import Series

T = TypeVar("T")

SECONDS_BETWEEN_TRIES = 2.0
SECONDS_BETWEEN_PUBLICATIONS = 0.25
MOST_TIME_PUBLISHING = 0.03  # as a fraction, for networks that take long to write


class StoreJournal:
    """Writes one attempt at one run; see `core.training.player.Journal`.

    It writes beside the training, in a thread of its own, one thing after the other: what is
    written was copied first, and what went wrong is raised by whoever writes or waits next.
    """

    def __init__(self, run: str, attempt: int) -> None:
        self.run, self.attempt = run, attempt
        self.folder = CheckpointFolder(run_folder(run))
        self._next_publication = 0.0
        self._writer = ThreadPoolExecutor(1, "journal")
        self._unwritten: Future[None] | None = None

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
        self._soon(lambda: self._record(series, progress))

    def checkpoint(
        self, at: Moment, state: dict[str, Any], series: Series, progress: Mapping[str, Any]
    ) -> None:
        """See `Journal.checkpoint`; thins out old checkpoints so that the disk stays bounded."""
        packed = pack(state)
        self._soon(lambda: self._keep(at, packed, series, progress))

    def written(self) -> None:
        """See `Journal.written`."""
        if self._unwritten is not None:
            unwritten, self._unwritten = self._unwritten, None
            unwritten.result()

    def _soon(self, write: Callable[[], None]) -> None:
        """Write as soon as what came before is written; it is waited for, so nothing piles up."""
        self.written()
        self._unwritten = self._writer.submit(write)

    def _keep(
        self, at: Moment, packed: dict[str, Any], series: Series, progress: Mapping[str, Any]
    ) -> None:
        size = patiently(lambda: self.folder.write(at.tick, packed))
        surplus = self.folder.surplus()
        self._record(series, progress, (at, size), surplus)
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

    def _record(
        self,
        series: Series,
        progress: Mapping[str, Any],
        checkpoint: tuple[Moment, int] | None = None,
        forgotten: Sequence[int] = (),
    ) -> None:
        patiently(
            lambda: recording.append(
                self.run,
                self.attempt,
                series=series,
                progress=progress,
                checkpoint=checkpoint,
                forgotten=forgotten,
            )
        )


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

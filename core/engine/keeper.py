"""The engine's own process: starts cluster and probe, replaces what dies, feeds the queue."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import psutil
from sqlalchemy.exc import OperationalError

from core.engine.dask_pool import COMPUTING, ROOT, DaskPool, born_at, end_process
from core.engine.pool import Slot
from core.engine.queue import order, parties
from core.spec.message import N_, Message
from core.store import runs
from core.store.home import home
from core.store.runs import Run

SECONDS_BETWEEN_LOOKS = 0.05
SECONDS_OF_SILENCE = 20.0
SECONDS_WITHOUT_VISITORS = 300.0
MOVED = N_("The machinery around this run was restarted; it goes on from its last checkpoint")

LEFT = N_("The command that trained this run ended before it was done; press Resume to go on here")


def engine_file() -> Path:
    """Return the file that says which processes the engine consists of."""
    return home() / "engine.json"


def visitors_file() -> Path:
    """Return the file that the web server touches while it is up."""
    return home() / "visitors"


class Keeper:
    """Feeds waiting runs to a pool, and notices what was lost."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._slots: dict[str, Slot] = {}  # by handle of what was submitted
        self._held: dict[str, tuple[str, int]] = {}  # by run: handle, and attempt at that time
        self.pool = DaskPool(workers)
        self.probe = self._start_probe()
        self._remember()

    def _start_probe(self) -> subprocess.Popen[bytes]:
        with (home() / "probe.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "core.probes.server"],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=os.environ | COMPUTING,
            )

    def _remember(self) -> None:
        """Write down the processes, so that a successor can end what a killed keeper left."""
        pids = self._pids()
        known = {str(pid): born for pid in pids if (born := born_at(pid)) is not None}
        partial = engine_file().with_suffix(".partial")
        partial.write_text(
            json.dumps({"keeper": os.getpid(), "workers": self.workers, "pids": known})
        )
        partial.replace(engine_file())
        self._remembered = pids

    def _pids(self) -> list[int]:
        return [os.getpid(), self.probe.pid, *self.pool.pids()]

    def look(self) -> None:
        """Do whatever is due: replace, collect, feed."""
        if not self.pool.healthy():
            self.pool.close()
            self.pool = DaskPool(self.workers)
            self._slots.clear()
            self._lose(list(self._held))
        if self.probe.poll() is not None:
            self.probe = self._start_probe()
        if self._pids() != self._remembered:
            self._remember()
        for handle in list(self._slots):
            state = self.pool.status(handle)
            if state == "running":
                continue
            del self._slots[handle]
            its = [run for run, (held_by, _) in self._held.items() if held_by == handle]
            if state == "lost":
                self._lose(its)
            for run in its:
                self._held.pop(run, None)
        self._feed()

    def _lose(self, lost: list[str]) -> None:
        """Put runs whose worker is gone back into the queue; they are not to blame."""
        for run in lost:
            if run in self._held:
                self.pool.kill(self._held.pop(run)[0])
            stored = runs.get(run)
            if stored is not None:
                runs.requeue(run, stored.attempt, Message(MOVED), counted=False)

    def recover(self, silence: float = SECONDS_OF_SILENCE) -> None:
        """Requeue runs that nobody trains: the heartbeat of their process has stopped."""
        now = time.time()
        for run in runs.find(status=["running"]):
            silent = now - (run.heartbeat or 0) > silence
            if run.environment.get("cli"):
                _settle_if_gone(run)
            elif silent and run.id not in self._held:
                runs.requeue(run.id, run.attempt, Message(MOVED), counted=False)

    def _feed(self) -> None:
        """Submit waiting runs while slots are free."""
        waiting = [run for run in runs.find(status=["waiting"]) if not self._submitted(run)]
        if not waiting:
            return
        running = runs.find(status=["running"])
        for slot in ("interactive", "train"):
            wanted = [run for run in waiting if (run.until is not None) == (slot == "interactive")]
            free = self.pool.slots(slot) - list(self._slots.values()).count(slot)
            for party in parties(order(wanted, running))[: max(0, free)]:
                handle = self.pool.submit([run.id for run in party], slot)
                self._slots[handle] = slot
                self._held |= {run.id: (handle, run.attempt) for run in party}

    def _submitted(self, run: Run) -> bool:
        """Return whether a waiting run has been submitted.

        One that has been taken since, and left others that go on without it, waits for a slot of
        its own.
        """
        return run.id in self._held and self._held[run.id][1] == run.attempt

    def idle(self) -> bool:
        """Return whether nobody has been there for a while and nothing is left to do."""
        try:
            last = visitors_file().stat().st_mtime
        except OSError:
            last = 0.0
        return (
            time.time() - last > SECONDS_WITHOUT_VISITORS
            and not self._slots
            and not runs.find(status=["waiting"], limit=1)
        )

    def close(self) -> None:
        """End everything; runs in training go on when an engine is started again."""
        self.pool.close()
        self.probe.kill()
        engine_file().unlink(missing_ok=True)
        for run in runs.find(status=["running"]):
            if run.id in self._held:
                runs.requeue(run.id, run.attempt, Message(MOVED), counted=False)


def _settle_if_gone(run: Run) -> None:
    """Mark a run of the command line as failed once its process on this machine is gone."""
    process, host = run.environment.get("process"), run.environment.get("host")
    if host == socket.gethostname() and process and not psutil.pid_exists(int(process)):
        runs.settle(run.id, run.attempt, "failed", message=Message(LEFT))


@contextlib.contextmanager
def _only_one() -> Iterator[bool]:
    """Hold the engine's lock; yields False if another keeper has it."""
    with (home() / "engine.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        os.set_inheritable(lock.fileno(), False)
        yield True


def _end_leftovers() -> None:
    """Kill what a keeper that was itself killed has left running."""
    try:
        left = json.loads(engine_file().read_text())["pids"]
    except (OSError, ValueError, KeyError):
        return
    for pid, created in left.items():
        if int(pid) != os.getpid():
            end_process(int(pid), created)


def worker_count() -> int:
    """Return PLAYGROUND_WORKERS, else one worker a core."""
    return int(os.environ.get("PLAYGROUND_WORKERS") or os.cpu_count() or 1)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Keep the engine until nobody needs it, or until told to end."""
    with _only_one() as mine:
        if not mine:
            return
        signal.signal(signal.SIGTERM, _terminate)
        _end_leftovers()
        visitors_file().touch()
        keeper = Keeper(worker_count())
        keeper.recover(silence=0)
        runs.sweep()
        try:
            count = 0
            while not keeper.idle():
                try:
                    keeper.look()
                    if count % 100 == 0:
                        keeper.recover()
                except (OSError, OperationalError) as error:
                    # A full disk, say. Ending here would take every run in training along.
                    print(f"the engine could not write and tries again: {error}", flush=True)
                    time.sleep(1)
                count += 1
                time.sleep(SECONDS_BETWEEN_LOOKS)
        except KeyboardInterrupt:
            pass  # asked to end
        finally:
            keeper.close()


if __name__ == "__main__":
    main()

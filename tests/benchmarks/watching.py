"""What a run loses to those who watch it."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

import psutil

from core.store import runs
from tests.benchmarks.result import Result, median_of, side_by_side
from tests.benchmarks.serving import app, end, start, wait_for, warm_up

WATCHERS = 100
SECONDS_BETWEEN_POLLS = 0.5
SECONDS = 12.0
PAIRS = 4


def watchers() -> list[Result]:
    """Train one run alone and with a hundred watchers, in turn."""
    address = app().address
    warm_up()
    run = start(epochs=2000)
    wait_for(lambda: _steps(run) > 100, "a run's first steps")
    latencies: list[float] = []
    busy: list[float] = []
    web = psutil.Process(app().web.pid)

    def watched() -> float:
        with audience(address, run) as pipe:
            pipe.recv()  # everybody has had a first answer
            before = sum(web.cpu_times()[:2])
            speed = _speed(run)
            taken = sum(web.cpu_times()[:2]) - before
            pipe.send("enough")
            times = pipe.recv()
            latencies.extend(times)
            busy.append(1000 * taken / len(times))
        return speed

    measured = side_by_side(watched, lambda: _speed(run), PAIRS)
    end(run)
    ratios = [with_watchers / alone for with_watchers, alone in measured]
    least = 0.9 * WATCHERS * SECONDS / SECONDS_BETWEEN_POLLS * (PAIRS + 1)
    if len(latencies) < least:
        raise RuntimeError(f"only {len(latencies)} of at least {least:.0f} polls were answered")
    alone = statistics.median(pair[1] for pair in measured)
    note = f"{WATCHERS} watchers at {1 / SECONDS_BETWEEN_POLLS:g} Hz; {alone:.0f} steps/s alone"
    p95 = statistics.quantiles(latencies, n=20, method="inclusive")[-1]
    return [
        median_of("training speed, watched / alone", ratios, "x", target=0.9, note=note),
        Result("answer to a watcher, p95", p95, "ms"),
        median_of("processor time of an answer to a watcher", busy, "ms"),
    ]


def _steps(run: str) -> int:
    stored = runs.get(run)
    return int(stored.progress.get("step", 0)) if stored else 0


def _speed(run: str) -> float:
    """Return the steps a second that a run makes for a while."""
    begun, first = time.perf_counter(), _steps(run)
    time.sleep(SECONDS)
    return (_steps(run) - first) / (time.perf_counter() - begun)


@contextmanager
def audience(address: str, run: str) -> Iterator[Connection]:
    """Have a process of its own watch a run, as many browsers do."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_watch, args=(address, run, theirs), daemon=True)
    process.start()
    theirs.close()  # so that its end is noticed
    try:
        yield ours
    finally:
        process.kill()
        process.join()


def _watch(address: str, run: str, pipe: Connection) -> None:
    """Poll until told to end; answer with the milliseconds of every poll."""
    pipe.send(asyncio.run(_polls(address, run, pipe)))


async def _polls(address: str, run: str, pipe: Connection) -> list[float]:
    times: list[float] = []
    polls = [asyncio.create_task(_poll(address, run, turn, times)) for turn in range(WATCHERS)]
    while len(times) < WATCHERS:
        _raise_failure(polls)
        await asyncio.sleep(0.05)
    times.clear()
    pipe.send("begun")
    while not pipe.poll():
        _raise_failure(polls)
        await asyncio.sleep(0.05)
    for poll in polls:
        poll.cancel()
    return times


def _raise_failure(polls: list[asyncio.Task[None]]) -> None:
    for poll in polls:
        if poll.done():
            poll.result()


async def _poll(address: str, run: str, turn: int, times: list[float]) -> None:
    """Ask for what is new, as a chart does, on a connection that stays open."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    await asyncio.sleep(SECONDS_BETWEEN_POLLS * turn / WATCHERS)
    cursor, revision = 0, -1
    while True:
        begun = time.perf_counter()
        path = f"/playground/runs/{run}/live?after={cursor}&revision={revision}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        answer = json.loads(await reader.readexactly(length))
        if "error" in answer:
            raise RuntimeError(f"a watcher was refused: {answer['error']}")
        cursor, revision = answer["cursor"], answer["revision"]
        times.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(max(0.0, SECONDS_BETWEEN_POLLS - (time.perf_counter() - begun)))

"""How soon a network answers while every core trains: to a stroke, to a key, to the slider."""

from __future__ import annotations

import base64
import http.client
import json
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from core.catalog.build import build_spec
from core.store import recording, runs
from tests.benchmarks.result import Result, median_of
from tests.benchmarks.serving import app, end, start, wait_for, warm_up, worker_count

STROKES = 100
KEYS = 60
WARMING = 5
SIDE = 280
MOMENTS = 24  # of each run; every one is visited once, so nothing is remembered


def stroke() -> list[Result]:
    """Draw a line bit by bit, and wait for the prediction after each bit."""
    with every_core_training(partial(start, epochs=2000)) as trained:
        browser, path = Browser(), f"/playground/runs/{trained[0]}/probe/look"
        times = [
            timed(partial(browser.post, path, {"tick": "live", "image": {"ink": sheet}}))
            for sheet in sheets(WARMING + STROKES)
        ][WARMING:]
    return _told("stroke to new prediction", times, 300.0, f"{STROKES} strokes through the app")


def slider() -> list[Result]:
    """Move to other moments of the runs, and wait for all that changes on the page."""
    image = {"split": "valid", "index": 5}
    with every_core_training(partial(start, epochs=2000)) as trained, ThreadPoolExecutor(2) as pool:
        for run in trained:
            wait_for(partial(_has_moments, run, MOMENTS), "checkpoints")
        first, second = Browser(), Browser()
        times = []
        for run in trained:
            path = f"/playground/runs/{run}/probe"
            moments = first.get(f"/playground/runs/{run}/moments")["moments"]
            for moment in moments[:MOMENTS]:
                tick = {"tick": moment["tick"]}
                begun = time.perf_counter()
                looked = pool.submit(first.post, f"{path}/look", tick | {"image": image})
                judged = pool.submit(second.post, f"{path}/confusion", tick | {"split": "valid"})
                looked.result(), judged.result()
                times.append((time.perf_counter() - begun) * 1000)
    note = "feature maps and confusion matrix of a moment never seen before"
    return _told("slider step to new pictures", times, 500.0, note)


def keystroke() -> list[Result]:
    """Type a name, and a string to write backwards, and wait for the answer after each letter."""
    return [
        *_typed("rnn", "names", "unrolled", "letter of a name to classes", "maximiliane"),
        *_typed("seq2seq", "reverse", "attention", "letter to what is written", "abcdefgh"),
    ]


def _typed(recipe: str, dataset: str, probe: str, name: str, text: str) -> list[Result]:
    """Type `text` letter by letter, over and over, and wait for `probe` each time."""
    with every_core_training(partial(start_reader, recipe, dataset)) as trained:
        browser, path = Browser(), f"/playground/runs/{trained[0]}/probe/{probe}"
        typed = [text[: 1 + number % len(text)] for number in range(WARMING + KEYS)]
        asked = ({"tick": "live", "text": each} for each in typed)
        times = [timed(partial(browser.post, path, request)) for request in asked][WARMING:]
    return _told(name, times, 300.0, f"{KEYS} letters through the app")


def start_reader(recipe: str, dataset: str) -> str:
    """Start a network that reads what is typed and that everybody may watch; return its id."""
    spec = build_spec({"recipe": recipe, "dataset": dataset, "training": {"epochs": 500}})
    return runs.create(spec, name="benchmark")


def boundary() -> list[Result]:
    """Look at what a network says all over the plane, again and again while it learns."""
    with every_core_training(start_network) as trained:
        browser, path = Browser(), f"/playground/runs/{trained[0]}/probe/boundary"
        times = [
            timed(partial(browser.post, path, {"tick": "live", "resolution": 80}))
            for _ in range(WARMING + STROKES)
        ][WARMING:]
    return _told("boundary on 80 x 80 points", times, 300.0, f"{STROKES} refreshes through the app")


def start_network() -> str:
    """Start a network of its own setup on the spiral that everybody may watch; return its id."""
    decay = 1e-6 * next(_numbers)  # runs of one setup would be trained together, on one core
    training = {"epochs": 2000, "early_stopping": None, "weight_decay": decay}
    spec = build_spec({"recipe": "mlp", "dataset": "spiral", "training": training})
    return runs.create(spec, name="benchmark")


_numbers = count()


@contextmanager
def every_core_training(begin: Callable[[], str]) -> Iterator[list[str]]:
    """Train as many runs as there are workers; yields their ids once all have begun."""
    app()
    warm_up()
    trained = [begin() for _ in range(worker_count())]
    try:
        for run in trained:
            wait_for(partial(_has_moments, run, 3), "a run's second epoch")
        yield trained
    finally:
        for run in trained:
            end(run)


def _has_moments(run: str, count: int) -> bool:
    return len(recording.checkpoints_of(run)) >= count


class Browser:
    """One connection to the app, kept open as browsers do."""

    def __init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(app().address).netloc, timeout=60)

    def post(self, path: str, request: dict[str, Any]) -> Any:
        """Return the answer to a request."""
        return self._answer("POST", path, json.dumps(request).encode())

    def get(self, path: str) -> Any:
        """Return what lies at an address."""
        return self._answer("GET", path, None)

    def _answer(self, method: str, path: str, body: bytes | None) -> Any:
        headers = {"Content-Type": "application/json"} if body else {}
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        content = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}: {content[:200]!r}")
        return json.loads(content)


def sheets(count: int) -> Iterator[dict[str, Any]]:
    """Yield a drawing again and again, each time with a little more of the line."""
    ink = np.zeros((SIDE, SIDE), np.uint8)
    for angle in np.linspace(0, 2 * np.pi, count):
        y, x = (int(SIDE / 2 + SIDE / 3 * side) for side in (np.sin(angle), np.cos(angle) / 2))
        ink[y - 10 : y + 10, x - 10 : x + 10] = 255
        yield {"width": SIDE, "height": SIDE, "data": base64.b64encode(ink.tobytes()).decode()}


def timed(act: Callable[[], Any]) -> float:
    """Return the milliseconds that something takes."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _told(name: str, times: list[float], target: float, note: str) -> list[Result]:
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    note = f"{note}, with a run on every core"
    return [
        median_of(f"{name}, p50", times, "ms"),
        Result(f"{name}, p95", p95, "ms", target=target, higher_is_better=False, note=note),
    ]

"""How the app feels and what it takes: a click's way to the first point, a rerun, memory."""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psutil

from core.catalog.build import build_spec
from core.computing import ENVIRONMENT
from core.engine.start import engine_state, stop_engine
from core.store import runs
from core.store.home import home
from pages._ui.draft import pack
from tests.benchmarks.result import Result, median_of

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
PRESSES = 12
WARMING = 2
RERUNS = 20
EDITS = 50
PATIENCE = 90.0

# Times from the browser's own click event to the frame in which a chart holds a point.
STOPWATCH = """() => {
  window.benchFirstPoint = null;
  const drawn = () => [...document.querySelectorAll(".js-plotly-plot")]
    .some((plot) => (plot.data ?? []).some((line) => line.x?.length > 0));
  if (drawn()) throw new Error("the chart has points before Train was pressed");
  document.addEventListener("click", (event) => {
    const look = () => {
      if (drawn()) window.benchFirstPoint = performance.now() - event.timeStamp;
      else requestAnimationFrame(look);
    };
    look();
  }, { capture: true, once: true });
}"""


class App:
    """The app as its users run it: a web server of its own, and the engine that it starts."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://localhost:{port}"
        given = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
        with (home() / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
                cwd=ROOT,
                env=given | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            wait_for(self._healthy, "the web server")
            wait_for(engine_state, "the engine")
        except TimeoutError:
            self.close()
            raise

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def close(self) -> None:
        """End the web server first: it would start the engine again."""
        self.web.terminate()
        try:
            self.web.wait(10)
        except subprocess.TimeoutExpired:
            self.web.kill()
            self.web.wait()
        stop_engine()


_open: list[App] = []


def app() -> App:
    """Return the one app that the benchmarks share, started at the first call."""
    if not _open:
        _open.append(App())
    return _open[0]


@contextmanager
def closed_afterwards() -> Iterator[None]:
    """Close the shared app at the end, if there is one."""
    try:
        yield
    finally:
        while _open:
            _open.pop().close()


def wait_for(attempt: Callable[[], T | None], what: str) -> T:
    """Return the first true answer of `attempt`; raises TimeoutError after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = attempt()
        if answer:
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what} took longer than {PATIENCE:.0f} s")


def click() -> list[Result]:
    """Press Train in a real browser and wait for the chart's first point, again and again."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, find_chromium

    path = find_chromium()
    if path is None:
        return [Result("click to first point", None, "ms", note="no Chromium was found")]
    address = app().address
    warm_up()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        measured = [_pressed(page, address) for _ in range(WARMING + PRESSES)][WARMING:]
        browser.close()
    p95 = statistics.quantiles(measured, n=20, method="inclusive")[-1]
    return [
        median_of("click to first point, p50", measured, "ms"),
        Result(
            "click to first point, p95",
            p95,
            "ms",
            target=1000.0,
            higher_is_better=False,
            note=f"{PRESSES} new runs, each alone, engine and browser warm",
        ),
    ]


def _pressed(page: Any, address: str) -> float:
    """Start one new run from a page without one; return the milliseconds, and end the run."""
    page.goto(address)
    # Icon and keyboard shortcut are part of the button's accessible name.
    button = page.get_by_role("button", name=re.compile(r"(^|\s)Train(\s|$)")).first
    button.wait_for()
    page.locator(".js-plotly-plot").first.wait_for(state="attached")
    page.wait_for_timeout(500)  # whatever still loads is not the click's doing
    page.evaluate(STOPWATCH)
    button.click()
    page.wait_for_function("() => window.benchFirstPoint !== null")
    milliseconds = float(page.evaluate("() => window.benchFirstPoint"))
    for run in runs.find(status=runs.ACTIVE):
        end(run.id)
    return milliseconds


def warm_up() -> None:
    """Let every worker train once: its fork server imports torch before its first run."""
    for run in [start(epochs=1) for _ in range(worker_count())]:
        wait_for(partial(ended, run), "a run of one epoch")


def worker_count() -> int:
    """Return how many workers the engine keeps."""
    return int((engine_state() or {"workers": 1})["workers"])


def end(run: str) -> None:
    """Stop a run and wait until it is over."""
    runs.ask(run, "stop")
    wait_for(lambda: ended(run), "stopping a run")


def ended(run: str) -> bool:
    """Return whether a run is over."""
    stored = runs.get(run)
    return stored is None or stored.status in runs.ENDED


def start(**training: Any) -> str:
    """Start a run that everybody may watch; return its id."""
    spec = build_spec({"recipe": "cnn", "dataset": "digits", "training": training})
    return runs.create(spec, name="benchmark")


SIX_LAYERS = {
    "recipe": "cnn",
    "dataset": "digits",
    "params": {
        "layers": [
            {"type": "convolution", "channels": 8},
            {"type": "activation"},
            {"type": "max_pool"},
            {"type": "convolution", "channels": 16},
            {"type": "activation"},
            {"type": "flatten"},
        ]
    },
}


def rerun() -> list[Result]:
    """Rerun the Images page, without a run and with a finished one, in a process of its own."""
    app()  # the page shows what its engine tells
    run = start(epochs=1)
    wait_for(lambda: ended(run), "a run of one epoch")
    note = "AppTest in a process without torch; its own share is counted too"
    return [
        median_of(f"processor time of a rerun, {shown}", _reruns(name), "ms", note=note)
        for shown, name in (("no run", ""), ("with a run", run))
    ]


def edit() -> list[Result]:
    """Change a layer of a network of six in a real browser, and read what it costs the server."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, find_chromium

    path = find_chromium()
    if path is None:
        return [Result("processor time of an edit", None, "ms", note="no Chromium was found")]
    address, web = app().address, psutil.Process(app().web.pid)
    run = start(epochs=1)
    wait_for(lambda: ended(run), "a run of one epoch")
    costs: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for shown, more in (("no run", ""), ("with a run", f"&run={run}")):
            page = browser.new_page()
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(f"{address}/?setup={pack(SIX_LAYERS)}{more}")
            field = page.get_by_role("spinbutton", name="Channels").first
            field.wait_for()
            page.wait_for_timeout(3000)
            before = _spent(web)
            page.wait_for_timeout(5000)
            idle = (_spent(web) - before) / 5
            costs[shown] = [_edited(page, field, 8 + number, web, idle) for number in range(EDITS)]
            page.close()
        browser.close()
    note = (
        "the whole server's, a mean of ten each, without what it takes while nobody does anything"
    )
    return [
        median_of(
            f"processor time of an edit, {shown}",
            [statistics.fmean(found[at : at + 10]) for at in range(0, EDITS, 10)],
            "ms",
            target=25.0,
            higher_is_better=False,
            note=note,
        )
        for shown, found in costs.items()
    ]


def _edited(page: Any, field: Any, channels: int, web: psutil.Process, idle: float) -> float:
    """Give a layer so many channels; return the milliseconds of processor time that this took.

    `idle` is what the server takes in a second while nobody does anything, in seconds.
    """
    field.fill(str(channels))
    before, began = _spent(web), time.perf_counter()
    field.press("Enter")
    page.get_by_text(f"Channels {channels}", exact=True).first.wait_for()
    page.wait_for_timeout(400)
    return (_spent(web) - before - idle * (time.perf_counter() - began)) * 1000


def _spent(process: psutil.Process) -> float:
    """Return the seconds of processor time that a process has taken."""
    times = process.cpu_times()
    return times.user + times.system


def _reruns(run: str) -> list[float]:
    """Return the milliseconds of processor time of each of some reruns."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.reruns", str(RERUNS), run],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["the reruns failed"])[-1])
    times: list[float] = json.loads(done.stdout.splitlines()[-1])
    return times


def memory() -> list[Result]:
    """Read the memory of the live app's processes while a run trains."""
    web = app().web.pid
    run = start(epochs=500)
    child = wait_for(_training_process, "a run's process")
    wait_for(lambda: (_stored(run).progress.get("epoch") or 0) >= 2, "a run's second epoch")
    worker = _workers()[0]
    samples: dict[str, list[float]] = {"web": [], "worker": [], "run": []}
    for _ in range(10):
        for name, process in (("web", psutil.Process(web)), ("worker", worker), ("run", child)):
            samples[name].append(process.memory_info().rss / 1e6)
        time.sleep(0.1)
    unshared = child.memory_full_info().uss / 1e6
    end(run)
    return [
        median_of(
            "memory of the web server",
            samples["web"],
            "MB",
            target=250.0,
            higher_is_better=False,
            note="resident, 10^6 bytes, as are all below; grows with the sessions before",
        ),
        median_of("memory of a worker", samples["worker"], "MB"),
        median_of(
            "memory of a run",
            samples["run"],
            "MB",
            note=f"{unshared:.0f} MB of it not shared with the process it was forked from",
        ),
    ]


def _stored(run: str) -> runs.Run:
    stored = runs.get(run)
    if stored is None:
        raise RuntimeError("the benchmark's run was deleted")
    return stored


def _workers() -> list[psutil.Process]:
    """Return the engine's workers."""
    state = engine_state() or {"pids": {}}
    processes = [psutil.Process(int(pid)) for pid in state["pids"]]
    return [process for process in processes if "core.engine.worker" in process.cmdline()]


def _training_process() -> psutil.Process | None:
    """Return the process that trains: what a worker's fork server has forked."""
    for worker in _workers():
        for server in worker.children():
            if "forkserver" in " ".join(server.cmdline()) and server.children():
                return server.children()[0]
    return None

"""The live chart in a small app of its own: fixtures, and what its tests read off the page."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "tests" / "fixtures" / "live_chart" / "app.py"
TIMEOUT = 40_000  # milliseconds; the first chart of a page may take many seconds
FIRST = ".pg-live-plot >> nth=0"


class ChartServer:
    """The pretended app, and the strings by which a test pulls its runs."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, run: str = "0", **changes: object) -> None:
        request = urllib.request.Request(
            f"{self.url}/playground/control",
            json.dumps({"run": run, **changes}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10):
            pass

    def begin(self, run: str = "0", **values: object) -> None:
        self.control(run, begin=values)


@pytest.fixture(scope="session")
def chart_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChartServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={port}"]
    options = ["--server.address=127.0.0.1", "--server.headless=true"]
    path = tmp_path_factory.mktemp("live_chart") / "log.txt"
    with path.open("w") as log:
        process = subprocess.Popen(
            command + options,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield ChartServer(_wait_for(f"http://127.0.0.1:{port}", process, path))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return url
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")


@pytest.fixture
def show(browser, chart_server: ChartServer) -> Iterator[Callable]:
    """Opens the page in a context of its own; fails on an error in the page's scripts."""
    contexts, errors = [], []

    def open_page(query: str = "", width: int = 1280, height: int = 900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
        page.goto(f"{chart_server.url}/?{query}")
        page.wait_for_selector(".pg-live-plot .main-svg", timeout=TIMEOUT)
        return page

    chart_server.begin()
    yield open_page
    for context in contexts:
        context.close()
    assert errors == [], errors


def points(page, chart: int = 0, trace: int = 1) -> int:
    script = "([c, t]) => document.querySelectorAll('.pg-live-plot')[c].data[t].x.length"
    return page.evaluate(script, [chart, trace])


def wait_for_points(page, least: int, chart: int = 0, trace: int = 1) -> None:
    script = """([c, t, n]) =>
        document.querySelectorAll('.pg-live-plot')[c]?.data?.[t]?.x.length >= n"""
    page.wait_for_function(script, arg=[chart, trace, least])


def rerun(page, button: str = "Run the page again") -> None:
    before = page.get_by_text("reruns=").inner_text()
    page.get_by_role("button", name=button).click()
    page.wait_for_function("text => !document.body.innerText.includes(text)", arg=before)


def zoom(page) -> None:
    box = page.locator(FIRST).bounding_box()
    x, y = box["x"] + box["width"] * 0.4, box["y"] + 110
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=4)
    page.wait_for_timeout(600)  # points arrive in the midst of the drag
    page.mouse.move(x + 140, y + 90, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "s => document.querySelector(s).layout.xaxis.autorange === false", arg=".pg-live-plot"
    )


def x_range(page) -> list[float]:
    return page.evaluate("() => [...document.querySelector('.pg-live-plot').layout.xaxis.range]")


def status(page, word: str) -> None:
    page.wait_for_function(
        "word => document.querySelector('[data-part=status]').textContent === word", arg=word
    )

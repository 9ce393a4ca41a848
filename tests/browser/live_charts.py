"""The live chart in a small app of its own: fixtures, and what its tests read off the page."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.small_apps import ROOT, opening, served

APP = ROOT / "tests" / "fixtures" / "live_chart" / "app.py"
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
    with served(APP, tmp_path_factory.mktemp("live_chart") / "log.txt") as url:
        yield ChartServer(url)


@pytest.fixture
def show(browser, window, chart_server: ChartServer) -> Iterator[Callable]:
    """Opens the page; fails on an error in its scripts."""
    chart_server.begin()
    with opening(browser, window) as open_page:

        def open_one(query: str = "", width: int = 1280, height: int = 900, **options: Any) -> Any:
            size = {"width": width, "height": height}
            address = f"{chart_server.url}/?{query}"
            return open_page(address, ".pg-live-plot .main-svg", viewport=size, **options)

        yield open_one


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

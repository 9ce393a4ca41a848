"""The explorer in a small app of its own: fixtures, and what its tests do and read on the page.

The network of that app is computed by `tests/fixtures/explorer/network.py`, for the tests as well.
"""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from tests.browser.small_apps import ROOT, opening, served
from tests.fixtures.explorer import network

APP = ROOT / "tests" / "fixtures" / "explorer" / "app.py"
LAST = network.TICKS[-1]


class ExplorerServer:
    """The pretended app, and the strings by which a test pulls it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, **changes: object) -> dict[str, Any]:
        """Change what the app answers; return all of its state."""
        request = urllib.request.Request(
            f"{self.url}/playground/control",
            json.dumps(changes).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.loads(reply.read())

    def asked(self, name: str) -> list[dict[str, Any]]:
        """Return the requests to a probe so far."""
        return [request for request in self.control()["asked"] if request["name"] == name]


@pytest.fixture(scope="session")
def explorer_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExplorerServer]:
    with served(APP, tmp_path_factory.mktemp("explorer") / "log.txt") as url:
        yield ExplorerServer(url)


@pytest.fixture
def open_explorer(browser, window, explorer_server: ExplorerServer) -> Iterator[Callable]:
    """Opens the page; fails on an error in its scripts or in its console."""
    explorer_server.control(begin=True)
    with opening(browser, window) as open_page:

        def open_one(query: str = "", **options: Any) -> Any:
            address = f"{explorer_server.url}/?{query}"
            return open_page(address, ".pg-ex-bars, .pg-ex-matrix", **options)

        yield open_one


def headline(page, text: str, column: int = 0) -> None:
    """Wait until a column's answer begins with a text."""
    page.wait_for_function(
        """([text, column]) => document.querySelectorAll('.pg-ex-look .pg-ex-headline')[column]
            ?.textContent.startsWith(text)""",
        arg=[text, column],
    )


def said(tick: int, index: int, seed: int = 0) -> str:
    """Return how the answer to a picture begins."""
    return f"It says: {network.probabilities(tick, network.PICTURES[index], seed).argmax()} ("


def wait_for_tick(page, tick: int, column: int = 0) -> None:
    page.wait_for_function(
        "([t, c]) => document.querySelectorAll('.pg-ex-look')[c]?.dataset.tick === String(t)",
        arg=[tick, column],
    )


def percents(page, column: int = 0) -> list[str]:
    return page.locator(".pg-ex-look").nth(column).locator(".pg-ex-percent").all_inner_texts()


def pixels(page, layer: int, column: int = 0) -> str:
    """Return the drawing of a layer's maps."""
    tiles = page.locator(".pg-ex-look").nth(column).locator(f"[data-layer='{layer}'] > canvas")
    return tiles.evaluate("canvas => canvas.toDataURL()")


def scrub(page, index: int, column: int = 0) -> None:
    slider = page.locator(".pg-ex-timeline .pg-ex-slider").nth(column)
    slider.fill(str(index))


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def matrix(page, column: int = 0) -> np.ndarray:
    cells = page.locator(".pg-ex-judge").nth(column).locator(".pg-ex-cell").all_inner_texts()
    return np.array([int(text or 0) for text in cells]).reshape(10, 10)


def wait_for_matrix(page, tick: int, seed: int = 0, column: int = 0) -> None:
    expected = network.confusion(tick, seed)
    page.wait_for_function(
        """([column, counts]) => {
            const judge = document.querySelectorAll('.pg-ex-judge')[column];
            const cells = [...(judge?.querySelectorAll('.pg-ex-cell') ?? [])];
            return cells.map((cell) => Number(cell.textContent)).join() === counts.join();
        }""",
        arg=[column, expected.ravel().tolist()],
    )
    right = page.locator(".pg-ex-judge > .pg-ex-headline").nth(column).inner_text()
    assert right.startswith(f"Right: {expected.trace()} of 60 ")


def draw(page, points: list[tuple[float, float]]) -> None:
    """Draw a line through points, fractions of the pad."""
    box = page.locator(".pg-ex-pad").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def decoded(data: str) -> np.ndarray:
    """Return the drawing that a request carries."""
    return np.frombuffer(base64.b64decode(data), dtype=np.uint8).reshape(112, 112)

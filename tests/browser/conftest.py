"""A real Chromium for the browser tests, started once."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.explorer_pages import explorer_server, open_explorer
from tests.browser.live_charts import chart_server, show
from tests.browser.playground import page, place, same_home, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Fixtures of the live chart, of the explorer and of the whole playground.
__all__ = [
    "chart_server",
    "explorer_server",
    "open_explorer",
    "page",
    "place",
    "same_home",
    "server",
    "show",
]

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


def find_chromium() -> str | None:
    """Path of a Chromium: PLAYGROUND_CHROMIUM, or the first of the usual names."""
    given = os.environ.get("PLAYGROUND_CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One headless Chromium for the session; tests open contexts of their own."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium found: install one or set PLAYGROUND_CHROMIUM to its path")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def window(browser: "Browser") -> Iterator[Any]:
    """One browser context for most tests, so that Streamlit's own files are loaded once."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-US")
    yield context
    context.close()

"""A real Chromium for the browser tests, started once."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.explorer_pages import explorer_server, open_explorer
from tests.browser.live_charts import chart_server, show
from tests.browser.playground import page, place, same_home, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

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
def playwright() -> Iterator["Playwright"]:
    """Playwright, with a Chromium to drive."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if find_chromium() is None:
        pytest.skip("no Chromium found: install one or set PLAYGROUND_CHROMIUM to its path")
    with sync_api.sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: "Playwright") -> Iterator["Browser"]:
    """A headless Chromium for tests that open contexts of their own: other people, phones."""
    chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def window(
    playwright: "Playwright", tmp_path_factory: pytest.TempPathFactory
) -> Iterator["BrowserContext"]:
    """One window for most tests, of a browser that keeps what it compiled.

    A page of Streamlit then opens in less than half the time.
    """
    context = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=find_chromium(),
        args=ARGUMENTS,
        viewport={"width": 1280, "height": 1000},
        locale="en-US",
        reduced_motion="reduce",
    )
    yield context
    context.close()

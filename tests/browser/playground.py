"""The whole playground in a real browser: serving it, and what journeys do in it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from core.engine.start import stop_engine
from core.store import runs
from core.store.runs import Run

ROOT = Path(__file__).parents[2]
PATIENT = 120_000  # a cold engine on a busy machine takes its time
COUNT = "(document.querySelector('.js-plotly-plot')?.data?.[0]?.x?.length ?? 0)"


def serve(port: int, home: Path) -> subprocess.Popen[bytes]:
    """Start the web server and wait until it answers."""
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | {"PLAYGROUND_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1)
            return server
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the web server did not start")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Return a free port and a data folder for the server that all journeys share."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        yield port, home
        stop_engine()


@pytest.fixture(scope="session")
def server(place: tuple[int, Path]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Serve the playground; a test may kill and replace the process."""
    holder = {"web": serve(*place)}
    yield holder
    holder["web"].kill()
    holder["web"].wait()


@pytest.fixture
def same_home(place: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test read the server's store."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(place[1]))


@pytest.fixture
def page(
    window: BrowserContext, server: object, same_home: None, place: tuple[int, Path]
) -> Iterator[Page]:
    """Open the playground as somebody new, in a page that may reach this machine alone."""
    window.clear_cookies()
    asked: list[str] = []
    opened = window.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(f"http://localhost:{place[0]}/")
    expect(button(opened, "Train")).to_be_visible(timeout=PATIENT)
    yield opened
    outside = [url for url in asked if "localhost" not in url and not url.startswith("data:")]
    assert not outside, "the page works without the internet"
    opened.evaluate("() => localStorage.clear()")
    opened.close()


def button(page: Page, name: str) -> Locator:
    """Return a button by its label; its shortcut may follow."""
    return page.get_by_role("button", name=re.compile(rf"(^|\s){name}(\s|$)")).first


def status(page: Page, word: str) -> None:
    """Wait until the run's status is shown as `word`."""
    expect(page.get_by_text(word, exact=True).first).to_be_visible(timeout=PATIENT)


def stored(page: Page) -> Run:
    """Return the run in the page's address, as stored."""
    page.wait_for_url(re.compile(r"run="), timeout=PATIENT)
    named = re.search(r"run=([0-9a-f]+)", page.url)
    found = runs.get(named[1]) if named else None
    assert found is not None
    return found


def until_stored(page: Page, wanted: str) -> None:
    """Wait until the run in the page's address has a status in the store."""
    for _ in range(PATIENT // 100):
        if stored(page).status == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the run is {stored(page).status}, not {wanted}")


def tab(page: Page, name: str) -> None:
    """Open a tab."""
    page.get_by_role("tab", name=name, exact=True).click()


def set_epochs(page: Page, epochs: int) -> None:
    """Set the epochs among the settings of learning."""
    tab(page, "Learning")
    field = page.get_by_label("Epochs", exact=True)
    before = page.url
    field.fill(str(epochs))
    field.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=before, timeout=PATIENT)


def train(page: Page, epochs: int) -> None:
    """Set the epochs, press Train and wait until the curves grow."""
    set_epochs(page, epochs)
    button(page, "Train").click()
    page.wait_for_function(f"{COUNT} > 3", timeout=PATIENT)


def follow_stop_and_go_back(page: Page, view: str) -> None:
    """See a view of the run follow its training, stop it, and go back to the untrained network."""
    before = int(page.locator(view).get_attribute("data-tick") or 0)
    page.wait_for_function(
        "([view, before]) => Number(document.querySelector(view).dataset.tick) > before",
        arg=[view, before],
        timeout=PATIENT,
    )
    button(page, "Stop").click()
    until_stored(page, "stopped")
    page.locator(".pg-ex-timeline .pg-ex-slider").fill("0")
    expect(page.locator(f"{view}[data-tick='0']")).to_be_visible(timeout=PATIENT)

"""The first journey: open, change, train, pause, step, reload, resume, rewind, compare, switch."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.engine.start import stop_engine
from core.store import runs

pytestmark = pytest.mark.browser

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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Return a free port and a data folder for this module's server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        yield port, home
        stop_engine()


@pytest.fixture(scope="module")
def server(place: tuple[int, Path]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Serve the playground; a test may kill and replace the process."""
    holder = {"web": serve(*place)}
    yield holder
    holder["web"].kill()
    holder["web"].wait()


@pytest.fixture(autouse=True)
def same_home(place: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test read the server's store."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(place[1]))


@pytest.fixture
def page(browser: Browser, server: object, place: tuple[int, Path]) -> Iterator[Page]:
    """Open the playground in a new browser window that may reach this machine alone."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-US")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    opened = context.new_page()
    opened.goto(f"http://localhost:{place[0]}/")
    expect(button(opened, "Train")).to_be_visible(timeout=PATIENT)
    yield opened
    outside = [url for url in asked if "localhost" not in url and not url.startswith("data:")]
    assert not outside, "the page works without the internet"
    context.close()


def button(page: Page, name: str):
    """Return a button by its label; its shortcut may follow."""
    return page.get_by_role("button", name=re.compile(rf"(^|\s){name}(\s|$)")).first


def status(page: Page, word: str) -> None:
    """Wait until the run's status is shown as `word`."""
    expect(page.get_by_text(word, exact=True).first).to_be_visible(timeout=PATIENT)


def stored(page: Page):
    """Return the run in the page's address, as stored."""
    page.wait_for_url(re.compile(r"run="), timeout=PATIENT)
    found = runs.get(re.search(r"run=([0-9a-f]+)", page.url).group(1))
    assert found is not None
    return found


def until_stored(page: Page, wanted: str) -> None:
    """Wait until the run in the page's address has a status in the store."""
    for _ in range(PATIENT // 100):
        if stored(page).status == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the run is {stored(page).status}, not {wanted}")


def train(page: Page, epochs: int) -> None:
    """Set the epochs and press Train."""
    field = page.get_by_label("Epochs", exact=True)
    field.fill(str(epochs))
    field.press("Enter")
    page.wait_for_url(re.compile(f"epochs={epochs}"), timeout=PATIENT)
    button(page, "Train").click()
    page.wait_for_function(f"{COUNT} > 3", timeout=PATIENT)


def test_the_whole_journey(page: Page) -> None:
    train(page, 60)
    page.evaluate("document.querySelector('.js-plotly-plot').marked = true")
    button(page, "Pause").click()
    until_stored(page, "paused")
    status(page, "Paused")
    assert page.evaluate("document.querySelector('.js-plotly-plot').marked"), "the node survived"
    before = stored(page).progress["step"]
    button(page, "One step").click()
    expect(page.get_by_text(f"step {before + 1} of")).to_be_visible(timeout=PATIENT)
    until_stored(page, "paused")
    expect(button(page, "Resume")).to_be_enabled(timeout=PATIENT)
    button(page, "Resume").click()
    page.wait_for_function(f"{COUNT} > {before + 3}", timeout=PATIENT)

    page.reload()
    page.wait_for_function(f"{COUNT} > {before + 3}", timeout=PATIENT)
    expect(page.get_by_label("Epochs", exact=True)).to_have_value("60", timeout=PATIENT)

    expect(button(page, "Rewind")).to_be_enabled(timeout=PATIENT)
    button(page, "Rewind").click()
    until_stored(page, "paused")
    status(page, "Paused")
    page.wait_for_function(f"{COUNT} == 0", timeout=PATIENT)
    expect(button(page, "Resume")).to_be_enabled(timeout=PATIENT)
    button(page, "Resume").click()
    until_stored(page, "finished")
    status(page, "Finished")
    assert stored(page).scores["test"]["accuracy"] > 0.9

    page.get_by_text("Random forest", exact=True).first.click()
    expect(page.get_by_label("Trees", exact=True)).to_be_visible(timeout=PATIENT)
    deep = stored(page).id
    button(page, "Train").click()
    page.wait_for_function(f"!location.search.includes('{deep}')", timeout=PATIENT)
    until_stored(page, "finished")  # the word on screen may still be the network's
    status(page, "Finished")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=PATIENT)
    assert {run.recipe for run in runs.find(status=["finished"])} == {"cnn", "random_forest"}

    page.get_by_text("简体中文").click()
    expect(page.get_by_role("heading", name="图像")).to_be_visible(timeout=PATIENT)
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_role("heading", name="图像")).to_be_visible()


def test_a_run_survives_a_killed_web_server(
    page: Page, server: dict[str, subprocess.Popen[bytes]], place: tuple[int, Path]
) -> None:
    train(page, 600)
    run = stored(page).id
    server["web"].send_signal(signal.SIGKILL)
    server["web"].wait()
    step = runs.get(run).progress["step"]
    for _ in range(600):
        if runs.get(run).progress["step"] > step + 20:
            break
        time.sleep(0.1)
    assert runs.get(run).progress["step"] > step + 20, "it trains on without a web server"
    server["web"] = serve(*place)
    page.goto(f"http://localhost:{place[0]}/?run={run}")
    page.wait_for_function(f"{COUNT} > {step}", timeout=PATIENT)
    button(page, "Stop").click()
    status(page, "Stopped")


def test_two_browsers_on_one_run(page: Page, browser: Browser, place: tuple[int, Path]) -> None:
    train(page, 600)
    button(page, "Share").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    other = browser.new_context(locale="zh-CN").new_page()
    other.goto(link)
    other.wait_for_function(f"{COUNT} > 3", timeout=PATIENT)
    expect(button(other, "暂停")).to_be_disabled(timeout=PATIENT)
    page.keyboard.press("Escape")
    button(page, "Pause").click()
    status(other, "已暂停")
    stranger = browser.new_context(locale="en-US").new_page()
    stranger.goto(link.split("&share=")[0])
    expect(stranger.get_by_text("belongs to somebody else")).to_be_visible(timeout=PATIENT)


def test_bad_settings_get_a_sentence_and_nothing_is_lost(page: Page) -> None:
    field = page.get_by_label("Epochs", exact=True)
    field.fill("99999")
    field.press("Enter")
    expect(page.get_by_test_id("stNumberInputContainer").first).to_be_visible()
    expect(button(page, "Train")).to_be_enabled(timeout=PATIENT)
    assert not page.get_by_text("Traceback").count()

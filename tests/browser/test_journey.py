"""The first journey: open, change, train, pause, step, reload, resume, rewind, compare, switch."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.store import runs
from tests.browser.playground import (
    COUNT,
    PATIENT,
    button,
    serve,
    status,
    stored,
    tab,
    train,
    until_stored,
)

pytestmark = pytest.mark.browser


def test_the_whole_journey(page: Page) -> None:
    train(page, 30)
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
    tab(page, "Learning")
    expect(page.get_by_label("Epochs", exact=True)).to_have_value("30", timeout=PATIENT)

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

    deep = stored(page).id
    page.get_by_label("Model", exact=True).click()
    page.get_by_role("option", name=re.compile("Random forest")).click()
    expect(page.get_by_label("Trees", exact=True)).to_be_visible(timeout=PATIENT)
    button(page, "Train").click()
    page.wait_for_function(f"!location.search.includes('{deep}')", timeout=PATIENT)
    until_stored(page, "finished")  # the word on screen may still be the network's
    status(page, "Finished")
    tab(page, "Scoreboard")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=PATIENT)
    mine = runs.find(owners=[stored(page).owner], status=["finished"])
    assert {run.recipe for run in mine} == {"cnn", "random_forest"}

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


@pytest.mark.slow
def test_two_browsers_on_one_run(page: Page, browser: Browser, place: tuple[int, Path]) -> None:
    train(page, 600)
    until_stored(page, "running")
    button(page, "Share").click()
    link = page.get_by_test_id("stCode").inner_text(timeout=PATIENT).strip()
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


@pytest.mark.slow
def test_bad_settings_get_a_sentence_and_nothing_is_lost(page: Page) -> None:
    tab(page, "Learning")
    field = page.get_by_label("Epochs", exact=True)
    field.fill("99999")
    field.press("Enter")
    expect(page.get_by_test_id("stNumberInputContainer").first).to_be_visible()
    expect(button(page, "Train")).to_be_enabled(timeout=PATIENT)
    assert not page.get_by_text("Traceback").count()

"""Agents from end to end: assemble, train, scrub a replay, click a cell, play by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.store import recording, runs
from pages._ui.draft import pack
from tests.browser.playground import PATIENT, button, stored, tab, until_stored

pytestmark = pytest.mark.browser

SMALL = {
    "recipe": "q_learning",
    "dataset": "FrozenLake-v1",
    "data": {"slippery": False},
    "training": {"steps": 6000},
}


def section(page: Page, name: str) -> None:
    bar = page.locator(".pg-agents > .pg-ex-bar")
    bar.get_by_role("button", name=name, exact=True).click()


def test_the_agents_journey(page: Page) -> None:
    page.set_default_timeout(PATIENT)
    address = page.url.split("?")[0].rstrip("/")
    page.get_by_role("link", name="Agents", exact=True).click()
    expect(page.get_by_role("heading", name="Agents")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Press Train first").first).to_be_visible(timeout=PATIENT)
    page.goto(f"{address}/agents?setup={pack(SMALL)}")
    tab(page, "Data")
    # A hole more on the map.
    squares = page.locator("[class*='st-key-agents-data-FrozenLake-v1-map-squares']")
    expect(squares.get_by_role("button").nth(15)).to_be_visible(timeout=PATIENT)
    squares.get_by_role("button").nth(2).click()
    expect(squares.get_by_role("button").nth(2)).to_have_text("●", timeout=PATIENT)
    button(page, "Train").click()
    expect(page.locator(".pg-agents[data-tick]")).to_be_visible(timeout=PATIENT)
    assert stored(page).spec["data"]["map"] == "SFHF/FHFH/FFFH/HFFG"
    until_stored(page, "finished")

    # A replay of the last moment, which replaces an earlier one's, is scrubbed to its end.
    last = recording.checkpoints_of(stored(page).id)[-1]["tick"]
    expect(page.locator(f".pg-agents[data-tick='{last}']")).to_be_visible(timeout=PATIENT)
    place = page.locator(".pg-ex-reel-place").first
    expect(place).to_contain_text(re.compile("0 of [1-9]"), timeout=PATIENT)
    steps = place.inner_text().split(" of ")[1]
    page.locator(".pg-ex-reel .pg-ex-slider").first.fill(steps)
    expect(page.get_by_text(f"after {steps} steps")).to_be_visible(timeout=PATIENT)

    section(page, "Values")
    page.locator(".pg-ex-square").nth(14).click()
    expect(page.get_by_text("Row 4, column 3: it expects")).to_be_visible(timeout=PATIENT)
    section(page, "Updates")
    expect(page.locator(".pg-ex-equation-filled")).to_contain_text("=", timeout=PATIENT)

    # The way around the holes, by hand.
    tab(page, "Play yourself")
    expect(page.get_by_text("Press a key to begin")).to_be_visible(timeout=PATIENT)
    ways = ["Down", "Down", "Right", "Down", "Right", "Right"]
    for done, way in enumerate(ways, start=1):
        page.locator(".pg-ex-player").press(f"Arrow{way}")
        expect(page.get_by_text(f"{done} steps, ").first).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Episodes played: 1")).to_be_visible(timeout=PATIENT)
    button(page, "Put them on the scoreboard").click()
    tab(page, "Scoreboard")
    expect(page.get_by_text("Played by hand it was 1.")).to_be_visible(timeout=PATIENT)
    own = next(run for run in runs.find() if run.recipe == "human")
    assert own.scores["test"]["success_rate"] == 1

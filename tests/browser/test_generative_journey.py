"""Generative from end to end: train, step both networks apart, scrub, look at the data."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.store import recording
from pages._ui.draft import pack
from tests.browser.playground import PATIENT, button, stored, tab, until_stored

pytestmark = pytest.mark.browser

SMALL = {
    "recipe": "gan",
    "dataset": "ring",
    "data": {"size": 500},
    "params": {"generator_width": 32, "discriminator_width": 32},
    "training": {"epochs": 400, "steps_per_epoch": 20},
}


def test_the_generative_journey(page: Page) -> None:
    address = page.url.split("?")[0].rstrip("/")
    page.get_by_role("link", name="Generative", exact=True).click()
    expect(page.get_by_role("heading", name="Generative")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Press Train first").first).to_be_visible(timeout=PATIENT)
    page.goto(f"{address}/generative?setup={pack(SMALL)}")
    expect(page.get_by_label("Generator's width", exact=True)).to_have_value("32", timeout=PATIENT)
    button(page, "Train").click()

    # While it trains, the points move.
    studio = page.locator(".pg-generative[data-tick]")
    expect(studio).to_be_visible(timeout=PATIENT)
    before = int(studio.get_attribute("data-tick") or 0)
    page.wait_for_function(
        "before => Number(document.querySelector('.pg-generative').dataset.tick) > before",
        arg=before,
        timeout=PATIENT,
    )
    button(page, "Pause").click()
    until_stored(page, "paused")
    tick = max(row["tick"] for row in recording.checkpoints_of(stored(page).id))
    expect(page.locator(f".pg-generative[data-tick='{tick}']")).to_be_visible(timeout=PATIENT)

    # The networks learn one after the other; the page says whose turn it is.
    turns = {"discriminator has just learned": 1, "generator has moved its points": 0}
    for done in (tick + 1, tick + 2):
        button(page, "One phase").click()
        expect(page.locator(f".pg-generative[data-tick='{done}']")).to_be_visible(timeout=PATIENT)
        text = next(text for text, odd in turns.items() if done % 2 == odd)
        expect(page.locator(".pg-ex-happening")).to_contain_text(text, timeout=PATIENT)
        until_stored(page, "paused")

    page.locator(".pg-ex-timeline .pg-ex-slider").fill("0")
    expect(page.locator(".pg-generative[data-tick='0']")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Nothing is learned yet")).to_be_visible(timeout=PATIENT)
    page.locator(".pg-generative").get_by_role("button", name="Opinions").click()
    expect(page.get_by_text(re.compile("what it says is chance"))).to_be_visible(timeout=PATIENT)

    # Taken back, it is the untrained model again, although the run was paused and still is.
    page.locator(".pg-ex-timeline").get_by_role("button", name="Last").click()
    expect(page.locator(f".pg-generative[data-tick='{tick + 2}']")).to_be_visible(timeout=PATIENT)
    button(page, "Rewind").click()
    expect(page.locator(".pg-generative[data-tick='0']")).to_be_visible(timeout=PATIENT)
    tab(page, "The data")
    expect(page.get_by_text("The training points")).to_be_visible(timeout=PATIENT)
    assert stored(page).spec["dataset"] == "ring"

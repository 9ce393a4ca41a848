"""Sequences from end to end: type while it trains, go back in time, compare, forecast."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.store import runs
from pages._ui.draft import pack
from tests.browser.playground import (
    PATIENT,
    button,
    follow_stop_and_go_back,
    stored,
    tab,
    until_stored,
)

pytestmark = pytest.mark.browser

NAMES = {
    "recipe": "rnn",
    "dataset": "names",
    "params": {"hidden": 16},
    "training": {"epochs": 500},
}
SPOTS = {
    "recipe": "rnn",
    "dataset": "sunspots",
    "params": {"hidden": 16},
    "training": {"epochs": 5},
}


@pytest.mark.slow
def test_the_sequences_journey(page: Page) -> None:
    address = page.url.split("?")[0].rstrip("/")
    page.get_by_role("link", name="Sequences", exact=True).click()
    expect(page.get_by_role("heading", name="Sequences")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Press Train first").first).to_be_visible(timeout=PATIENT)
    page.goto(f"{address}/sequences?setup={pack(NAMES)}")
    expect(page.get_by_label("Hidden units", exact=True)).to_have_value("16", timeout=PATIENT)
    button(page, "Train").click()

    # While it trains, a name is answered letter by letter, by the weights of that moment.
    view = page.locator(".pg-seq[data-tick]")
    expect(view).to_be_visible(timeout=PATIENT)
    page.get_by_role("button", name="Type", exact=True).click()
    field = page.get_by_label("Type here")
    field.fill("rossi")
    expect(page.get_by_text("Step 5 of 5 (i)")).to_be_visible(timeout=PATIENT)
    assert stored(page).status == "running"
    follow_stop_and_go_back(page, ".pg-seq")
    page.get_by_role("button", name="Update gate").click()
    expect(page.get_by_role("heading", name="Update gate of layer 1")).to_be_visible()
    tab(page, "Memory")
    expect(page.get_by_text("How far back does learning reach?")).to_be_visible(timeout=PATIENT)

    forecast(page, address)


def forecast(page: Page, address: str) -> None:
    """Train on sunspots, see the forecast, and compare it with what lags and seasons say."""
    page.goto(f"{address}/sequences?setup={pack(SPOTS)}")
    expect(page.get_by_label("Hidden units", exact=True)).to_have_value("16", timeout=PATIENT)
    button(page, "Train").click()
    until_stored(page, "finished")
    tab(page, "Forecast")
    errors = page.locator(".pg-ex-headline").first
    expect(errors).to_contain_text(re.compile(r"RMSE \d"), timeout=PATIENT)
    tab(page, "Scoreboard")
    button(page, "Compare with classical models").click()
    run = stored(page)
    for _ in range(PATIENT // 250):
        found = runs.find(owners=[run.owner], data_hash=run.data_hash)
        if len(found) > 4 and all(each.status == "finished" for each in found):
            break
        page.wait_for_timeout(250)
    assert {"ridge", "last_value", "seasonal_naive"} <= {each.recipe for each in found}
    assert {each.status for each in found} == {"finished"}

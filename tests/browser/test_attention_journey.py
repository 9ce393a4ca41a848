"""Attention from end to end: train, type while it trains, take it apart, rewind, match fairly."""

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
    set_epochs,
    stored,
    tab,
)

pytestmark = pytest.mark.browser

SMALL = {"recipe": "seq2seq", "dataset": "reverse", "data": {"count": 900}, "params": {"width": 32}}
MATCH = {
    "repetitions": 1,
    "values": "4, 5",
    "compared": ["none", "scaled_dot"],
    "data": {"reverse": {"count": 600}},
    "models": {"seq2seq": {"params": {"width": 16}, "training": {"epochs": 2}}},
}


@pytest.mark.slow
def test_the_attention_journey(page: Page) -> None:
    address = page.url.split("?")[0].rstrip("/")
    page.get_by_role("link", name="Attention", exact=True).click()
    expect(page.get_by_role("heading", name="Attention")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Press Train first").first).to_be_visible(timeout=PATIENT)
    page.goto(f"{address}/attention?setup={pack(SMALL)}")
    expect(page.get_by_label("Width", exact=True)).to_have_value("32", timeout=PATIENT)
    set_epochs(page, 200)
    button(page, "Train").click()

    # While it trains, what is typed is answered from the weights of that moment.
    studio = page.locator(".pg-attention[data-tick]")
    expect(studio).to_be_visible(timeout=PATIENT)
    field = page.get_by_label("Type here")
    field.fill("abcde")
    expect(page.locator(".pg-ex-said-answer > .pg-ex-headline")).to_have_text(
        re.compile(r"It writes: \w* – (right|it should be: edcba)"), timeout=PATIENT
    )
    assert stored(page).status == "running"
    follow_stop_and_go_back(page, ".pg-attention")
    page.get_by_role("button", name="Query, key, value").click()
    expect(page.get_by_text("5. What comes out")).to_be_visible(timeout=PATIENT)
    shares = page.locator(".pg-ex-weight-cell").all_inner_texts()
    assert sum(map(float, shares)) == pytest.approx(1, abs=0.01)
    page.get_by_role("button", name="Does it look right?").click()
    expect(page.locator(".pg-ex-aim-share[data-share]")).to_be_visible(timeout=PATIENT)
    tab(page, "The data")
    expect(page.get_by_text("The first 50 training pairs.")).to_be_visible(timeout=PATIENT)


@pytest.mark.slow
def test_the_fair_match(page: Page) -> None:
    address = page.url.split("?")[0].rstrip("/")
    page.goto(f"{address}/lab_attention?lab={pack(MATCH)}")
    expect(page.get_by_text("This takes 4 runs")).to_be_visible(timeout=PATIENT)
    button(page, "Run the experiment").click()
    expect(button(page, "Stop the rest")).to_be_visible(timeout=PATIENT)
    expect(button(page, "Stop the rest")).to_be_hidden(timeout=PATIENT)
    done = [run for run in runs.find(status=["finished"]) if "and length" in run.name]
    assert {run.spec["params"]["attention"] for run in done} == {"none", "scaled_dot"}
    conclusion = page.locator(".st-key-lab-conclusion")
    expect(conclusion).to_contain_text("Attention is worth", timeout=PATIENT)

"""The lab from end to end: set an experiment up, run it, read the chart and the conclusion."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.store import runs
from pages._ui.draft import pack
from tests.browser.playground import PATIENT, button

pytestmark = pytest.mark.browser

SMALL = {
    "repetitions": 2,
    "compared": ["mlp", "decision_tree", "naive_bayes"],
    "data": {"moons": {"size": 200}},
    "models": {"mlp": {"params": {"width": 8}, "training": {"epochs": 3}}},
}


@pytest.mark.slow
def test_an_experiment_is_run_watched_and_concluded(page: Page) -> None:
    address = page.url.split("?")[0].rstrip("/")
    page.goto(f"{address}/lab_noise?lab={pack(SMALL)}")
    values = page.get_by_role("textbox", name="Its values")
    expect(values).to_have_value("0, 0.1, 0.2, 0.4", timeout=PATIENT)
    values.fill("none at all")
    values.press("Enter")
    expect(page.get_by_text("numbers separated by commas")).to_be_visible(timeout=PATIENT)
    expect(button(page, "Run the experiment")).to_be_disabled()
    values.fill("0, 0.3")
    values.press("Enter")
    expect(page.get_by_text("This takes 12 runs; 12 of them")).to_be_visible(timeout=PATIENT)

    button(page, "Run the experiment").click()
    # Nothing is pressed any more: the page looks for results by itself.
    expect(page.get_by_text("all are there or on their way")).to_be_visible(timeout=PATIENT)
    expect(button(page, "Stop the rest")).to_be_hidden(timeout=PATIENT)
    done = [run for run in runs.find(status=["finished"]) if run.name.startswith("Noise and cost")]
    assert len(done) == 12
    lines = page.locator(".js-plotly-plot .scatterlayer .trace")
    expect(lines).to_have_count(6, timeout=PATIENT)  # with their bands
    conclusion = page.locator(".st-key-lab-conclusion")
    expect(conclusion).to_contain_text(re.compile(r"\(MLP\): Accuracy \d\.\d{3} at 0 and"))
    expect(conclusion).to_contain_text(re.compile(r"Training took .* \d\.\d+ s and"))
    expect(conclusion).not_to_contain_text("So far")

    # A reload brings settings and results back; all of it is there already.
    page.reload()
    expect(values).to_have_value("0, 0.3", timeout=PATIENT)
    expect(button(page, "Run the experiment")).to_be_disabled(timeout=PATIENT)
    expect(conclusion).to_be_visible(timeout=PATIENT)

    button(page, "Show these runs").click()
    expect(page.get_by_role("heading", name="Runs")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_role("textbox", name="Search")).to_have_value(
        "Noise and cost", timeout=PATIENT
    )

"""Tables from end to end: train on a spiral, watch the border, compare, try a row, own file."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.store import runs
from tests.browser.playground import PATIENT, button, stored, tab, train, until_stored
from tests.fixtures.tables import rows

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_the_tables_journey(page: Page, tmp_path: Path) -> None:
    page.get_by_role("link", name="Tables").click()
    expect(page.get_by_role("heading", name="Tables")).to_be_visible(timeout=PATIENT)
    train(page, 60)
    plane = page.locator("canvas").first
    expect(plane).to_be_visible(timeout=PATIENT)
    until_stored(page, "finished")
    run = stored(page)
    assert run.recipe == "mlp"

    tab(page, "Thresholds")
    expect(page.get_by_role("slider").first).to_be_visible(timeout=PATIENT)

    tab(page, "Scoreboard")
    button(page, "Compare with classical models").click()
    mine = [run.owner]
    for _ in range(PATIENT // 250):
        found = runs.find(owners=mine, data_hash=run.data_hash)
        if len(found) > 10 and all(each.status == "finished" for each in found):
            break
        page.wait_for_timeout(250)
    verdict = page.get_by_text("Does the network beat the best classical model?")
    expect(verdict).to_be_visible(timeout=PATIENT)

    own_file(page, tmp_path)


def own_file(page: Page, folder: Path) -> None:
    """Bring a table, see what was guessed of it, and train on it."""
    file = folder / "people.csv"
    file.write_text("\n".join(",".join(row) for row in rows(200)))
    tab(page, "Data")
    page.locator(".st-key-tables-dataset input").click()
    page.get_by_role("option", name="Your own table").click()
    expect(page.get_by_text("no file has been chosen yet").first).to_be_visible(timeout=PATIENT)
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("What the columns are").first).to_be_visible(timeout=PATIENT)
    expect(button(page, "Train")).to_be_enabled(timeout=PATIENT)
    before = page.url
    button(page, "Train").click()
    page.wait_for_function(
        "before => location.href !== before && location.href.includes('run=')",
        arg=before,
        timeout=PATIENT,
    )
    until_stored(page, "finished")
    assert stored(page).dataset == "csv"

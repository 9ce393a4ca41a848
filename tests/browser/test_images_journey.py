"""Images from end to end: break a network, mend it, train, draw, scrub, click, compare, share."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from core.store import runs
from tests.browser.playground import (
    PATIENT,
    button,
    set_epochs,
    stored,
    tab,
    until_stored,
)

pytestmark = pytest.mark.browser


def layers(page: Page) -> list[str]:
    """Return the names of the layers in the editor."""
    return page.locator(".pg-net-list .pg-net-name").all_inner_texts()


def draw_a_stroke(page: Page) -> None:
    """Draw a line on the pad, as a one."""
    pad = page.locator(".pg-ex-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.52, box["y"] + box["height"] * 0.15)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.85, steps=8)
    page.mouse.up()


def set_up_a_layer(page: Page) -> None:
    """Change two settings without waiting between them, try a third that cannot be, undo both."""
    first = page.locator(".pg-net-line", has_text="1. Convolution")
    before = first.text_content() or ""
    channels = page.get_by_role("spinbutton", name="Channels")
    channels.fill("9")
    channels.press("Tab")
    kernel = page.get_by_role("spinbutton", name="Kernel")
    expect(kernel).to_be_focused()
    kernel.fill("5")
    kernel.press("Enter")
    expect(first).to_contain_text("Channels 9, Kernel 5", timeout=PATIENT)
    channels.fill("9000")
    note = page.locator(".pg-net-hint")
    expect(note).to_have_text("A whole number from 1 to 512.")
    channels.press("Tab")
    expect(channels).to_have_value("9")
    expect(note).to_have_text("A whole number from 1 to 512. What was entered is not used.")
    for text in ("Channels 9", before):
        page.locator("[data-tool=undo]").click()
        expect(first).not_to_contain_text("Kernel 5", timeout=PATIENT)
        expect(first).to_contain_text(text, timeout=PATIENT)


def break_and_mend_the_network(page: Page) -> None:
    """Put a dense layer first, which is impossible, and press the button that mends it."""
    expect(page.locator(".pg-net-line[aria-selected=true]")).to_be_visible(timeout=PATIENT)
    before = len(layers(page))
    page.locator(".pg-net-line", has_text="2. Batch").click()
    page.get_by_role("button", name="Choose a kind of layer").click()
    page.locator(".pg-net-palette button[data-type=dense]").click()
    bad = page.locator(".pg-net-line[data-state=bad]")
    expect(bad).to_contain_text("Dense", timeout=PATIENT)
    expect(button(page, "Train")).to_be_disabled(timeout=PATIENT)
    sentence = page.locator(".pg-net-problem")
    expect(sentence).to_contain_text("flatten")
    for _ in range(10):  # one fix may uncover the next problem
        if not sentence.is_visible():
            break
        told = sentence.inner_text()
        sentence.get_by_role("button").click()
        page.wait_for_function(
            "told => { const p = document.querySelector('.pg-net-problem');"
            " return p.hidden || p.innerText !== told; }",
            arg=told,
            timeout=PATIENT,
        )
    expect(button(page, "Train")).to_be_enabled(timeout=PATIENT)
    while page.locator("[data-tool=undo]").is_enabled():
        now = layers(page)
        page.locator("[data-tool=undo]").click()
        page.wait_for_function(
            "now => [...document.querySelectorAll('.pg-net-list .pg-net-name')]"
            ".map((node) => node.innerText).join() !== now.join()",
            arg=now,
            timeout=PATIENT,
        )
    assert len(layers(page)) == before


def test_the_images_journey(page: Page, browser: Browser) -> None:
    set_up_a_layer(page)
    break_and_mend_the_network(page)
    set_epochs(page, 200)
    tab(page, "Look inside")
    button(page, "Train").click()
    until_stored(page, "running")

    # Draw while it trains: the weights of this moment answer.
    page.get_by_role("button", name="Draw", exact=True).click(timeout=PATIENT)
    draw_a_stroke(page)
    headline = page.locator(".pg-ex-look .pg-ex-headline").first
    expect(headline).to_contain_text("It says", timeout=PATIENT)
    assert stored(page).status == "running", "it still trains"
    button(page, "Stop").click()
    until_stored(page, "stopped")

    # The time machine goes back to the untrained network.
    page.get_by_role("button", name="From the data", exact=True).click()
    slider = page.locator(".pg-ex-timeline .pg-ex-slider").first
    slider.fill("0")
    expect(page.locator(".pg-ex-position").first).to_contain_text("before training")
    expect(page.locator(".pg-ex-look").first).to_have_attribute("data-tick", "0", timeout=PATIENT)
    slider.press("End")
    page.wait_for_function(
        "Number(document.querySelector('.pg-ex-look').dataset.tick) > 0", timeout=PATIENT
    )

    # A number of the first convolution, taken apart.
    page.locator("[data-layer='0'] > canvas").click(position={"x": 10, "y": 10})
    panel = page.get_by_role("region", name="How this number is computed")
    expect(panel.locator("[data-name=sum]")).to_be_visible(timeout=PATIENT)

    # Whose mistakes?
    page.get_by_role("button", name="Right and wrong", exact=True).click()
    # Which cells are empty depends on how far the training came before it was stopped.
    cells = page.locator(".pg-ex-cell[data-row][data-column]")
    cells.filter(has_text=re.compile("^[1-9]")).first.click(timeout=PATIENT)
    expect(page.locator(".pg-ex-card").first).to_be_visible(timeout=PATIENT)

    compare(page)
    share(page, browser)


def compare(page: Page) -> None:
    """Train all classical models on the same data, and read who is better."""
    tab(page, "Scoreboard")
    button(page, "Compare with classical models").click()
    mine = [stored(page).owner]  # the server has had other visitors
    for _ in range(PATIENT // 250):
        found = runs.find(owners=mine)
        if len(found) > 10 and all(run.status in ("finished", "stopped") for run in found):
            break
        page.wait_for_timeout(250)
    assert {run.status for run in runs.find(owners=mine)} == {"finished", "stopped"}
    page.reload()
    tab(page, "Scoreboard")
    expect(page.get_by_text("Does the network beat the best classical model?")).to_be_visible(
        timeout=PATIENT
    )
    assert page.get_by_text(re.compile("chance")).count()


def share(page: Page, browser: Browser) -> None:
    """Open the run's link, and the setup's, in a browser of somebody else."""
    run = stored(page)
    button(page, "Share").click()
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    other = browser.new_context(locale="en-US").new_page()
    other.goto(link)
    expect(other.get_by_text(run.name).first).to_be_visible(timeout=PATIENT)
    tab(other, "Look inside")
    expect(other.locator(".pg-ex-headline").first).to_contain_text("It says", timeout=PATIENT)
    setup = re.search(r"setup=[\w-]+", page.url)
    assert setup
    other.goto(page.url.split("?")[0] + "?" + setup.group())
    tab(other, "Learning")
    expect(other.get_by_label("Epochs", exact=True)).to_have_value("200", timeout=PATIENT)

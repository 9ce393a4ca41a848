"""The metrics page and the pad for points, in a real browser: edit, follow, answer, draw."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from pages._ui.draft import pack
from pages._ui.language import translator
from tests.browser.playground import PATIENT, button, tab

pytestmark = pytest.mark.browser

ROW = 35  # pixels of a line of Streamlit's tables


def formula(page: Page, text: str) -> Locator:
    """Return the formula that has this LaTeX in it: what screen readers and tests can read."""
    return page.locator("annotation").filter(has_text=text)


def type_into_last_column(page: Page, row: int, text: str) -> None:
    """Type into a cell of the first table on the page."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] - 30, box["y"] + ROW * (row + 1.5)
    page.mouse.move(x - 5, y)  # the table hears of a pointer before it is pressed
    page.wait_for_timeout(300)
    page.mouse.dblclick(x, y)
    field = page.locator("#portal input")
    field.fill(text, timeout=PATIENT)
    field.press("Enter")


@pytest.mark.slow
def test_metrics_are_followed_step_by_step(page: Page) -> None:
    page.goto(re.sub(r"/(\?.*)?$", "/metrics", page.url))
    expect(formula(page, r"\frac{68}{100}")).to_be_attached(timeout=PATIENT)
    for name in ("F1", "Recall", "Precision"):
        page.get_by_role("radio", name=name).click()
        expect(page.get_by_text(f"{name} of cat", exact=True)).to_be_visible(timeout=PATIENT)
        expect(page.locator(".katex-error")).to_have_count(0)
    page.get_by_role("radio", name="dog").click()
    expect(formula(page, r"\frac{30}{30 + 12}")).to_be_attached(timeout=PATIENT)
    type_into_last_column(page, 0, "30")
    expect(formula(page, r"\frac{30}{30 + 30}")).to_be_attached(timeout=PATIENT)
    type_into_last_column(page, 0, "2.5")
    expect(page.get_by_text("is not a count")).to_be_visible(timeout=PATIENT)
    expect(formula(page, r"\frac{30}{30 + 30}")).to_be_attached()

    tab(page, "Exercises")
    page.get_by_text("Precision", exact=True).click(timeout=PATIENT)
    button(page, "Check").click()
    expect(page.get_by_text("nothing to count")).to_be_visible(timeout=PATIENT)
    page.get_by_text("MAE", exact=True).click()
    button(page, "Check").click()
    expect(page.get_by_text("1 of 6 solved")).to_be_visible(timeout=PATIENT)

    page.get_by_text("简体中文").click()
    chinese = translator("zh")
    expect(page.get_by_role("heading", name=chinese("Metrics"))).to_be_visible(timeout=PATIENT)
    tab(page, chinese("Classes"))
    expect(formula(page, r"\frac{30}{30 + 30}")).to_be_attached(timeout=PATIENT)


def stroke(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw on the pad, from one place to another in fractions of its side."""
    box = page.locator(".pg-cloud-plane").bounding_box()
    assert box
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=10)
    page.mouse.up()


def count(page: Page, label: int) -> int:
    """Return how many points of a class the pad has."""
    text = page.locator(f".pg-cloud [data-label='{label}']").inner_text()
    return int(text.split()[-1])


def settled(page: Page) -> None:
    """Wait until the address, which holds what is drawn, has been the same for a while."""
    for _ in range(PATIENT // 2000):
        before = page.url
        page.wait_for_timeout(2000)
        if page.url == before:
            return


@pytest.mark.slow
def test_points_are_drawn_erased_and_outlast_a_reload(page: Page) -> None:
    word = pack({"recipe": "mlp", "dataset": "drawn"})
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(re.sub(r"/(\?.*)?$", f"/tables?setup={word}", page.url))
    tab(page, "Data")
    expect(page.get_by_text("Draw 5 or more points")).to_be_visible(timeout=PATIENT)
    stroke(page, (0.2, 0.3), (0.8, 0.3))
    first = count(page, 0)
    assert first > 10
    settled(page)  # the sentences above the pad come and go, and move it
    page.locator(".pg-cloud [data-tool='one']").click()
    page.locator(".pg-cloud [data-label='1']").click()
    stroke(page, (0.5, 0.8), (0.5, 0.8))
    expect(page.get_by_text("Class B has 1")).to_be_visible()
    settled(page)
    page.locator(".pg-cloud-plane").focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
    assert count(page, 1) == 6
    expect(page.locator(".pg-cloud [data-part='rule']")).to_be_hidden()
    settled(page)

    page.locator(".pg-cloud [data-tool='eraser']").click()
    stroke(page, (0.2, 0.3), (0.5, 0.3))
    assert 0 < count(page, 0) < first
    settled(page)
    page.locator(".pg-cloud").get_by_role("button", name="Undo").click()
    assert count(page, 0) == first
    settled(page)
    page.reload()
    tab(page, "Data")
    expect(page.locator(".pg-cloud [data-label='0']")).to_have_text(
        re.compile(rf"A {first}$"), timeout=PATIENT
    )
    assert count(page, 1) == 6

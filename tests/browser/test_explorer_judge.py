"""Right and wrong: the confusion matrix, its pictures, other models, two columns."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.browser.explorer_pages import (
    LAST,
    ExplorerServer,
    headline,
    matrix,
    percents,
    press,
    said,
    scrub,
    wait_for_matrix,
    wait_for_tick,
)
from tests.fixtures.explorer import network

pytestmark = pytest.mark.browser


def test_a_confusion_cell_shows_its_pictures_and_what_others_said(open_explorer) -> None:
    page = open_explorer()
    press(page, "Right and wrong")
    wait_for_matrix(page, LAST)
    confused = network.confusion(LAST)
    np.fill_diagonal(confused, 0)
    row, column = np.unravel_index(confused.argmax(), confused.shape)
    labels = network.judged(LAST).argmax(1)
    places = np.flatnonzero((labels == column) & (row == network.TARGETS))
    page.locator(f".pg-ex-cell[data-row='{row}'][data-column='{column}']").click()
    page.get_by_text(f"In truth {row}, taken for {column}: {len(places)} of 60").wait_for()
    cards = page.locator(".pg-ex-card")
    page.wait_for_function(
        "count => document.querySelectorAll('.pg-ex-card').length === count", arg=len(places)
    )
    shown = [int(card.get_attribute("data-index")) for card in cards.all()]
    assert sorted(shown) == sorted(places)
    forest = network.other_labels()
    for index, card in zip(shown, cards.all(), strict=True):
        text = card.inner_text()
        assert f"Said {column} (" in text
        mark = "✓" if forest[index] == row else "✗"
        assert text.split("\n")[-3:] == [f"{mark} {forest[index]}", "Random forest", "75%"]
    pixel = cards.first.locator("canvas").evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, 1, 1).data[0]"
    )
    assert pixel == int(network.PICTURES[shown[0]][0, 0, 0] * 255)
    cards.first.click()
    headline(page, said(LAST, shown[0]))
    page.get_by_text(f"Validation picture {shown[0] + 1} of 60. In truth: {row}").wait_for()


def test_the_telling_pictures(open_explorer, explorer_server: ExplorerServer) -> None:
    page = open_explorer()
    press(page, "Right and wrong")
    wait_for_matrix(page, LAST)
    shares = network.judged(LAST)
    labels, truth = shares.argmax(1), shares[np.arange(60), network.TARGETS]
    wrong = labels != network.TARGETS

    def first() -> int:
        return int(page.locator(".pg-ex-card").first.get_attribute("data-index"))

    page.get_by_text(f"{wrong.sum()} of 60 are wrong; they come first.").wait_for()
    assert first() == np.flatnonzero(wrong)[0]
    press(page, "Hardest")
    page.get_by_text("the lowest probability of the true class first").wait_for()
    assert first() == truth.argmin()
    press(page, "Most confidently wrong")
    page.get_by_text(f"Mistakes: {wrong.sum()} of 60").wait_for()
    assert first() == np.where(wrong, shares.max(1), 0).argmax()
    press(page, "Deep and classical disagree")
    differ = labels != network.other_labels()
    page.get_by_text(
        f"This model and Random forest differ on {differ.sum()} of 60 pictures."
    ).wait_for()
    assert differ[first()]
    explorer_server.control(forest=False)
    press(page, "Deep and classical disagree")
    page.get_by_text("No classical model has been scored on these pictures yet.").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.pg-ex-card').length === 0")


@pytest.mark.slow
def test_the_matrix_obeys_the_keyboard(open_explorer) -> None:
    page = open_explorer()
    press(page, "Right and wrong")
    wait_for_matrix(page, LAST)
    page.locator(".pg-ex-cell[data-row='0'][data-column='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    count = network.confusion(LAST)[1, 1]
    page.get_by_text(f"In truth 1, and recognised: {count} of 60 pictures.").wait_for()


def test_two_moments_and_two_runs_side_by_side(open_explorer) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    press(page, "Compare")
    wait_for_tick(page, 0, column=1)
    headline(page, said(0, 0), column=1)
    left, right = (look.bounding_box() for look in page.locator(".pg-ex-look").all())
    assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    scrub(page, 3, column=1)
    wait_for_tick(page, 30, column=1)
    assert page.locator(".pg-ex-look").first.get_attribute("data-tick") == str(LAST)
    page.get_by_label("Run to compare with").select_option("beta")
    wait_for_tick(page, LAST, column=1)
    headline(page, said(LAST, 0, seed=5), column=1)
    assert percents(page, 1) != percents(page, 0)
    press(page, "Right and wrong")
    wait_for_matrix(page, LAST)
    wait_for_matrix(page, LAST, seed=5, column=1)
    press(page, "Compare")
    page.wait_for_function("() => document.querySelectorAll('.pg-ex-judge').length === 1")


def test_test_pictures_open_when_the_run_is_over(
    open_explorer, explorer_server: ExplorerServer
) -> None:
    explorer_server.control(status="running", live=41)
    page = open_explorer("status=running")
    press(page, "Right and wrong")
    closed = page.get_by_text("The test pictures open when training is over")
    closed.wait_for()
    test = page.get_by_role("button", name="Test", exact=True)
    assert test.is_disabled()
    explorer_server.control(status="finished")
    press(page, "Finish the run")
    closed.wait_for(state="hidden")
    test.click()
    wait_for_matrix(page, LAST)
    assert explorer_server.asked("confusion")[-1]["split"] == "test"


@pytest.mark.slow
def test_a_classical_model_shows_what_it_was_scored_with(
    open_explorer, explorer_server: ExplorerServer
) -> None:
    page = open_explorer("runs=forest")
    wrong = network.other_labels() != network.TARGETS
    page.get_by_text(re.compile(rf"^Right: {60 - wrong.sum()} of 60 ")).wait_for()
    expected = np.zeros((10, 10), dtype=int)
    np.add.at(expected, (network.TARGETS, network.other_labels()), 1)
    assert (matrix(page) == expected).all()
    scores = page.locator(".pg-ex-scores tbody tr").nth(4).locator("td").all_inner_texts()
    precision = expected[4, 4] / expected[:, 4].sum()
    recall = expected[4, 4] / expected[4].sum()
    f1 = 2 * precision * recall / (precision + recall)
    assert scores == [f"{precision:.2f}", f"{recall:.2f}", f"{f1:.2f}", "6"]
    assert not page.get_by_role("button", name="Look inside", exact=True).is_visible()
    page.locator(".pg-ex-card").first.wait_for()

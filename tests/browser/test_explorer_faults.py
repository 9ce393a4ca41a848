"""The explorer when something is missing: the probe, the run, the connection, the visitor."""

from __future__ import annotations

import pytest

from tests.browser.explorer_pages import (
    LAST,
    ExplorerServer,
    draw,
    press,
    scrub,
    wait_for_tick,
)

pytestmark = pytest.mark.browser


def test_a_probe_that_starts_is_waited_for(open_explorer, explorer_server: ExplorerServer) -> None:
    explorer_server.control(refuse={"look": 503})
    page = open_explorer()
    page.get_by_text("is starting; this takes a few seconds").wait_for()
    assert page.get_by_text("The first answer is on its way").is_visible()
    height = page.locator(".pg-ex-maps").bounding_box()["height"]
    explorer_server.control(refuse={})
    wait_for_tick(page, LAST)
    assert not page.get_by_text("is starting; this takes a few seconds").is_visible()
    assert page.locator(".pg-ex-maps").bounding_box()["height"] == height, "room was reserved"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (404, "This run is not there any more"),
        (403, "belongs to somebody else"),
        (422, "a sentence of the app"),
    ],
)
def test_a_refusal_is_worded(
    open_explorer, explorer_server: ExplorerServer, code: int, sentence: str
) -> None:
    explorer_server.control(refuse={"look": code})
    page = open_explorer()
    page.get_by_text(sentence).wait_for()


def test_a_lost_connection_is_said_and_mended(open_explorer) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    page.route("**/probe/look*", lambda route: route.abort())
    scrub(page, 2)
    page.get_by_text("Connection lost, trying again").wait_for()
    page.unroute("**/probe/look*")
    wait_for_tick(page, 20)
    assert not page.get_by_text("Connection lost, trying again").is_visible()


@pytest.mark.slow
def test_a_hidden_page_does_not_ask(open_explorer, explorer_server: ExplorerServer) -> None:
    explorer_server.control(status="running", live=41)
    page = open_explorer("status=running")
    wait_for_tick(page, 41)
    hide = """hidden => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
    }"""
    page.evaluate(hide, True)
    page.wait_for_timeout(1200)
    before = len(explorer_server.control()["asked"])
    page.wait_for_timeout(1500)
    assert len(explorer_server.control()["asked"]) == before
    explorer_server.control(live=43)
    page.evaluate(hide, False)
    wait_for_tick(page, 43)


def test_without_a_run_the_pad_waits(open_explorer, explorer_server: ExplorerServer) -> None:
    page = open_explorer("runs=")
    page.get_by_text("There is no network yet.").wait_for()
    draw(page, [(0.3, 0.2), (0.5, 0.8)])
    assert explorer_server.control()["asked"] == []


@pytest.mark.slow
def test_a_rerun_of_the_page_leaves_it_alone(open_explorer) -> None:
    page = open_explorer("status=paused")
    wait_for_tick(page, LAST)
    page.evaluate("() => { document.querySelector('.pg-ex-slider').mine = true; }")
    scrub(page, 2)
    wait_for_tick(page, 20)
    press(page, "Finish the run")
    page.wait_for_timeout(1000)
    assert page.evaluate("() => document.querySelector('.pg-ex-slider').mine")
    assert page.locator(".pg-ex-look").get_attribute("data-tick") == "20"

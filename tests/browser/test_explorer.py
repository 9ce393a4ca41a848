"""Looking inside: the time machine, the pad, the layers and their arithmetic."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image

from tests.browser.explorer_pages import (
    LAST,
    ExplorerServer,
    decoded,
    draw,
    headline,
    percents,
    pixels,
    press,
    said,
    scrub,
    wait_for_matrix,
    wait_for_tick,
)
from tests.fixtures.explorer import network

pytestmark = pytest.mark.browser


def test_the_slider_moves_everything(open_explorer) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    headline(page, said(LAST, 0))
    before = [pixels(page, layer) for layer in range(4)], percents(page)
    filters = page.locator(".pg-ex-filters canvas").evaluate("canvas => canvas.toDataURL()")
    scrub(page, 0)
    assert page.locator(".pg-ex-position").inner_text().startswith("before training")
    wait_for_tick(page, 0)
    headline(page, said(0, 0))
    after = [pixels(page, layer) for layer in range(4)], percents(page)
    assert after[1] != before[1]
    assert before[0][3] != after[0][3], "the last layer was drawn anew"
    shown = page.locator("[data-class='0'] .pg-ex-percent").inner_text()
    truth = network.probabilities(0, network.PICTURES[0])[0]
    assert float(shown.strip("%")) == pytest.approx(100 * truth, abs=0.6)
    press(page, "Right and wrong")
    wait_for_matrix(page, 0)
    page.locator(".pg-ex-slider").first.press("ArrowRight")
    wait_for_matrix(page, 10)
    assert page.locator(".pg-ex-position").inner_text() == "epoch 1 of 6, step 10"
    press(page, "Look inside")
    wait_for_tick(page, 10)
    again = page.locator(".pg-ex-filters canvas").evaluate("canvas => canvas.toDataURL()")
    assert again != filters


@pytest.mark.slow
def test_play_shows_every_moment_at_its_pace(open_explorer) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    page.evaluate(
        """() => {
            const look = document.querySelector('.pg-ex-look');
            window.ticks = [];
            new MutationObserver(() => window.ticks.push(Number(look.dataset.tick)))
                .observe(look, { attributeFilter: ['data-tick'] });
        }"""
    )
    start = time.monotonic()
    press(page, "Play")
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    page.wait_for_function("last => window.ticks.at(-1) === last", arg=LAST)
    seconds = time.monotonic() - start
    assert page.evaluate("() => window.ticks") == list(network.TICKS)
    assert seconds >= 0.3 * (len(network.TICKS) - 1)
    page.get_by_role("button", name="Play", exact=True).wait_for()


def test_now_follows_a_run_in_training(open_explorer, explorer_server: ExplorerServer) -> None:
    explorer_server.control(status="running", live=41)
    page = open_explorer("status=running")
    wait_for_tick(page, 41)
    headline(page, said(41, 0))
    page.get_by_text("now: epoch 4 of 6, step 41").wait_for()
    explorer_server.control(live=57)
    wait_for_tick(page, 57)
    scrub(page, 2)
    wait_for_tick(page, 20)
    explorer_server.control(live=59)
    page.wait_for_timeout(1300)
    assert page.locator(".pg-ex-look").get_attribute("data-tick") == "20", "the past stands still"
    press(page, "Follow live")
    wait_for_tick(page, 59)
    explorer_server.control(status="finished")
    wait_for_tick(page, LAST)


def test_a_drawing_is_answered_and_only_the_newest(
    open_explorer, explorer_server: ExplorerServer
) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    press(page, "Draw")
    page.get_by_text("Draw something, and the network answers").wait_for()
    draw(page, [(0.3, 0.2), (0.5, 0.8)])
    headline(page, "It says")
    asked = [request for request in explorer_server.asked("look") if "ink" in request["image"]]
    assert asked[-1]["image"]["ink"]["width"] == 112
    assert int(page.locator(".pg-ex-look").get_attribute("data-answered-ms")) < 2000
    page.get_by_role("img", name="The picture in the size").wait_for()
    # The answer to the first question comes last, and must not be shown.
    explorer_server.control(delays=[1.5])
    before = len(explorer_server.asked("look"))
    draw(page, [(0.7, 0.2), (0.7, 0.5)])
    page.wait_for_timeout(500)  # a quick hand may else be done before the first question
    draw(page, [(0.7, 0.5), (0.7, 0.8)])
    page.wait_for_timeout(2200)
    newest = explorer_server.asked("look")[before:]
    assert len(newest) >= 2
    image = network.fit(decoded(newest[-1]["image"]["ink"]["data"]))
    best = network.probabilities(LAST, image).max()
    shown = page.locator(".pg-ex-best .pg-ex-percent").inner_text()
    assert float(shown.strip("<%")) == pytest.approx(100 * best, abs=0.6)


def test_undo_and_clear_and_a_picture_from_a_file(
    open_explorer, explorer_server: ExplorerServer, tmp_path
) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    press(page, "Draw")
    draw(page, [(0.3, 0.2), (0.5, 0.8)])
    headline(page, "It says")
    press(page, "Undo")
    page.get_by_text("Draw something, and the network answers").wait_for()
    pattern = (network.PICTURES[2][0] * 255).astype(np.uint8)
    Image.fromarray(pattern).resize((300, 400), Image.Resampling.NEAREST).save(tmp_path / "a.png")
    page.set_input_files(".pg-ex-file >> nth=0", tmp_path / "a.png")
    headline(page, "It says")
    ink = decoded(explorer_server.asked("look")[-1]["image"]["ink"]["data"])
    # The middle square of the picture: rows 1/8 to 7/8 of it.
    assert abs(float(ink[56, 7]) - float(pattern[4, 0])) < 12
    (tmp_path / "b.png").write_text("no picture")
    page.set_input_files(".pg-ex-file >> nth=0", tmp_path / "b.png")
    page.get_by_text("b.png is no picture that the browser can read").wait_for()
    press(page, "Clear")
    page.get_by_text("Draw something, and the network answers").wait_for()


@pytest.mark.slow
def test_a_finger_draws_and_does_not_scroll(open_explorer, explorer_server: ExplorerServer) -> None:
    page = open_explorer(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    wait_for_tick(page, LAST)
    press(page, "Draw")
    pad = page.locator(".pg-ex-pad")
    assert pad.evaluate("pad => getComputedStyle(pad).touchAction") == "none"
    box = pad.bounding_box()
    session = page.context.new_cdp_session(page)
    for kind, y in (("touchStart", 40), ("touchMove", 90), ("touchMove", 150), ("touchEnd", None)):
        points = [] if y is None else [{"x": box["x"] + 90, "y": box["y"] + y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    headline(page, "It says")
    assert pad.bounding_box()["y"] == box["y"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_a_click_on_a_map_shows_the_arithmetic(open_explorer) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    canvas = page.locator("[data-layer='0'] > canvas")
    # Channel 2 of 6, its row 4 and column 3 (from 1): tiles are 64 wide, with a gap of 5.
    canvas.click(position={"x": 1 + 69 + 2.5 * 8, "y": 1 + 3.5 * 8})
    panel = page.get_by_role("region", name="How this number is computed")
    panel.locator("[data-name='sum']").wait_for()
    at = network.weights(LAST)
    window = np.pad(network.PICTURES[0], ((0, 0), (1, 1), (1, 1)))[0, 3:6, 2:5]

    def numbers(selector: str) -> list[float]:
        texts = panel.locator(selector).all_inner_texts()
        return [float(text.replace("−", "-")) for text in texts]

    assert numbers("table >> nth=0 >> td") == pytest.approx(window.ravel(), abs=0.006)
    assert numbers("table >> nth=1 >> td") == pytest.approx(at.kernel[1, 0].ravel(), abs=0.006)
    products = (window * at.kernel[1, 0]).ravel()
    assert numbers("table >> nth=2 >> td") == pytest.approx(products, abs=0.006)
    total = products.sum()
    output = network.outputs(LAST, network.PICTURES[0])[0][1, 3, 2]
    assert output == pytest.approx(total + at.bias[1], abs=1e-5)
    assert numbers("[data-name]") == pytest.approx(
        [total, at.bias[1], output, max(output, 0)], abs=0.001
    )
    square = page.locator(".pg-ex-window")
    frame = page.locator(".pg-ex-frame").bounding_box()
    assert square.bounding_box()["width"] == pytest.approx(frame["width"] * 3 / 8, abs=2)
    assert square.bounding_box()["y"] - frame["y"] == pytest.approx(frame["height"] * 2 / 8, abs=2)
    panel.get_by_label("Column").fill("8")
    corner = network.outputs(LAST, network.PICTURES[0])[0][1, 3, 7]
    page.wait_for_function(
        "value => document.querySelector('[data-name=output]').textContent === value",
        arg=f"{corner:.3f}".replace("-", "−"),
    )
    scrub(page, 1)
    earlier = network.outputs(10, network.PICTURES[0])[0][1, 3, 7]
    page.wait_for_function(
        "value => document.querySelector('[data-name=output]').textContent === value",
        arg=f"{earlier:.3f}".replace("-", "−"),
    )
    panel.get_by_role("button", name="Close").click()
    panel.wait_for(state="detached")
    canvas.press("ArrowRight")
    canvas.press("Enter")
    panel.locator("[data-name='sum']").wait_for()


def test_a_wrong_one_is_found(open_explorer) -> None:
    page = open_explorer()
    wait_for_tick(page, LAST)
    wrong = np.flatnonzero(network.judged(LAST).argmax(1) != network.TARGETS)
    press(page, "A wrong one")
    first = next(index for index in wrong if index > 0)
    page.get_by_text(f"Validation picture {first + 1} of 60").wait_for()
    headline(page, said(LAST, first))
    page.get_by_role("button", name="The next picture").first.click()
    headline(page, said(LAST, first + 1))


@pytest.mark.slow
def test_the_theme_recolours_the_maps(open_explorer) -> None:
    page = open_explorer(color_scheme="light")
    wait_for_tick(page, LAST)
    before = pixels(page, 1)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => document.querySelector(\"[data-layer='1'] > canvas\").toDataURL() !== before",
        arg=before,
    )

"""The explorer in a real browser, on a small network that the test computes by itself."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fixtures.explorer import network

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "tests" / "fixtures" / "explorer" / "app.py"
TIMEOUT = 40_000  # milliseconds
LAST = network.TICKS[-1]


class Server:
    """The pretended app, and the strings by which a test pulls it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, **changes: object) -> dict[str, Any]:
        """Change what the app answers; return all of its state."""
        request = urllib.request.Request(
            f"{self.url}/playground/control",
            json.dumps(changes).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.loads(reply.read())

    def asked(self, name: str) -> list[dict[str, Any]]:
        """Return the requests to a probe so far."""
        return [request for request in self.control()["asked"] if request["name"] == name]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={port}"]
    options = ["--server.address=127.0.0.1", "--server.headless=true"]
    path = tmp_path_factory.mktemp("explorer") / "log.txt"
    with path.open("w") as log:
        process = subprocess.Popen(
            command + options,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Server(wait_for(f"http://127.0.0.1:{port}", process, path))
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return url
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def window(browser) -> Iterator[Any]:
    """One browser context for most tests, so that Streamlit's own files are loaded once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield context
    context.close()


@pytest.fixture
def open_page(browser, window, server: Server) -> Iterator[Callable]:
    """Opens the page; fails on an error in its scripts or in its console."""
    pages, contexts, errors = [], [], []

    def open_one(query: str = "", **options):
        context = window
        if options:
            context = browser.new_context(locale="en-US", **options)
            contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(TIMEOUT)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if serious(line) else None)
        page.goto(f"{server.url}/?{query}")
        page.wait_for_selector(".pg-ex-bars, .pg-ex-matrix", state="attached")
        return page

    server.control(begin=True)
    yield open_one
    for opened in (*pages, *contexts):
        opened.close()
    assert errors == []


def serious(line) -> bool:
    """Tell an error that a script logged from what a test provoked on purpose."""
    return line.type == "error" and "Failed to load resource" not in line.text


def headline(page, text: str, column: int = 0) -> None:
    """Wait until a column's answer begins with a text."""
    page.wait_for_function(
        """([text, column]) => document.querySelectorAll('.pg-ex-look .pg-ex-headline')[column]
            ?.textContent.startsWith(text)""",
        arg=[text, column],
    )


def said(tick: int, index: int, seed: int = 0) -> str:
    """Return how the answer to a picture begins."""
    return f"It says: {network.probabilities(tick, network.PICTURES[index], seed).argmax()} ("


def wait_for_tick(page, tick: int, column: int = 0) -> None:
    page.wait_for_function(
        "([t, c]) => document.querySelectorAll('.pg-ex-look')[c]?.dataset.tick === String(t)",
        arg=[tick, column],
    )


def percents(page, column: int = 0) -> list[str]:
    return page.locator(".pg-ex-look").nth(column).locator(".pg-ex-percent").all_inner_texts()


def pixels(page, layer: int, column: int = 0) -> str:
    """Return the drawing of a layer's maps."""
    tiles = page.locator(".pg-ex-look").nth(column).locator(f"[data-layer='{layer}'] > canvas")
    return tiles.evaluate("canvas => canvas.toDataURL()")


def scrub(page, index: int, column: int = 0) -> None:
    slider = page.locator(".pg-ex-timeline .pg-ex-slider").nth(column)
    slider.fill(str(index))


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def matrix(page, column: int = 0) -> np.ndarray:
    cells = page.locator(".pg-ex-judge").nth(column).locator(".pg-ex-cell").all_inner_texts()
    return np.array([int(text or 0) for text in cells]).reshape(10, 10)


def wait_for_matrix(page, tick: int, seed: int = 0, column: int = 0) -> None:
    expected = network.confusion(tick, seed)
    page.wait_for_function(
        """([column, counts]) => {
            const judge = document.querySelectorAll('.pg-ex-judge')[column];
            const cells = [...(judge?.querySelectorAll('.pg-ex-cell') ?? [])];
            return cells.map((cell) => Number(cell.textContent)).join() === counts.join();
        }""",
        arg=[column, expected.ravel().tolist()],
    )
    right = page.locator(".pg-ex-judge > .pg-ex-headline").nth(column).inner_text()
    assert right.startswith(f"Right: {expected.trace()} of 60 ")


def draw(page, points: list[tuple[float, float]]) -> None:
    """Draw a line through points, fractions of the pad."""
    box = page.locator(".pg-ex-pad").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def test_the_slider_moves_everything(open_page) -> None:
    page = open_page()
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


def test_play_shows_every_moment_at_its_pace(open_page) -> None:
    page = open_page()
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


def test_now_follows_a_run_in_training(open_page, server: Server) -> None:
    server.control(status="running", live=41)
    page = open_page("status=running")
    wait_for_tick(page, 41)
    headline(page, said(41, 0))
    page.get_by_text("now: epoch 4 of 6, step 41").wait_for()
    server.control(live=57)
    wait_for_tick(page, 57)
    scrub(page, 2)
    wait_for_tick(page, 20)
    server.control(live=59)
    page.wait_for_timeout(1300)
    assert page.locator(".pg-ex-look").get_attribute("data-tick") == "20", "the past stands still"
    press(page, "Now")
    wait_for_tick(page, 59)
    server.control(status="finished")
    wait_for_tick(page, LAST)


def test_a_drawing_is_answered_and_only_the_newest(open_page, server: Server) -> None:
    page = open_page()
    wait_for_tick(page, LAST)
    press(page, "Draw")
    page.get_by_text("Draw something, and the network answers").wait_for()
    draw(page, [(0.3, 0.2), (0.5, 0.8)])
    headline(page, "It says")
    asked = [request for request in server.asked("look") if "ink" in request["image"]]
    assert asked[-1]["image"]["ink"]["width"] == 112
    assert int(page.locator(".pg-ex-look").get_attribute("data-answered-ms")) < 2000
    page.get_by_role("img", name="The picture in the size").wait_for()
    # The answer to the first question comes last, and must not be shown.
    server.control(delays=[1.5])
    before = len(server.asked("look"))
    draw(page, [(0.7, 0.2), (0.7, 0.8)])
    page.wait_for_timeout(2200)
    newest = server.asked("look")[before:]
    assert len(newest) >= 2
    image = network.fit(decoded(newest[-1]["image"]["ink"]["data"]))
    best = network.probabilities(LAST, image).max()
    shown = page.locator(".pg-ex-best .pg-ex-percent").inner_text()
    assert float(shown.strip("<%")) == pytest.approx(100 * best, abs=0.6)


def decoded(data: str) -> np.ndarray:
    import base64

    return np.frombuffer(base64.b64decode(data), dtype=np.uint8).reshape(112, 112)


def test_undo_and_clear_and_a_picture_from_a_file(open_page, server: Server, tmp_path) -> None:
    from PIL import Image

    page = open_page()
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
    ink = decoded(server.asked("look")[-1]["image"]["ink"]["data"])
    # The middle square of the picture: rows 1/8 to 7/8 of it.
    assert abs(float(ink[56, 7]) - float(pattern[4, 0])) < 12
    (tmp_path / "b.png").write_text("no picture")
    page.set_input_files(".pg-ex-file >> nth=0", tmp_path / "b.png")
    page.get_by_text("b.png is no picture that the browser can read").wait_for()
    press(page, "Clear")
    page.get_by_text("Draw something, and the network answers").wait_for()


def test_a_finger_draws_and_does_not_scroll(open_page, server: Server) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
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


def test_a_click_on_a_map_shows_the_arithmetic(open_page) -> None:
    page = open_page()
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


def test_a_confusion_cell_shows_its_pictures_and_what_others_said(open_page) -> None:
    page = open_page()
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


def test_the_telling_pictures(open_page, server: Server) -> None:
    page = open_page()
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
    server.control(forest=False)
    press(page, "Deep and classical disagree")
    page.get_by_text("No classical model has been scored on these pictures yet.").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.pg-ex-card').length === 0")


def test_the_matrix_obeys_the_keyboard(open_page) -> None:
    page = open_page()
    press(page, "Right and wrong")
    wait_for_matrix(page, LAST)
    page.locator(".pg-ex-cell[data-row='0'][data-column='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    count = network.confusion(LAST)[1, 1]
    page.get_by_text(f"In truth 1, and recognised: {count} of 60 pictures.").wait_for()


def test_two_moments_and_two_runs_side_by_side(open_page) -> None:
    page = open_page()
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


def test_a_wrong_one_is_found(open_page) -> None:
    page = open_page()
    wait_for_tick(page, LAST)
    wrong = np.flatnonzero(network.judged(LAST).argmax(1) != network.TARGETS)
    press(page, "A wrong one")
    first = next(index for index in wrong if index > 0)
    page.get_by_text(f"Validation picture {first + 1} of 60").wait_for()
    headline(page, said(LAST, first))
    page.get_by_role("button", name="The next picture").first.click()
    headline(page, said(LAST, first + 1))


def test_a_probe_that_starts_is_waited_for(open_page, server: Server) -> None:
    server.control(refuse={"look": 503})
    page = open_page()
    page.get_by_text("is starting; this takes a few seconds").wait_for()
    assert page.get_by_text("The first answer is on its way").is_visible()
    height = page.locator(".pg-ex-maps").bounding_box()["height"]
    server.control(refuse={})
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
def test_a_refusal_is_worded(open_page, server: Server, code: int, sentence: str) -> None:
    server.control(refuse={"look": code})
    page = open_page()
    page.get_by_text(sentence).wait_for()


def test_a_lost_connection_is_said_and_mended(open_page) -> None:
    page = open_page()
    wait_for_tick(page, LAST)
    page.route("**/probe/look*", lambda route: route.abort())
    scrub(page, 2)
    page.get_by_text("Connection lost, trying again").wait_for()
    page.unroute("**/probe/look*")
    wait_for_tick(page, 20)
    assert not page.get_by_text("Connection lost, trying again").is_visible()


def test_a_hidden_page_does_not_ask(open_page, server: Server) -> None:
    server.control(status="running", live=41)
    page = open_page("status=running")
    wait_for_tick(page, 41)
    hide = """hidden => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
    }"""
    page.evaluate(hide, True)
    page.wait_for_timeout(1200)
    before = len(server.control()["asked"])
    page.wait_for_timeout(1500)
    assert len(server.control()["asked"]) == before
    server.control(live=43)
    page.evaluate(hide, False)
    wait_for_tick(page, 43)


def test_test_pictures_open_when_the_run_is_over(open_page, server: Server) -> None:
    server.control(status="running", live=41)
    page = open_page("status=running")
    press(page, "Right and wrong")
    closed = page.get_by_text("The test pictures open when training is over")
    closed.wait_for()
    test = page.get_by_role("button", name="Test", exact=True)
    assert test.is_disabled()
    server.control(status="finished")
    press(page, "Finish the run")
    closed.wait_for(state="hidden")
    test.click()
    wait_for_matrix(page, LAST)
    assert server.asked("confusion")[-1]["split"] == "test"


def test_a_classical_model_shows_what_it_was_scored_with(open_page, server: Server) -> None:
    page = open_page("runs=forest")
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


def test_without_a_run_the_pad_waits(open_page, server: Server) -> None:
    page = open_page("runs=")
    page.get_by_text("There is no network yet.").wait_for()
    draw(page, [(0.3, 0.2), (0.5, 0.8)])
    assert server.control()["asked"] == []


def test_a_rerun_of_the_page_leaves_it_alone(open_page) -> None:
    page = open_page("status=paused")
    wait_for_tick(page, LAST)
    page.evaluate("() => { document.querySelector('.pg-ex-slider').mine = true; }")
    scrub(page, 2)
    wait_for_tick(page, 20)
    press(page, "Finish the run")
    page.wait_for_timeout(1000)
    assert page.evaluate("() => document.querySelector('.pg-ex-slider').mine")
    assert page.locator(".pg-ex-look").get_attribute("data-tick") == "20"


def test_the_theme_recolours_the_maps(open_page) -> None:
    page = open_page(color_scheme="light")
    wait_for_tick(page, LAST)
    before = pixels(page, 1)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => document.querySelector(\"[data-layer='1'] > canvas\").toDataURL() !== before",
        arg=before,
    )
